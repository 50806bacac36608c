"""The tables of contracts, and the account of every element that was read (law 1).

How elements become contracts is in `decider`, how little is decided again in `incremental`. Reading files belongs to
`pipelines.decp`, indicators to `pipelines.indicateurs`.
"""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, liste, sql
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json
from pipelines.contrats.decider import TABLES, chemins, chercher_probables, decider, ouvrir
from pipelines.contrats.incremental.tenir import tenir_a_jour
from pipelines.decp.source import Source

__all__ = ["TABLES", "etablir"]


def etablir(
    sources: Sequence[Source], staging: Path, sortie: Path, arrete_au: date, *, etat: Path | None = None
) -> dict[str, Any]:
    """Write `TABLES` as `sortie`/<table>.parquet and `sortie`/bilan.json; return the bilan.

    `arrete_au` is the day on which the state is drawn up: later dates are impossible. The tables depend on the
    published elements alone: not on the order of files, on threads or on folders. `etat` is a folder kept from one
    time to the next: only what changed is then decided again, and the bytes are the same.

    Errors: `SpaserErreur` when an element would be lost or counted twice (law 1).
    """
    sortie.mkdir(parents=True, exist_ok=True)
    if etat is None:
        tout_decider(sources, staging, sortie, arrete_au)
    else:
        tenir_a_jour(sources, staging, etat, sortie, arrete_au, tout_decider)
    bilan = _bilan(sources, sortie)
    ecrire_json(sortie / "bilan.json", bilan)
    return bilan


def tout_decider(sources: Sequence[Source], staging: Path, sortie: Path, arrete_au: date) -> None:
    """Write the tables of all the elements of `staging`."""
    debordement = sortie / ".debordement"
    with connect(memory="900MB", tmp=debordement) as con:
        ouvrir(con, sources, arrete_au)
        con.execute(sql(__file__, "elements", staging=parts(staging)))
        decider(con, sortie)
        chercher_probables(con, sortie)
    shutil.rmtree(debordement, ignore_errors=True)


def parts(staging: Path) -> str:
    """Return the parts of a staging folder as an SQL list."""
    return liste(sorted(staging.glob("source=*/part-*.parquet")))


def _bilan(sources: Sequence[Source], sortie: Path) -> dict[str, Any]:
    with connect(threads=1) as con:
        comptes = con.execute(sql(__file__, "bilan", **chemins(sortie))).fetchall()
        contrats = con.execute(sql(__file__, "bilan_contrats", **chemins(sortie))).fetchone()
    par_fichier: dict[str, dict[str, Any]] = {}
    for fichier, sort, motif, nombre in comptes:
        compte = par_fichier.setdefault(
            fichier, {"gardes": 0, "fusionnes": 0, "quarantaine": 0, "motifs": {}}
        )
        compte[sort] += nombre
        if motif:
            compte["motifs"][motif] = nombre
    lignes, refuses = [], []
    for s in sources:
        if s.lus is None:
            refuses.append({"fichier": s.fichier, "motif": s.refus})
        compte = par_fichier.get(s.fichier, {"gardes": 0, "fusionnes": 0, "quarantaine": 0, "motifs": {}})
        ligne = {"fichier": s.fichier, "sha256": s.sha256, "format": s.format, "lus": s.lus, **compte}
        if s.reparations:
            ligne["reparations"] = s.reparations
        if s.ecartes:
            ligne["ecartes"] = s.ecartes
        lignes.append(ligne)
        retrouves = compte["gardes"] + compte["fusionnes"] + compte["quarantaine"]
        if retrouves != (s.lus or 0):
            raise SpaserErreur(
                f"{s.fichier} : {s.lus} enregistrements lus, {retrouves} retrouvés : rien ne doit se perdre."
            )
    total = {
        cle: sum(ligne[cle] or 0 for ligne in lignes) for cle in ("lus", "gardes", "fusionnes", "quarantaine")
    }
    if contrats != (total["gardes"], total["gardes"]):
        raise SpaserErreur(
            f"{contrats} contrats écrits pour {total['gardes']} gardés : un contrat se compte une fois."
        )
    return {"total": total, "contrats": total["gardes"], "sources": lignes, "fichiers_refuses": refuses}
