"""The titles of a file against a schema: frictionless' own pairing, its errors, and which column each position holds.

Cells belong to `juge`; what a title may be spelled like elsewhere belongs to `pipelines.registres`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.validation.juge import Juge
from pipelines.validation.moteur_reference import fait, montrables, schema_frictionless
from pipelines.validation.preuve import TOUJOURS, manquante_sql, preuve_sql

GARDES = 64
"""Pairings kept: frictionless takes as long to build its schema and copy its fields as to judge a small file."""


@dataclass
class Titres:
    """The columns of a file, position by position: the field of the schema (None: unknown to it) and its reader."""

    titres: list[str]
    noms: list[str]
    champs: list[schemas.Champ | None]
    lecteurs: list[Any]
    manquantes: list[list[str]]
    uniques: list[int]
    cle: list[int]
    erreurs: list[dict[str, Any]] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)

    @property
    def juge(self) -> Juge:
        """The judge of these columns."""
        return Juge(self.lecteurs, self.champs, list(dict.fromkeys([*self.uniques, *self.cle])))

    @property
    def vide_est_manquant(self) -> bool:
        """Whether an empty cell holds no value in any column, as in every schema of ours."""
        return all("" in manquantes for manquantes in self.manquantes)

    def colonnes(self) -> list[str]:
        """Name the columns in SQL: titles are not to be trusted with that."""
        return [f"c{numero}" for numero in range(1, len(self.noms) + 1)]

    def preuves(self, suspects: tuple[str, ...]) -> list[str]:
        """Return for each position the condition under which its cell is surely right."""
        en_cle = {*self.uniques, *self.cle}
        return [
            preuve_sql(
                champ and (champ | {"dans_la_cle": numero in en_cle}),
                lecteur,
                colonne,
                manque,
                suspects=suspects,
            )
            for numero, (champ, lecteur, colonne, manque) in enumerate(
                zip(self.champs, self.lecteurs, self.colonnes(), self.manquantes, strict=True), 1
            )
        ]

    def ligne_vide(self) -> str:
        """Condition that a record holds no value at all."""
        paires = zip(self.colonnes(), self.manquantes, strict=True)
        return " AND ".join(manquante_sql(colonne, manquantes) for colonne, manquantes in paires) or TOUJOURS


def lire_titres(premier: list[str], schema: schemas.Schema, *, par_nom: bool, temoin: bool) -> Titres:
    """Pair titles with fields as frictionless does.

    Errors: frictionless' own, when two columns have the same title: it then refuses to read any cell.
    """
    from frictionless.helpers import stringify_label

    apparies = _apparier(tuple(stringify_label(premier)), json.dumps(schema), par_nom, temoin)
    return replace(
        apparies,
        erreurs=deepcopy(apparies.erreurs),
        avertissements=[*apparies.avertissements],
    )


@lru_cache(GARDES)
def _apparier(titres: tuple[str, ...], contrat: str, par_nom: bool, temoin: bool) -> Titres:
    """Pair titles with the fields of a schema, once for the files that have the same: nothing here depends on cells."""
    from frictionless.table import Header

    lus, schema = [*titres], json.loads(contrat)
    attendu = schema_frictionless(schema)
    entete = Header(
        lus, fields=attendu.fields, row_numbers=[1], fields_match="partial" if par_nom else "exact"
    )
    fields = entete.get_expected_fields()
    connus = {champ["name"]: champ for champ in schema["fields"]}
    noms = [f.name for f in fields]
    cle = [noms.index(nom) + 1 for nom in attendu.primary_key if nom in noms]
    return Titres(
        titres=lus,
        noms=noms,
        champs=[connus.get(nom) for nom in noms],
        lecteurs=[_lecteur(f) for f in fields],
        manquantes=[_manquantes(f) for f in fields],
        uniques=[rang for rang, f in enumerate(fields, 1) if f.constraints.get("unique")],
        cle=cle if len(cle) == len(attendu.primary_key) else [],
        erreurs=[
            fait(erreur, 0, rang, montrables(schema), temoin) for rang, erreur in enumerate(entete.errors)
        ],
        avertissements=[*_avertissements(lus, schema)] if par_nom else [],
    )


def _lecteur(f: Any) -> Any:
    try:
        return f.create_cell_reader()
    except Exception as error:  # frictionless does not check constraints before it uses them
        raise SpaserErreur(
            f"Le schéma a une contrainte illisible, colonne « {f.name} » : {error}."
        ) from error


def _manquantes(f: Any) -> list[str]:
    """The texts that stand for no value, chosen as frictionless' own reader does."""
    return list(
        f.schema.missing_values if f.schema and not f.has_defined("missing_values") else f.missing_values
    )


def _avertissements(lus: list[str], schema: schemas.Schema) -> Iterator[str]:
    attendus = schemas.colonnes(schema)
    if inconnus := [(rang, titre) for rang, titre in enumerate(lus, 1) if titre not in attendus]:
        # without titles, the first line of a file about persons would be cited here
        dits = (
            f"{titre or '(sans titre)'}" if not schemas.est_prive(schema) else f"n° {rang}"
            for rang, titre in inconnus
        )
        yield f"colonnes inconnues du schéma, ignorées : {', '.join(dits)}"
    obligatoires = {c["name"] for c in schema["fields"] if c.get("constraints", {}).get("required")}
    obligatoires |= set(schemas.cle(schema))
    if lus and (absents := [nom for nom in attendus if nom not in lus and nom not in obligatoires]):
        yield f"colonnes facultatives absentes : {', '.join(absents)}"
    connus = [titre for titre in lus if titre in attendus]
    if connus != sorted(connus, key=attendus.index):
        yield "les colonnes ne suivent pas l'ordre du schéma (sans conséquence : elles sont reconnues à leur titre)"


def doubles(titres: list[str]) -> Iterator[str]:
    """Name the titles that several columns bear."""
    yield from (titre for titre, nombre in Counter(titres).items() if nombre > 1)
