"""CHANGELOG.md: what a version brings, in French sentences, and what the former versions brought, unchanged.

Nothing is compared here: every figure is counted in `changements`, which tells the rest. How a value is written
safely belongs to `phrases`.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.publication.changements import journal_contrats, journal_resultats
from pipelines.publication.changements.phrases import compte, jour, nombre, sans_marques, texte
from pipelines.publication.changements.version import TABLE, TableLue, Version, lire
from pipelines.publication.depot import retraits
from pipelines.schemas import tables as schemas

FICHIER = "CHANGELOG.md"
TITRE = (
    "# Changements\n\nUne section par version, la plus récente d'abord. "
    "Le détail, ligne par ligne : `changements.csv`.\n"
)
SECTION = "## "


def rediger(
    dossier: Path, avant: Path | None, version: str, arrete_au: dt.date, con: duckdb.DuckDBPyConnection
) -> str:
    """Return the whole text of CHANGELOG.md.

    `dossier` is the release being made, with the CSV of its tables and `changements.csv`; `avant` is the folder of the
    version in force, None before the first.
    """
    titre = f"{SECTION}Version {version} (données arrêtées au {jour(arrete_au)})"
    if avant is None:
        return f"{TITRE}\n{titre}\n\n{_premiere(dossier, con)}"
    ancienne = lire(avant)
    corps = section(con, ancienne, tables_de(dossier))
    if arrete_au < ancienne.arrete_au:
        corps = (
            f"- **La date d'arrêt des données recule** : elle était le {jour(ancienne.arrete_au)}.\n\n{corps}"
        )
    return f"{TITRE}\n{titre}\n\n{corps}{_anterieures(avant)}"


def nouveautes(journal: str) -> list[str]:
    """Return the sentences of the first section, as plain text."""
    _, _, suite = journal.partition(f"\n{SECTION}")
    lignes = suite.partition(f"\n{SECTION}")[0].splitlines()[1:]
    return [sans_marques(ligne.removeprefix("- ")) for ligne in lignes if ligne.startswith("- ")]


def tables_de(dossier: Path) -> Version:
    """Return the tables of a release being made that the journal reads."""
    noms = (TABLE, "contrats", "resultats", "indicateurs")
    return Version(
        {
            nom: TableLue(nom, dossier / f"{nom}.csv", schemas.publie(schemas.charger(nom)))
            for nom in noms
            if (dossier / f"{nom}.csv").is_file()
        }
    )


def section(con: duckdb.DuckDBPyConnection, avant: Version, apres: Version) -> str:
    """Return the section of a version without its heading."""
    curseur = con.cursor()
    try:
        vues = {nom: table.lecture() for nom, table in apres.tables.items()}
        curseur.execute(f"CREATE OR REPLACE TEMP VIEW dits AS FROM {vues[TABLE]}")
        parties = [
            f"Depuis la version {avant.numero} (données arrêtées au {jour(avant.arrete_au)}) :\n",
            _liste(journal_contrats.phrases(curseur, avant, apres)),
            _liste(journal_resultats.phrases(curseur, apres), "### Résultats"),
            _liste(_formes(curseur), "### Tables et colonnes"),
        ]
    finally:
        curseur.close()
    return "\n".join(partie for partie in parties if partie)


def _premiere(dossier: Path, con: duckdb.DuckDBPyConnection) -> str:
    """Say that this is the first version, and what it holds."""
    tables = [path for path in dossier.glob("*.csv") if not path.name.endswith(".excel-fr.csv")]
    noms = {path.stem for path in tables} - {TABLE}
    contenu = compte(len(noms), "table")
    contrats = tables_de(dossier).tables.get("contrats")
    if contrats is not None:
        lignes = con.execute(f"SELECT count(*) FROM {contrats.lecture()}").fetchall()[0][0]
        contenu += f", {compte(lignes, 'contrat')}"
    return f"- Première version : {contenu}.\n"


def _anterieures(avant: Path) -> str:
    """Return the sections of the former versions; of one withdrawn since, only that it was, and why."""
    chemin = avant / FICHIER
    if not chemin.is_file():
        return ""
    tombes = retraits.lire(avant.parents[1])
    sections = chemin.read_text(encoding="utf-8").split(f"\n{SECTION}")[1:]
    return "".join(f"\n{SECTION}{_sauf_retiree(section, tombes)}" for section in sections)


def _sauf_retiree(section: str, tombes: Mapping[str, Mapping[str, Any]]) -> str:
    version = section.partition("\n")[0].removeprefix("Version ").partition(" ")[0]
    if (tombe := tombes.get(version)) is None:
        return section
    le = jour(dt.date.fromisoformat(tombe["date"]))
    return (
        f"Version {version} (retirée le {le})\n\n- Version retirée. Motif : {texte(tombe['motif'], 1_000)}\n"
    )


def _liste(phrases: list[str], titre: str = "") -> str:
    if not phrases:
        return ""
    return (f"{titre}\n\n" if titre else "") + "".join(f"- {phrase}\n" for phrase in phrases)


def _formes(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Say which tables and columns came and went, and how much the other tables changed."""
    mots = {
        "table_ajoutee": "Table ajoutée",
        "table_retiree": "Table retirée",
        "colonne_ajoutee": "Colonne ajoutée",
        "colonne_retiree": "Colonne retirée",
        "cle_changee": "Clé changée, toutes les lignes redonnées",
    }
    formes = con.execute(
        'SELECT "table", nature, colonne FROM dits WHERE cle IS NULL ORDER BY numero::BIGINT'
    ).fetchall()
    dites = [
        f"{mots[nature]} : `{table}{'.' + colonne if colonne else ''}`."
        for table, nature, colonne in formes
        if nature in mots
    ]
    autres = con.execute(duck.sql(__file__, "journal_tables")).fetchall()
    if autres:
        dites.append("Changements par table : " + ", ".join(f"`{t}` {nombre(n)}" for t, n in autres) + ".")
    return dites
