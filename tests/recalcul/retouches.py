"""One edit of one input row, and the engine run again on it: what `retouches.csv` says of each computed indicator.

An edit changes a column of a row, adds a copy of a row with some columns changed, or takes a row away, in a register in
force, in a table of contracts or in a national file (where suppliers are then looked up again). Edits that share a
`lot` are made together: they touch what different indicators read.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import connect, literal
from pipelines.indicateurs.calcul.calculer import Publications, calculer_sur
from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
from pipelines.indicateurs.definition.modele import Definition
from tests.recalcul import gestes

MODIFIER, AJOUTER, RETIRER = "modifier", "ligne ajoutée", "ligne retirée"
Cle = tuple[object, ...]


@dataclass(frozen=True)
class Retouche:
    """An edit: `ou` picks one row of a table, `changements` are the columns that it changes."""

    lot: str
    table: str
    geste: str
    ou: str
    changements: str

    def valeurs(self) -> dict[str, str]:
        """The columns changed; an empty value is none."""
        return _paires(self.changements)

    def cle(self) -> dict[str, str]:
        """The row."""
        return _paires(self.ou)


def _paires(texte: str) -> dict[str, str]:
    return dict(morceau.split("=", 1) for morceau in texte.split(";") if morceau)


def lire(chemin: Path) -> list[tuple[str, Retouche, str]]:
    """Read the edits: an indicator, an edit, and which way it must move it (`rien`: it must not)."""
    with chemin.open(encoding="utf-8", newline="") as flux:
        return [
            (x["row_id"], Retouche(x["lot"], x["table"], x["geste"], x["ligne"], x["changements"]), x["sens"])
            for x in csv.DictReader(flux)
        ]


def appliquer(con: duckdb.DuckDBPyConnection, r: Retouche, source: Path, sortie: Path) -> None:
    """Write a table with one edit. Errors: the edit does not pick exactly one row."""
    cond = " AND ".join(
        f'"{c}"::VARCHAR IS NOT DISTINCT FROM {literal(v) if v else "NULL"}' for c, v in r.cle().items()
    )
    lue = f"read_parquet({literal(source)})"
    compte = con.execute(f"SELECT count(*) FROM {lue} WHERE {cond}").fetchall()[0][0]
    if compte != 1:
        raise ValueError(f"{r.table} : {compte} lignes pour {r.ou}")
    neuves = ", ".join(
        f'{literal(v) if v else "NULL"}::{_type(con, lue, c)} AS "{c}"' for c, v in r.valeurs().items()
    )
    changee = f"SELECT * REPLACE ({neuves}) FROM {lue} WHERE {cond}" if neuves else ""
    autres = f"SELECT * FROM {lue} WHERE NOT ({cond})"
    texte = {
        MODIFIER: f"{autres} UNION ALL BY NAME {changee}",
        AJOUTER: f"SELECT * FROM {lue} UNION ALL BY NAME {changee}",
        RETIRER: autres,
    }[r.geste]
    provisoire = sortie.with_suffix(".neuf")
    con.execute(f"COPY ({texte}) TO {literal(provisoire)} (FORMAT parquet)")
    provisoire.replace(sortie)


def _type(con: duckdb.DuckDBPyConnection, lue: str, colonne: str) -> str:
    decrites = con.execute(f"DESCRIBE SELECT * FROM {lue}").fetchall()
    return str(next(d[1] for d in decrites if d[0] == colonne))


def retoucher(entrees: Entrees, retouches: Iterable[Retouche], dossier: Path) -> Entrees:
    """Lay the tables of a run in a folder, by links, then make the edits there."""
    registres, tables = dossier / "registres", dossier / "tables"
    if entrees.registres is None:
        raise ValueError("aucun registre")
    for de, vers in ((entrees.registres, registres), (entrees.tables, tables)):
        vers.mkdir(parents=True)
        for fichier in de.glob("*.parquet"):
            (vers / fichier.name).symlink_to(fichier.resolve())
    nationaux = dossier / gestes.NATIONAUX
    siennes = list(retouches)
    neuves = replace(entrees, tables=tables, registres=registres)
    with connect() as con:
        for r in siennes:
            if r.table in gestes.FICHIERS:
                if not nationaux.exists():
                    gestes.copier(nationaux)
                fichier = nationaux / gestes.FICHIERS[r.table].name
            else:
                lieu = registres if (registres / f"{r.table}.parquet").exists() else tables
                fichier = lieu / f"{r.table}.parquet"
            if fichier.suffix == ".parquet":
                appliquer(con, r, fichier, fichier)
            else:
                gestes.editer(fichier, r.cle(), r.valeurs())
    return gestes.chercher(neuves, nationaux, dossier) if nationaux.exists() else neuves


def resultats(
    entrees: Entrees, definitions: Sequence[Definition], arrete_au: date, seulement: Sequence[str] = ()
) -> Mapping[str, Mapping[Cle, Cle]]:
    """Compute some indicators: for each, its rows by key, with value, parts and bounds."""
    with connect() as con:
        ouvrir(con, entrees)
        calculer_sur(
            con, definitions, arrete_au=arrete_au, publications=Publications(30), seulement=seulement
        )
        lignes = con.execute(
            "SELECT indicateur_id, acheteur_siren, periode_fin, perimetre, dimension, modalite, valeur, valeur_date, "
            "numerateur, denominateur, borne_min, borne_max, origine FROM tous_resultats"
        ).fetchall()
    lus: dict[str, dict[Cle, Cle]] = {}
    for code, *reste in lignes:
        lus.setdefault(code, {})[tuple(reste[:5])] = tuple(reste[5:])
    return lus


MOTS = (("hausse", "baisse"), ("date", "date"), ("parties", "parties"), ("parties", "parties"))
"""How a change of value, day, numerator or denominator is told, up and down."""


def sens(avant: Mapping[Cle, Cle], apres: Mapping[Cle, Cle]) -> str:
    """Which way an edit moves an indicator, told by its first change: value, then parts, then bounds."""
    paires = [(avant.get(c), apres.get(c)) for c in sorted({*avant, *apres}, key=str)]
    for rang, (monte, descend) in enumerate(MOTS):
        for a, b in paires:
            x: Any = a[rang] if a else None
            y: Any = b[rang] if b else None
            if x != y:
                return monte if x is None or (y is not None and y > x) else descend
    return "bornes" if any(a != b for a, b in paires) else "rien"
