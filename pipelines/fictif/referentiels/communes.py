"""Invented communes and EPCI, as INSEE publishes the real ones: code officiel géographique, composition of EPCI.

Belongs here: the list of places and the two files. INSEE attributes neither department 00 nor department 96.
Does not belong here: who is established where (`unites.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from pipelines.fictif.fournisseurs import METROPOLE
from pipelines.fictif.identifiants import siren

_COG = "TYPECOM COM REG DEP CTCD ARR TNCC NCC NCCENR LIBELLE CAN COMPARENT"
COLONNES = tuple(_COG.split())
COLONNES_EPCI = ("CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "DEP", "REG")
SANS_EPCI = ("ZZZZZZZZZ", "Sans objet")
CHIMERES = (siren(110), "CC des Chimères (fictive)")
"""A neighbouring EPCI, which is no part of the territory."""


class Commune(NamedTuple):
    """A place: a commune (COM), an arrondissement (ARM), a former commune (COMD, COMA) and its commune."""

    type: str
    code: str
    libelle: str
    parent: str = ""
    epci: tuple[str, str] = SANS_EPCI

    @property
    def departement(self) -> str:
        """The department that the code begins with."""
        return self.code[:2]


_METROPOLE = (METROPOLE.siren, "Métropole d'Exemple (fictive)")
COMMUNES = (
    Commune("COM", "00001", "Le Pont-Inventé", epci=_METROPOLE),
    Commune("COM", "00002", "Brume-sur-Conte", epci=_METROPOLE),
    Commune("COM", "00003", "Grimoire", epci=_METROPOLE),
    Commune("COM", "00004", "Moulin-de-Papier", epci=_METROPOLE),
    Commune("COM", "00005", "Nulle-Part", epci=_METROPOLE),
    Commune("COM", "00006", "Chimère-le-Songe", epci=CHIMERES),
    Commune("COM", "00007", "Fable", epci=CHIMERES),
    Commune("COM", "00008", "Mirage", epci=CHIMERES),
    Commune("COM", "00009", "Rêverie", epci=CHIMERES),
    Commune("COM", "00100", "Exemple-sur-Rivière", epci=_METROPOLE),
    Commune("COM", "96001", "Ailleurs"),
    Commune("COM", "96002", "Autre-Part"),
    Commune("ARM", "00131", "Exemple-sur-Rivière 1er arrondissement", "00100"),
    Commune("ARM", "00132", "Exemple-sur-Rivière 2e arrondissement", "00100"),
    Commune("COMD", "00021", "Vieille-Brume", "00002"),
    Commune("COMA", "00022", "Vieux-Grimoire", "00003"),
)
PAR_CODE = {c.code: c for c in COMMUNES}
DANS_LA_METROPOLE = ("00001", "00002", "00003", "00004", "00005", "00100")
DU_DEPARTEMENT = ("00006", "00007", "00008", "00009")
AILLEURS = ("96001", "96002")
ARRONDISSEMENTS = ("00131", "00132")
ANCIENNES = ("00021", "00022")


def commune_de(code: str) -> str:
    """The commune of a place: itself, or the one it is a part of."""
    return PAR_CODE[code].parent or code


def territoire() -> dict[str, list[str]]:
    """The territory of the fictional SPASER: the communes of the Métropole, by its EPCI."""
    return {"communes": [], "epci": [METROPOLE.siren], "departements": []}


def lignes() -> list[dict[str, str]]:
    """The rows of v_commune: a former commune has no department of its own there."""
    lues = []
    for c in COMMUNES:
        actuelle = c.type in ("COM", "ARM")
        majuscules = c.libelle.upper().translate(str.maketrans("ÉÈÊ-'", "EEE  "))
        lues.append(
            {
                "TYPECOM": c.type,
                "COM": c.code,
                "REG": "00" if actuelle else "",
                "DEP": c.departement if actuelle else "",
                "CTCD": f"{c.departement}D" if actuelle else "",
                "ARR": f"{c.departement}1" if actuelle else "",
                "TNCC": "0",
                "NCC": majuscules,
                "NCCENR": c.libelle,
                "LIBELLE": c.libelle,
                "CAN": f"{c.departement}01" if c.type == "COM" else "",
                "COMPARENT": c.parent,
            }
        )
    return lues


def lignes_epci() -> list[dict[str, str]]:
    """The rows of the composition of EPCI: communes only; those of no EPCI bear INSEE's code for it."""
    return [
        dict(zip(COLONNES_EPCI, (c.code, c.libelle, *c.epci, c.departement, "00"), strict=True))
        for c in COMMUNES
        if c.type == "COM"
    ]
