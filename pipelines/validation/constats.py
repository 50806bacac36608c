"""What an examination found: faults in file order and exact counts, streamed from disk, never held in memory.

How faults are found belongs to `moteur`; their French wording to `messages`.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TypedDict

import duckdb

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation import messages, spool
from pipelines.validation.export import chemin_sql

CITENT = (
    "spaser-siren",
    "spaser-siret",
    "spaser-colonnes-comparees",
    "spaser-somme",
    "spaser-intervalle-annees",
)
"""Codes whose message holds a value when it is given ready-made."""


class Erreur(TypedDict):
    """One fault. `ligne` is the line of a text editor, `enregistrement` frictionless' row number (titles are 1)."""

    ligne: int | None
    enregistrement: int | None
    champ: str | None
    numero_champ: int | None
    code: str
    regle: str
    valeur: str | None
    message: str
    suggestion: str | None


class Compte(TypedDict):
    """How many times one value breaks one rule in one column; no value where it may not be shown (law 5)."""

    champ: str | None
    regle: str
    code: str
    valeur: str | None
    nombre: int


class Constats:
    """The faults of one file, kept in its private folder."""

    def __init__(
        self,
        dossier: Path,
        schema: schemas.Schema,
        *,
        lignes: int,
        avertissements: Iterable[str] = (),
        con: duckdb.DuckDBPyConnection,
    ) -> None:
        """Read what is in `dossier` through `con`, which stays open as long as this object is used."""
        self.dossier = dossier
        self.lignes = lignes
        self.avertissements = list(avertissements)
        self._schema = schema
        self._champs = {champ["name"]: champ for champ in schema["fields"]}
        self._prive = schemas.est_prive(schema)
        self._ajouts = 0
        self._con = con

    @property
    def total(self) -> int:
        """Count the faults; exact whatever their number."""
        [(nombre,)] = spool.lire(self._con, f"SELECT count(*) FROM {self._lecture}")
        return int(nombre)

    @property
    def valide(self) -> bool:
        """Say whether nothing was found."""
        return self.total == 0

    def erreurs(self, limite: int | None = None) -> Iterator[Erreur]:
        """Yield the faults in frictionless' order, ours after its own within each record."""
        fin = "" if limite is None else str(int(limite))
        for ligne in spool.lire(
            self._con,
            self._requete(
                "constats_erreurs",
                colonnes=", ".join(f"e.{nom}" for nom in spool.ERREURS),
                limite=fin and f"LIMIT {fin}",
            ),
        ):
            yield self._erreur(dict(zip(spool.ERREURS, ligne, strict=True)))

    def comptes(self) -> Iterator[Compte]:
        """Yield exact counts per column, rule and value, the columns in the order of the file."""
        for champ, regle, code, valeur, nombre in spool.lire(self._con, self._requete("constats_comptes")):
            yield {
                "champ": self._nom(champ),
                "regle": regle,
                "code": code,
                "valeur": valeur,
                "nombre": nombre,
            }

    def ajouter(self, erreurs: Iterable[Erreur]) -> int:
        """Add faults found after the engine; they take their place by record. Return how many.

        A value of a column that may not be shown is dropped here, whoever gives it (law 5).
        """
        lignes = (self._ligne(rang, e) for rang, e in enumerate(erreurs))
        premiere = next(lignes, None)
        if premiere is None:
            return 0
        self._ajouts += 1
        dest = self.dossier / f"erreurs-ajout-{self._ajouts:04}.parquet"
        return spool.ecrire(dest, spool.ERREURS, chain([premiere], lignes), self._con)

    def temoins(self) -> Iterator[tuple[int | None, str | None, int | None, str, str, str | None]]:
        """Yield (row number, field, field number, type, note, cell) as frictionless words them: for tests only.

        Cells are there only when `examiner` was asked to keep them.
        """
        for ligne in spool.lire(
            self._con,
            self._requete(
                "constats_erreurs", colonnes=", ".join(f"e.{nom}" for nom in spool.ERREURS), limite=""
            ),
        ):
            e = dict(zip(spool.ERREURS, ligne, strict=True))
            if not e["code"].startswith("spaser-"):
                yield e["enregistrement"], e["champ"], e["numero"], e["code"], e["note"], e["cellule"]

    def _nom(self, champ: str | None) -> str | None:
        """A title that the schema does not know may be a cell, where titles are missing from a file about persons."""
        return champ if champ in self._champs or not self._prive else None

    @property
    def _lecture(self) -> str:
        lecture = f"read_parquet({chemin_sql(self.dossier)[:-1]}/erreurs-*.parquet', union_by_name = true)"
        if not schemas.est_prive(self._schema):
            return lecture
        return duck.sql(
            __file__, "constats_discret", lecture=lecture, codes=", ".join(map(duck.literal, CITENT))
        )

    def _requete(self, nom: str, **params: str) -> str:
        sauts = self.dossier / "sauts.parquet"
        return duck.sql(
            __file__, nom, lecture=self._lecture, sauts=f"read_parquet({chemin_sql(sauts)})", **params
        )

    def _ligne(self, rang: int, erreur: Erreur) -> dict[str, Any]:
        champ = self._champs.get(erreur["champ"] or "")
        return {
            "groupe": 0 if erreur["enregistrement"] is None else 1,
            "enregistrement": erreur["enregistrement"],
            "etage": 9,
            "ordre": rang,
            "ligne": erreur["ligne"],
            "numero": erreur["numero_champ"],
            "champ": erreur["champ"],
            "code": erreur["code"],
            "regle": erreur["regle"],
            "valeur": erreur["valeur"] if champ is None or schemas.est_montrable(champ) else None,
            "message": erreur["message"],
            "suggestion": erreur["suggestion"],
        }

    def _erreur(self, e: dict[str, Any]) -> Erreur:
        champ = self._champs.get(e["champ"] or "")
        message, suggestion = e["message"], e["suggestion"]
        if message is None:
            message = messages.message(
                e["regle"], champ, e["valeur"], precedent=e["precedent"], schema=self._schema
            )
            suggestion = messages.suggestion(e["regle"], champ, e["valeur"])
        return {
            "ligne": e["ligne"],
            "enregistrement": e["enregistrement"],
            "champ": self._nom(e["champ"]),
            "numero_champ": e["numero"],
            "code": e["code"],
            "regle": e["regle"],
            "valeur": e["valeur"],
            "message": message,
            "suggestion": suggestion,
        }
