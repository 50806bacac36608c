"""The grid of completeness of a SPASER, from its definition and its work folder, and its table.

Belongs here: reading what the grid needs, and writing it. Does not belong here: its rules (`completude`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.livraisons.attendus import (
    ecarts_perimetre,
    lire_acheteurs,
    lire_attendus,
    lire_periode,
    perimetre,
)
from pipelines.livraisons.completude import Ligne, bilan, grille
from pipelines.livraisons.completude_dus import dus
from pipelines.schemas import tables as schemas
from pipelines.validation import spool

TABLE = "completude"


def etablir_completude(
    definition: Mapping[str, Any], registres: Path | None, contrats: Path | None, arrete_au: dt.date
) -> dict[str, Any]:
    """Make the grid of a SPASER: {"lignes", "ecarts" (of the perimeter), "bilan"}.

    `definition`: spaser.yaml as read. `registres`: the folder of the registers in force, None when the SPASER has
    none. `contrats`: contrats.parquet; DECP are left out of the grid when it is not there.

    Errors: a wrong `attendus`, `acheteurs` or `periode` in spaser.yaml.
    """
    declares = lire_acheteurs(definition)
    with connect(threads=1, memory="200MB") as con:

        def lire(nom: str, chemin: Path, **params: str) -> list[Ligne]:
            if not chemin.is_file():
                return []
            lu = con.execute(sql(__file__, nom, parquet=literal(chemin), **params))
            noms = [d[0] for d in lu.description or ()]
            return [dict(zip(noms, ligne, strict=True)) for ligne in lu.fetchall()]

        registre, livraisons = [], []
        if registres is not None:
            registre = lire("completude_perimetre", registres / "perimetre.parquet")
            livraisons = lire("completude_livraisons", registres / "livraisons_etat.parquet")
        entites = perimetre(declares, registre)
        connus = sorted({a.siren for a in entites})
        decp = None
        if contrats is not None and contrats.is_file():
            sirens = f"[{', '.join(map(literal, connus))}]::VARCHAR[]"
            lus = lire("completude_decp", contrats, sirens=sirens)
            decp = {(x["acheteur_siren"], x["date_notification"]): x["contrats"] for x in lus}
    attendus = lire_attendus(definition, registres is not None)
    lignes = grille(dus(entites, attendus, lire_periode(definition), arrete_au), livraisons, decp, arrete_au)
    ecarts = ecarts_perimetre(declares, registre) + [
        {
            "acheteur_siren": siren,
            "nom": siren,
            "code": "livraison_hors_perimetre",
            "message": f"{siren} a livré des registres et n'est ni dans spaser.yaml, ni au registre perimetre.",
        }
        for siren in sorted({x["acheteur_siren"] for x in livraisons} - set(connus))
    ]
    return {"lignes": lignes, "ecarts": ecarts, "bilan": bilan(lignes)}


def ecrire_completude(lignes: Sequence[Ligne], sortie: Path) -> None:
    """Write the rows of the grid as `sortie` (Parquet, columns of the schema `completude`, 0600)."""
    spool.ecrire(sortie, schemas.types_duckdb(schemas.charger(TABLE)), lignes)
