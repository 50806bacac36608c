"""A release as this room reads it: its tables, their columns and keys, and the SQL that reads their CSV.

The CSV is what is compared: it is canonical, every version has it, and its dialect is ours, so nothing is guessed.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.fiche import REFERENTIEL
from pipelines.publication.tables import TableEcrite
from pipelines.schemas import tables as schemas
from pipelines.validation.export import chemin_sql, nom_sql

TABLE = "changements"
# Written from the other tables of their own release, they follow from them: `appliquer` leaves them to the publisher.
HORS = frozenset({TABLE, "dictionnaire"})
LECTURE = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"'"


@dataclass(frozen=True)
class TableLue:
    """A table of a release: where its CSV is, and its schema (published columns)."""

    nom: str
    csv: Path
    schema: schemas.Schema

    @property
    def colonnes(self) -> list[str]:
        """The columns, in the order of the file."""
        return schemas.colonnes(self.schema)

    @property
    def cle(self) -> list[str]:
        """The columns of the key."""
        return schemas.cle(self.schema)

    @property
    def est_registre(self) -> bool:
        """Say whether the buyer keeps this table."""
        return schemas.usage_de(self.schema) == "registre"

    def lecture(self, csv: Path | None = None) -> str:
        """Return the SQL that reads it, or a file of the same columns, as text; an empty cell is NULL."""
        colonnes = ", ".join(f"{duck.literal(nom)}: 'VARCHAR'" for nom in self.colonnes)
        return f"read_csv({chemin_sql(csv or self.csv)}, {LECTURE}, columns = {{{colonnes}}})"


@dataclass(frozen=True)
class Version:
    """The tables of a release, the day its data stop, and what else it was made from.

    `referentiels` are the digests of the national files read, None when the release does not say; `registres` tells
    whether the buyer's registers were.
    """

    tables: dict[str, TableLue]
    arrete_au: dt.date = dt.date.max
    numero: str = ""
    referentiels: tuple[str, ...] | None = None
    registres: bool = True

    def vue(self, nom: str, colonnes: Iterable[str], csv: Path | None = None) -> str:
        """Return the SQL of some columns of a table, as text; what an older version lacks is NULL, or no row.

        `csv` is another file of the same columns, read instead.
        """
        table = self.tables.get(nom)
        presentes = table.colonnes if table else []
        choix = ", ".join(
            nom_sql(c) if c in presentes else f"NULL::VARCHAR AS {nom_sql(c)}" for c in colonnes
        )
        source = f"FROM {table.lecture(csv)}" if table else "WHERE false"
        return f"(SELECT {choix} {source})"


def lire(dossier: Path, descripteur: Path | None = None) -> Version:
    """Read what datapackage.json says of the tables of a release.

    Errors: no datapackage.json, or not one of ours.
    """
    chemin = descripteur or dossier / "datapackage.json"
    try:
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        tables = {
            r["name"]: TableLue(r["name"], dossier / Path(r["path"]).name, r["schema"])
            for r in ressources(lu)
        }
        jour, numero = dt.date.fromisoformat(lu["arrete_au"]), str(lu.get("version", ""))
        return Version(tables, jour, numero, _referentiels(chemin.parent), _registres(chemin.parent))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SpaserErreur(
            f"« {chemin} » ne décrit pas une version publiée : donnez le dossier d'une version, "
            "avec son datapackage.json."
        ) from error


def ressources(descripteur: dict[str, Any]) -> list[dict[str, Any]]:
    """List the tables of a descriptor: the CSV that are ours (the Excel one, in another dialect, has its own name)."""
    return [
        r
        for r in descripteur["resources"]
        if r.get("schema") and str(r["path"]) == f"{r['name']}.csv" and schemas.NOM.match(r["name"])
    ]


def en_preparation(dossier: Path, tables: Sequence[TableEcrite]) -> Version:
    """Return the release being made, whose CSV and provenance.json stand in `dossier`."""
    lues = {t.nom: TableLue(t.nom, dossier / f"{t.nom}.csv", t.schema) for t in tables}
    dit = _lu(dossier / "provenance.json").get("arrete_au")
    jour = dt.date.fromisoformat(dit) if dit else dt.date.max
    return Version(lues, jour, referentiels=_referentiels(dossier), registres=_registres(dossier))


def _referentiels(dossier: Path) -> tuple[str, ...] | None:
    autres = _lu(dossier / "provenance.json").get("entrees", {}).get("autres")
    if autres is None:
        return None
    return tuple(sorted(entree["sha256"] for entree in autres if entree["titre"] == REFERENTIEL))


def _registres(dossier: Path) -> bool:
    """Tell whether registers were read: the account of the run counts their deliveries; without account, perhaps."""
    bilan = _lu(dossier / "bilan.json")
    return not bilan or "livraisons" in bilan


def _lu(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
