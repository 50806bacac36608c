"""What people read at the root of the exported repository: README, CHANGELOG, LICENSE.

The descriptor belongs to `paquet`, git to `depot`. Each schema keeps its own README and CHANGELOG.
"""

from collections.abc import Iterable

from pipelines.schemas import tables as schemas
from pipelines.schemas.diff import Bilan

TITRE = "Registres de la commande publique responsable (SPASER)"
DESCRIPTION = (
    "Schémas de données des registres qu'un acheteur public tient pour suivre son schéma de promotion des achats "
    "publics socialement et écologiquement responsables : contrats, clauses, heures d'insertion, fournisseurs de "
    "l'économie sociale et solidaire, paiements, programmation, événements, résultats saisis."
)
LICENCE = """# Licence

Ces schémas, leurs documents et leurs exemples sont sous la Licence Ouverte 2.0 (Etalab), dont le texte fait foi :

https://www.etalab.gouv.fr/licence-ouverte-open-licence/

Identifiant SPDX : `etalab-2.0`. On peut les réutiliser, les modifier et les redistribuer, à condition d'en citer la
source (« SPASER ouvert ») et la date de la version employée.
"""


def lisezmoi(retenus: dict[str, schemas.Schema], version: str) -> str:
    """Return the README of the repository."""
    lignes = [
        f"# {TITRE}",
        "",
        DESCRIPTION,
        "",
        f"Version {version} de l'ensemble. Chaque schéma porte aussi son propre numéro.",
        "",
        "| Schéma | Ce qu'il contient | Version | Diffusion |",
        "|---|---|---|---|",
        *(_ligne(nom, schema) for nom, schema in retenus.items()),
        "",
        "## Contenu",
        "",
        "Un dossier par schéma : `schema.json` ([Table Schema](https://specs.frictionlessdata.io/table-schema/)), qui",
        "fait foi, `README.md`, `CHANGELOG.md`, `exemple-valide.csv` et `exemple-invalide.csv`. `datapackage.json` les",
        "réunit. Les données d'exemple sont fictives : leurs SIREN commencent par `0000`.",
        "",
        "## Contrôler un fichier",
        "",
        "```",
        "frictionless validate mon-fichier.csv --schema registre_contrats/schema.json --schema-sync",
        "```",
        "",
        "Les contrôles de `custom_checks` (SIREN, dates dans l'ordre, sommes) ont le vocabulaire de Validata.",
        "",
        "## Clés propres à ces schémas",
        "",
        "Elles sont ignorées des autres outils :",
        "",
        "- `rgpd`, sur chaque colonne : `aucune`, `indirecte`, `directe` ou `sensible`, avec `rgpd_finalite` et",
        "  `rgpd_conservation`. Seules les colonnes `aucune` ont vocation à être publiées ;",
        "- `diffusion: interne` : la colonne ne concerne aucune personne mais ne se publie pas ;",
        "- `decimales` : le nombre exact de décimales d'un nombre ;",
        "- `references` : les liens entre tables, que `foreignKeys` rendrait inutilisables sur un fichier seul ;",
        "- `usage: registre` : la table est tenue par l'acheteur.",
        "",
        "## Versions",
        "",
        "Un fichier valide le reste quand la version change de correctif (Z) ou est mineure (Y) ; une version majeure",
        "(X) peut le refuser. Avant la version 1.0.0, c'est le deuxième numéro qui joue ce rôle. Voir `CHANGELOG.md`.",
        "",
        "## Licence",
        "",
        "[Licence Ouverte 2.0](LICENSE.md).",
    ]
    return "\n".join(lignes) + "\n"


def _ligne(nom: str, schema: schemas.Schema) -> str:
    diffusion = "interne (données de personnes)" if schemas.est_prive(schema) else "ouverte"
    if not schemas.est_prive(schema) and not all(map(schemas.est_publiable, schema["fields"])):
        diffusion = "ouverte, sauf certaines colonnes"
    return f"| [`{nom}`]({nom}/) | {schema['title']} | {schema['version']} | {diffusion} |"


def changelog(avant: str | None, version: str, jour: str, bilans: Iterable[Bilan], nombre: int) -> str:
    """Return CHANGELOG.md: the former one, if any, under what this version changes."""
    titre = f"## Version {version} - {jour}"
    if avant is None:
        return f"# Changements\n\n{titre}\n\nPremière version : {nombre} schémas.\n"
    entrees = []
    for bilan in bilans:
        entrees += [
            f"- `{bilan.nom}` ({c.niveau}) : {c.lieu} : {c.quoi}. {c.pourquoi[:1].upper()}{c.pourquoi[1:]}."
            for c in bilan.changements
        ]
    entrees = entrees or ["- Documents et exemples seulement."]
    reste = avant.removeprefix("# Changements\n\n")
    return "\n".join(["# Changements", "", titre, "", *entrees, "", reste])
