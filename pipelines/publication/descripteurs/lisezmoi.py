"""LISEZMOI.md of a release and the first sheet of its workbooks: what the files are, how to count, how to cite."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pipelines.publication.changements.phrases import texte
from pipelines.publication.descripteurs.datapackage import LICENCE
from pipelines.publication.fiche import MENTION, Fiche, Source
from pipelines.publication.tables import TableEcrite

DIT_MAX = 1_000


def rediger(
    fiche: Fiche,
    arrete_au: dt.date,
    version: str,
    sources: tuple[Source, ...],
    tables: Sequence[TableEcrite],
    precedente: str | None,
    omises: Sequence[str] = (),
) -> str:
    """Return the text, in French. `omises` are the tables too big for the workbooks."""
    avertissement = (
        f"> **{MENTION}.** Acheteurs, fournisseurs, montants : tout est inventé, pour montrer l'outil.\n\n"
        if fiche.fictif
        else ""
    )
    lignes = "".join(f"| `{t.nom}` | {t.lignes} | {t.schema['description']} |\n" for t in tables)
    entrees = "".join(f"- {sur(s.titre)} (SHA-256 `{s.sha256}`)\n" for s in sources) or "- aucune\n"
    titre = sur(fiche.titre_public)
    auteur = f"{sur(fiche.editeur)}, {titre}" if fiche.editeur else titre
    suite = f"Elle suit la version {precedente}." if precedente else "C'est la première."
    sauf = f" (trop grandes pour elles : {', '.join(omises)})" if omises else ""
    return f"""# {titre}

{avertissement}Version **{version}**, données arrêtées au {arrete_au:%d/%m/%Y}, édition {sur(fiche.edition)}.
{suite} Cette version ne changera plus : une correction donne une nouvelle version.

## Lire les données

Chaque table existe en quatre fichiers, avec les mêmes valeurs :

| Fichier | Pour |
|---|---|
| `<table>.csv` | tout logiciel : c'est le fichier de référence |
| `<table>.excel-fr.csv` | ouvrir d'un double-clic dans Excel en français (`;`, virgule décimale, dates jj/mm/aaaa) |
| `<table>.json` | les programmes |
| `<table>.parquet` | l'analyse (DuckDB, pandas, R...), avec les types |

`spaser.xlsx` et `spaser.ods` réunissent toutes les tables, une feuille chacune{sauf}. Dans les classeurs, un
identifiant est du texte et garde ses zéros. Dans `excel-fr.csv`, un texte qui commencerait comme une formule (`=`,
`+`, `-`, `@`) est précédé d'une apostrophe ; les autres fichiers portent le texte exact.

`dictionnaire` dit ce que contient chaque colonne ; `<table>.schema.json` est son schéma (Table Schema) ;
`datapackage.json`, `catalog.jsonld` (DCAT-AP) et `croissant.json` (schema.org, Croissant) décrivent le tout pour les
logiciels. `CHANGELOG.md` et `changements` disent ce qui a changé depuis la version précédente. `bilan.json` compte ce
qui a été lu, gardé, réuni et écarté ; `provenance.json` dit de quels fichiers et par quel code la version est faite.
`SHA256SUMS` permet de vérifier les fichiers (`sha256sum -c SHA256SUMS`).

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


def sur(dit: str) -> str:
    """Return words of a definition as Markdown that shows them and does nothing else."""
    return texte(dit, DIT_MAX)


def feuille(
    fiche: Fiche,
    arrete_au: dt.date,
    version: str,
    tables: Sequence[TableEcrite],
    omises: Sequence[str] = (),
    coupures: Mapping[str, int] | None = None,
) -> list[list[str]]:
    """Return the rows of the sheet « Lisez-moi » of the workbooks; the first cell of a row says what the second is."""
    lignes = [
        ["Titre", fiche.titre_public],
        *(
            [["Attention", "Données fictives : tout est inventé, pour montrer l'outil."]]
            if fiche.fictif
            else []
        ),
        ["Version", version],
        ["Données arrêtées au", f"{arrete_au:%d/%m/%Y}"],
        ["Édition", fiche.edition],
        *([["Publié par", fiche.editeur]] if fiche.editeur else []),
        ["Licence", "Licence Ouverte 2.0 : réutilisation libre, en citant la source et la version"],
        ["Compter", "Un contrat est une ligne de la feuille contrats ; n'additionnez les montants que là."],
        ["Cellule vide", "Inconnu, jamais « non »"],
        ["Dictionnaire", "La feuille suivante dit ce que contient chaque colonne."],
    ]
    if omises:
        lignes.append(["Absentes d'ici", f"Trop grandes pour un classeur, voir le CSV : {', '.join(omises)}"])
    if coupures:
        dites = ", ".join(f"{nom} ({nombre})" for nom, nombre in sorted(coupures.items()))
        lignes.append(["Textes coupés", f"Trop longs pour une cellule, entiers dans le CSV : {dites}"])
    lignes.append(["Feuille", "Contenu"])
    return lignes + [
        [t.nom, f"{t.schema['title']} ({t.lignes} lignes). {t.schema['description']}"]
        for t in tables
        if t.nom not in omises
    ]
