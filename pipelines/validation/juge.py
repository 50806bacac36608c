"""Cells judged one by one by frictionless' own readers, and what these accept that a publisher must not.

Which cells need a judge belongs to `preuve`; records, keys and titles to the `moteur_*` modules.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pipelines.schemas.cellules import defaut_inapercu

# Room for the faults of one cell in the order of a record, and for the cells of a record before the next rank.
PAR_CELLULE, APRES_LES_CLES = 64, 100_000
CELLULE, PROPRE = 0, 8
LONGUEUR_DECIMALE = 100


class Faute(NamedTuple):
    """One fault of one cell: where it stands in its record, frictionless' type and note, the rule broken."""

    etage: int
    ordre: int
    code: str
    regle: str
    note: str


class Jugement(NamedTuple):
    """What one text amounts to in one column: its faults, and the value it is compared by (None: no value)."""

    fautes: list[Faute]
    canon: str | None


@dataclass(frozen=True)
class Juge:
    """The readers of the columns of one file, in the order of the file.

    `lues_d_abord` are the columns of unique constraints then of the key: frictionless reads them before the others,
    so that their faults come first.
    """

    lecteurs: list[Any]
    champs: list[dict[str, Any] | None]
    lues_d_abord: list[int]

    def place(self, numero: int) -> int:
        """Rank of a column among the faults of a record."""
        if numero in self.lues_d_abord:
            return self.lues_d_abord.index(numero)
        return APRES_LES_CLES + numero

    def juger(self, numero: int, texte: str | None) -> Jugement:
        """Judge one text (None: the cell is absent, the record being too short)."""
        champ = self.champs[numero - 1]
        try:
            valeur, notes = self.lecteurs[numero - 1](texte)
        except Exception:  # a signalling NaN: frictionless itself stops on it
            defaut = defaut_inapercu(champ or {"type": "any"}, texte or "") or "spaser-cellule-illisible"
            return Jugement([Faute(PROPRE, numero, defaut, defaut, "")], None)
        ordre = self.place(numero) * PAR_CELLULE
        fautes = [
            Faute(CELLULE, ordre, "type-error", "type-error", note)
            if nom == "type"
            else Faute(CELLULE, ordre + rang, "constraint-error", nom, note)
            for rang, (nom, note) in enumerate((notes or {}).items())
        ]
        if champ is not None and texte and valeur is not None and (propre := defaut_inapercu(champ, texte)):
            fautes.append(Faute(PROPRE, numero, propre, propre, ""))
        return Jugement(fautes, canon(valeur))

    def absentes(self) -> Iterator[tuple[int, Faute]]:
        """Yield what frictionless says of each column when the record stops before it."""
        for numero in range(1, len(self.lecteurs) + 1):
            for faute in self.juger(numero, None).fautes:
                yield numero, faute


def canon(valeur: Any) -> str | None:
    """Spell a value so that two values are equal for Python exactly when their spellings are equal.

    Within one column all values have one type; NaN, which differs from itself, is told apart by the caller.
    """
    if valeur is None or isinstance(valeur, str):
        return valeur
    if isinstance(valeur, bool):
        return str(valeur)
    if isinstance(valeur, Decimal):
        return _canon_decimal(valeur)
    if isinstance(valeur, dt.datetime) and valeur.tzinfo is not None:
        return valeur.astimezone(dt.UTC).isoformat()
    if isinstance(valeur, dt.date | dt.datetime):
        return valeur.isoformat()
    if isinstance(valeur, tuple) and len(valeur) == 2 and all(isinstance(v, int) for v in valeur):
        return f"{valeur[0]:04}-{valeur[1]:02}"
    return str(valeur) if isinstance(valeur, int) else repr(valeur)


def _canon_decimal(valeur: Decimal) -> str:
    """No arithmetic: it would round to the precision of the context."""
    signe, chiffres, exposant = valeur.as_tuple()
    if not isinstance(exposant, int):
        return "NaN" if valeur.is_nan() else str(valeur)
    texte = "".join(map(str, chiffres)).lstrip("0")
    nu = texte.rstrip("0")
    exposant += len(texte) - len(nu)
    if not nu:
        return "0"
    moins = "-" if signe else ""
    if not -LONGUEUR_DECIMALE < exposant < LONGUEUR_DECIMALE:
        return f"{moins}{nu}E{exposant}"
    if exposant >= 0:
        return moins + nu + "0" * exposant
    nu = nu.rjust(1 - exposant, "0")
    return f"{moins}{nu[:exposant]}.{nu[exposant:]}"
