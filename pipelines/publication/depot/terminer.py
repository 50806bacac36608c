"""The mechanical end of a withdrawal, which any later command finishes if the first was killed.

The tombstone comes first (`vie.retirer`); then latest.json moves on, then the data go. Who is told what belongs there.
"""

import shutil
from html import escape
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import synchroniser
from pipelines.publication.depot import retraits
from pipelines.publication.depot.chemins import PAGE_RETRAIT, PREPARATION, RETRAIT, VERSIONS, numeros, rang
from pipelines.publication.depot.connues import jamais_citees, plus_haute
from pipelines.publication.depot.contenu import entiere, latest_de, sequence_de
from pipelines.publication.depot.disque import creer_dossier, ecrire_durable, renommer_sans_remplacer
from pipelines.publication.depot.inscription import designer, ecarter
from pipelines.publication.depot.pointeur import lire_latest
from pipelines.publication.depot.sceau import octets_scelles

PAGE = """<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Version {version} retirée</title>
<h1>Version {version} retirée</h1>
<p>Cette version a été retirée le {date}. Motif : {motif}</p>
<p>{suite}</p>
</html>
"""


def terminer_retraits(depot: Path) -> list[str]:
    """Finish the withdrawals that a killed command left half done, and name them (the lock is held)."""
    faits = []
    for version, tombe in retraits.lire(depot).items():
        latest = lire_latest(depot)
        if latest and latest["version"] == version:
            designer(depot, apres_retrait(depot, latest))
            faits.append(version)
        if not est_remplacee(depot, tombe):
            _remplacer(depot, tombe)
            faits.append(version)
    return sorted({*faits}, key=rang)


def apres_retrait(depot: Path, latest: dict[str, Any] | None) -> dict[str, Any]:
    """Return the next latest.json: the last good version that is not withdrawn, or none, with a higher rank."""
    inconnues = tuple(jamais_citees(depot, latest))
    sequence = plus_haute(depot, latest, sauf=inconnues) + 1
    tombes = retraits.lire(depot)
    restent = [v for v in numeros(depot) if v not in tombes and v not in inconnues and entiere(depot, v)]
    voulue = tombes[latest["version"]]["remplacee_par"] if latest and latest["version"] in tombes else None
    if voulue in restent:
        return latest_de(depot, voulue, sequence)
    if restent:
        return latest_de(depot, max(restent, key=lambda v: (sequence_de(depot, v) or 0, rang(v))), sequence)
    return vide(latest or {}, sequence)


def vide(ancien: dict[str, Any], sequence: int) -> dict[str, Any]:
    """Return the latest.json of a SPASER whose every version was withdrawn."""
    garde = {cle: ancien.get(cle) for cle in ("slug", "titre", "fictif", "arrete_au")}
    rien: dict[str, Any] = {"version": None, "precedente": None, "contenu_sha256": "", "fichiers": {}}
    return garde | rien | {"sequence": sequence}


def est_remplacee(depot: Path, tombe: dict[str, Any]) -> bool:
    """Tell whether nothing is left of the data of a withdrawn version."""
    dossier = depot / VERSIONS / tombe["version"]
    attendus = restes(tombe)
    presents = {p.name: p for p in dossier.iterdir()} if dossier.is_dir() else {}
    return set(presents) == set(attendus) and all(
        presents[nom].is_file() and presents[nom].read_bytes() == octets for nom, octets in attendus.items()
    )


def _remplacer(depot: Path, tombe: dict[str, Any]) -> None:
    """Put in the place of the data of a withdrawn version what says why it was."""
    version = tombe["version"]
    neuf = depot / PREPARATION / f"retrait-{version}"
    shutil.rmtree(neuf, ignore_errors=True)
    creer_dossier(neuf)
    for nom, octets in restes(tombe).items():
        ecrire_durable(neuf / nom, octets)
        (neuf / nom).chmod(0o444)
    synchroniser(neuf)
    destination = depot / VERSIONS / version
    creer_dossier(destination.parent)
    if destination.exists():
        ecarter(depot, version)
    renommer_sans_remplacer(neuf, destination)
    synchroniser(destination.parent)


def restes(tombe: dict[str, Any]) -> dict[str, bytes]:
    """Return what the folder of a withdrawn version holds."""
    suite = (
        f"Utilisez la version {tombe['remplacee_par']}, qui la remplace."
        if tombe["remplacee_par"]
        else "La version en vigueur, s'il y en a une, est nommée par latest.json."
    )
    dits = {cle: escape(str(tombe[cle])) for cle in ("version", "date", "motif")}
    page = PAGE.format(**dits, suite=escape(suite))
    return {RETRAIT: octets_scelles(tombe), PAGE_RETRAIT: page.encode()}
