"""Which buyers are read: the SIREN of a published identifier, told before a record is handed to DuckDB.

`siren_de` is, in Python, the rule that contrats/macros.sql applies (a test holds them equal); what a record without a
usable buyer becomes belongs to `contrats`.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import duckdb
import msgspec

from pipelines.commun.duck import literal
from pipelines.decp.redresse import sans_doublon

_BLANCS = re.compile("\\.0+\\Z|[\t\n\f\r \u00a0\u202f]")
_LETTRE_ECHAPPEE = re.compile(rb"\\u00[4-7]")
"""An escaped ASCII letter: a name of field may be spelled otherwise than its bytes show."""


class _Acheteur(msgspec.Struct):
    acheteur: msgspec.Raw = msgspec.Raw(b"null")
    autoriteConcedante: msgspec.Raw = msgspec.Raw(b"null")


_ACHETEUR = msgspec.json.Decoder(_Acheteur)


class Filtre:
    """The buyers that a run reads, by SIREN; the others are counted and left out."""

    def __init__(self, sirens: Collection[str]) -> None:
        self.sirens = frozenset(sirens)

    def __repr__(self) -> str:
        """Tell the same buyers in the same words, whatever their order."""
        return ",".join(sorted(self.sirens))

    def garde(self, acheteur_id: str | None) -> bool:
        """Tell whether a published buyer's identifier is one of those."""
        return acheteur_id is not None and siren_de(acheteur_id) in self.sirens

    def choisir(self, elements: Sequence[msgspec.Raw], texte: bytes) -> list[int]:
        """Return the places of the elements of `texte` to read; what cannot be told so early is among them."""
        if _LETTRE_ECHAPPEE.search(texte):
            return list(range(len(elements)))
        return [place for place, element in enumerate(elements) if self._peut_etre(element)]

    def _peut_etre(self, element: msgspec.Raw) -> bool:
        try:
            lu = _ACHETEUR.decode(element)
        except (msgspec.DecodeError, RecursionError):  # no object: `redresse` will tell
            return True
        qui = _identifiant(bytes(lu.acheteur))
        if qui is None:
            qui = _identifiant(bytes(lu.autoriteConcedante))
        if not qui or self.garde(qui):
            return True
        # a buyer named twice: which one counts is told by `redresse`
        brut = bytes(element)
        return brut.count(b"acheteur") + brut.count(b"autoriteConcedante") > 1

    def condition(self, colonne: str) -> str:
        """Return the SQL of a wider choice, for files that DuckDB reads by itself: the leading digits agree."""
        if not self.sirens:
            return "false"
        lus = f"regexp_replace({colonne}, '\\.0+$|[^0-9]', '', 'g')"
        dits = "(" + ", ".join(map(literal, sorted(self.sirens))) + ")"
        return f"(left({lus}, 9) IN {dits} OR left(lpad({lus}, 14, '0'), 9) IN {dits})"

    def retenus(self, con: duckdb.DuckDBPyConnection, part: str) -> list[str] | None:
        """Return the buyers' identifiers of a part that are to stay; None when all of them are."""
        trouves = con.execute(f"SELECT DISTINCT acheteur_id FROM read_parquet({part})").fetchall()
        gardes = [a for (a,) in trouves if self.garde(a)]
        return None if len(gardes) == len(trouves) else sorted(gardes)


@lru_cache(maxsize=1 << 14)
def _identifiant(organisme: bytes) -> str | None:
    """Return the identifier that a published buyer holds: None when it holds none, "" when only `redresse` can tell."""
    try:
        lu = json.loads(organisme, object_pairs_hook=sans_doublon)
    except (ValueError, RecursionError):
        return ""
    if lu is None:
        return None
    identifiant = lu.get("id") if isinstance(lu, dict) else ""
    return identifiant if identifiant is None or isinstance(identifiant, str) else ""


@lru_cache(maxsize=1 << 17)
def siren_de(acheteur_id: str) -> str | None:
    """Return the SIREN of a SIRET or of a SIREN published alone, None when there is none (docs/regles-contrats.md §3).

    Lost zeros are put back only when the key of the SIRET then agrees (Luhn: no SIRET of La Poste, which has its own,
    starts with a zero); nine zeros are nobody.
    """
    lus = _BLANCS.sub("", acheteur_id)
    if not (lus.isascii() and lus.isdigit()):
        return None
    if len(lus) == 14:
        siren = lus[:9]
    elif 10 <= len(lus) <= 13 and _luhn(map(int, reversed(lus))):
        siren = lus.zfill(14)[:9]
    elif len(lus) == 9:
        siren = lus
    else:
        return None
    return None if siren == "000000000" else siren


def _luhn(depuis_la_fin: Iterable[int]) -> bool:
    doubles = (2 * c if rang % 2 else c for rang, c in enumerate(depuis_la_fin))
    return sum(d - 9 if d > 9 else d for d in doubles) % 10 == 0
