"""LISEZMOI.md of a release, for whoever opens the folder: what the files are, how to count, how to cite."""

import datetime as dt

from pipelines.publication.descripteur import LICENCE
from pipelines.publication.fiche import MENTION, Fiche, Source
from pipelines.publication.tables import TableEcrite


def rediger(
    fiche: Fiche,
    arrete_au: dt.date,
    version: str,
    sources: tuple[Source, ...],
    tables: list[TableEcrite],
    precedente: str | None,
) -> str:
    """Return the text, in French."""
    avertissement = (
        f"> **{MENTION}.** Acheteurs, fournisseurs, montants : tout est inventé, pour montrer l'outil.\n\n"
        if fiche.fictif
        else ""
    )
    lignes = "".join(f"| `{t.nom}` | {t.lignes} | {t.schema['description']} |\n" for t in tables)
    entrees = "".join(f"- {s.titre} (SHA-256 `{s.sha256}`)\n" for s in sources) or "- aucune\n"
    auteur = f"{fiche.editeur}, {fiche.titre_public}" if fiche.editeur else fiche.titre_public
    suite = f"Elle suit la version {precedente}." if precedente else "C'est la première."
    return f"""# {fiche.titre_public}

{avertissement}Version **{version}**, données arrêtées au {arrete_au:%d/%m/%Y}, édition {fiche.edition}.
{suite} Cette version ne changera plus : une correction donne une nouvelle version.

## Lire les données

Chaque table existe en CSV et en JSON, avec les mêmes valeurs. `datapackage.json` décrit chaque colonne,
`SHA256SUMS` permet de vérifier les fichiers (`sha256sum -c SHA256SUMS`), `bilan.json` compte ce qui a été lu,
gardé, réuni et écarté.

| Table | Lignes | Contenu |
|---|---:|---|
{lignes}
**Un contrat est une ligne de `contrats`**, quel que soit le nombre de titulaires, de modifications et de
publications. N'additionnez les montants que dans cette table, et n'ajoutez pas les accords-cadres (montants
maximaux) aux marchés subséquents passés sur leur fondement. `registre_contrats`, s'il y est, redit une partie des
mêmes contrats : `union_contrats` dit lesquels. Une cellule vide signifie « inconnu », jamais « non ».

`indicateurs` donne les mots du texte et la définition de chaque valeur de `resultats`. Les tables qui ne figurent
pas ici, et pourquoi : docs/tables-publiees.md, dans le dépôt du projet.

CSV : UTF-8, virgule, point décimal, dates AAAA-MM-JJ, `true` / `false`. Les identifiants (SIREN, CPV…) sont
du texte : dans un tableur, importez ces colonnes comme du texte pour garder les zéros de tête.

## Citer

> {auteur}, version {version}, {arrete_au.year}. Licence Ouverte 2.0.

Pour citer un contrat, donnez la version et son `contrat_id`. Si cet identifiant change dans une version
ultérieure, la table `contrats_alias` de celle-ci donne le nouveau.

## Sources

{entrees}
## Licence

[Licence Ouverte 2.0]({LICENCE["path"]}) : réutilisation libre, en citant la source et la version.
"""
