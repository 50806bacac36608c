"""latest.json, the symlink and the tombstones: what they name, and whether it is older than what was published."""

from typing import Any

from pipelines.publication.depot.chemins import LATEST, LIEN, PAGE_RETRAIT, RETRAIT, RETRAITS, VERSIONS
from pipelines.publication.depot.connues import traces
from pipelines.publication.depot.contenu import latest_de, sequence_de
from pipelines.publication.depot.pointeur import CLES
from pipelines.publication.depot.terminer import est_remplacee, restes
from pipelines.publication.vie.etat import Etat
from pipelines.publication.vie.fautes import ALTERE, INACHEVE, MANQUANT, MELANGE, RETOUR, Constat


def examiner_pointeur(etat: Etat, constat: Constat) -> None:
    """Add the faults of latest.json and of the symlink."""
    latest, version = etat.latest, etat.en_vigueur
    if latest is None:
        if (etat.depot / LATEST).exists():
            constat.faute(ALTERE, LATEST, "Ce fichier n'est plus tel qu'il a été écrit.")
        elif traces(etat.depot) or etat.tombes or len(etat.versions) > 1:
            constat.faute(
                MANQUANT, LATEST, "Des versions ont été publiées, et rien ne dit laquelle est en vigueur."
            )
        return
    if latest["slug"] != etat.depot.name:
        constat.faute(MELANGE, LATEST, f"C'est celui d'un autre SPASER : « {latest['slug']} ».")
    _anciennete(etat, constat)
    if version is not None and version not in etat.versions and version not in etat.tombes:
        constat.faute(MANQUANT, f"{VERSIONS}/{version}", "La version que nomme latest.json n'est plus là.")
    _lien(etat, constat)


def examiner_coherence(etat: Etat, constat: Constat) -> None:
    """Compare latest.json with what its version, found whole, says of itself."""
    latest, version = etat.latest, etat.en_vigueur
    if latest is None or version is None or sequence_de(etat.depot, version) is None:
        return
    juste = latest_de(etat.depot, version, latest["sequence"])
    if (sequence_de(etat.depot, version) or 0) > latest["sequence"]:
        constat.faute(RETOUR, LATEST, f"Son rang est plus bas que celui que se donne la version {version}.")
    for cle in sorted(CLES - {"fichiers"}):
        if latest[cle] != juste[cle]:
            constat.faute(ALTERE, LATEST, f"« {cle} » n'y est pas ce que dit la version {version}.")


def examiner_retraits(etat: Etat, constat: Constat) -> None:
    """Add the faults of tombstones, and of the folders that should hold nothing else."""
    for version, tombe in etat.tombes.items():
        chemin = f"{RETRAITS}/{version}.json"
        if tombe is None:
            constat.faute(ALTERE, chemin, "Ce fichier n'est plus tel qu'il a été écrit.")
            continue
        if etat.en_vigueur == version:
            constat.faute(INACHEVE, chemin, f"La version {version}, retirée, est encore en vigueur.")
        if est_remplacee(etat.depot, tombe):
            continue
        dossier = etat.depot / VERSIONS / version
        presents = {p.name for p in dossier.iterdir()} if dossier.is_dir() else set()
        if presents == {RETRAIT, PAGE_RETRAIT}:
            message = "La page d'un retrait n'est plus telle qu'elle a été écrite."
            constat.faute(ALTERE, f"{VERSIONS}/{version}/{_change(etat, version, tombe)}", message)
        else:
            constat.faute(INACHEVE, chemin, f"Les données de la version {version}, retirée, sont encore là.")


def _change(etat: Etat, version: str, tombe: dict[str, Any]) -> str:
    dossier = etat.depot / VERSIONS / version
    return next(nom for nom, octets in restes(tombe).items() if (dossier / nom).read_bytes() != octets)


def _anciennete(etat: Etat, constat: Constat) -> None:
    """A rank lower than one that something on disk bears means that an old latest.json was put back."""
    latest = etat.latest or {}
    for version in etat.remises:
        constat.faute(
            RETOUR, LATEST, f"Il nomme {latest['version']}, alors que {version}, plus récente, a été publiée."
        )
    dits = [tombe["sequence"] for tombe in etat.tombes.values() if tombe]
    if etat.index and isinstance(etat.index.get("sequence"), int):
        dits.append(etat.index["sequence"])
    if dits and max(dits) > latest["sequence"]:
        message = f"Son rang est {latest['sequence']}, alors que le rang {max(dits)} a déjà été publié."
        constat.faute(RETOUR, LATEST, message)


def _lien(etat: Etat, constat: Constat) -> None:
    lien, version = etat.depot / LIEN, etat.en_vigueur
    vise = str(lien.readlink()) if lien.is_symlink() else None
    if vise == (f"{VERSIONS}/{version}" if version else None):
        return
    if lien.exists() and not lien.is_symlink():
        constat.faute(ALTERE, LIEN, "Ce n'est pas le lien vers la version en vigueur.")
    elif vise is None or (vise.startswith(f"{VERSIONS}/") and (etat.depot / vise).is_dir()):
        constat.restes.append(
            f"L'adresse « {LIEN} » ne mène pas encore à la version en vigueur (spaser repair)."
        )
    else:
        constat.faute(ALTERE, LIEN, f"Ce lien mène à « {vise} », qui n'est pas une version publiée.")
