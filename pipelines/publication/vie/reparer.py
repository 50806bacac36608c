"""`spaser repair`: latest.json, the symlink and what is derived, made again from the versions.

The bytes of a version are never touched: what changed there is only told.
"""

from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication import derives
from pipelines.publication.depot import retraits
from pipelines.publication.depot.chemins import ECARTES, LATEST, RETRAIT, RETRAITS, VERSIONS, numeros, rang
from pipelines.publication.depot.connues import plus_haute
from pipelines.publication.depot.contenu import entiere, latest_de, sequence_de
from pipelines.publication.depot.disque import creer_dossier, dire_les_pannes, ecrire_durable, remplacer
from pipelines.publication.depot.inscription import designer
from pipelines.publication.depot.preparation import exiger_atomique, preparer
from pipelines.publication.depot.sceau import lire_json, lire_scelle, octets_scelles
from pipelines.publication.depot.seance import menage
from pipelines.publication.depot.serrure import verrou
from pipelines.publication.depot.terminer import terminer_retraits, vide
from pipelines.publication.vie.etat import Etat
from pipelines.publication.vie.examen_versions import examiner_version
from pipelines.publication.vie.fautes import ALTERE, EN_TROP, MANQUANT, MELANGE, Constat
from pipelines.publication.vie.verifier import verifier

A_REMETTRE = "Remettez-le d'une copie, ou retirez cette version."
CONSEILS = {
    ALTERE: A_REMETTRE,
    MANQUANT: A_REMETTRE,
    MELANGE: A_REMETTRE,
    EN_TROP: "Rien ne l'annonce : ôtez-le.",
}


def reparer(depot: Path) -> list[str]:
    """Put right what can be, and say what was done, in French; nothing to say means that nothing was wrong.

    Errors: no such folder, another command at work, an altered tombstone, the disk.
    """
    if not depot.is_dir():
        raise SpaserErreur(f"« {depot} » n'existe pas : rien n'a été publié sous ce nom.")
    with verrou(depot), dire_les_pannes(depot, "La réparation"), menage(depot):
        exiger_atomique(depot)
        preparer(depot)
        dits = _tombes(depot) + _pointeur(depot)
        dits += [f"Retrait de la version {v} : terminé." for v in terminer_retraits(depot)]
        etat = Etat(depot)
        if etat.latest:
            dits += [f"{nom} : refait depuis les versions." for nom in derives.reconstruire(depot)]
        return dits + _ce_qui_reste(depot)


def _tombes(depot: Path) -> list[str]:
    """Put back a tombstone that is lost or altered, from the copy in the folder of the version that it withdraws."""
    dits = []
    for path in sorted((depot / VERSIONS).glob(f"*/{RETRAIT}")):
        version, tombe = path.parent.name, lire_scelle(path)
        lieu = depot / RETRAITS / f"{version}.json"
        if tombe and tombe.get("version") == version and retraits.lire_une(lieu) is None:
            creer_dossier(lieu.parent)
            remplacer(depot, lieu, path.read_bytes())
            dits.append(f"{RETRAITS}/{lieu.name} : remis depuis {VERSIONS}/{version}/{RETRAIT}.")
    return dits


def _pointeur(depot: Path) -> list[str]:
    """Make latest.json again when it is lost, altered, rolled back, or names a version that is not there."""
    etat = Etat(depot)
    raison = _raison(etat)
    if raison is None:
        return []
    entieres = [v for v in etat.versions if _sure(etat, v)]
    entieres.sort(key=lambda v: (sequence_de(depot, v) or 0, rang(v)))
    if not entieres and not etat.tombes:
        raise SpaserErreur(
            f"« {depot.name} » : {raison}, et aucune version n'est entière sur ce disque. Remettez-en une d'une copie "
            f"dans {VERSIONS}/, puis recommencez."
        )
    choisie = entieres[-1] if entieres else None
    ancien = lire_json(depot / LATEST) or {}
    seen = [plus_haute(depot, etat.latest), ancien.get("sequence")]
    haute = max(vu for vu in seen if isinstance(vu, int) and not isinstance(vu, bool))
    propre = sequence_de(depot, choisie) if choisie else None
    # as it was published, when nothing was seen after it: the same bytes as the lost one
    sequence = propre if propre == haute else haute + 1
    latest = latest_de(depot, choisie, sequence) if choisie else vide(ancien, sequence)
    dits = _mettre_de_cote(depot, latest)
    designer(depot, latest)
    quoi = f"nomme la version {choisie}" if choisie else "dit que plus rien n'est publié"
    return [*dits, f"{LATEST} : {raison} ; refait, il {quoi} (rang {sequence})."]


def _raison(etat: Etat) -> str | None:
    """Say why latest.json must be made again; None when it must not."""
    if etat.latest is None:
        if (etat.depot / LATEST).exists():
            return "illisible ou altéré"
        return "perdu" if numeros(etat.depot) or etat.tombes else None
    if etat.remises:
        return f"plus ancien que la version {etat.remises[-1]}, qui a été publiée (retour en arrière)"
    if (etat.index or {}).get("sequence", 0) > etat.latest["sequence"]:
        return "plus ancien que ce qui a été publié (retour en arrière)"
    if etat.en_vigueur and not (etat.depot / VERSIONS / etat.en_vigueur).is_dir():
        return f"nommait la version {etat.en_vigueur}, qui n'est plus là"
    return None


def _sure(etat: Etat, version: str) -> bool:
    """Tell whether a version is whole, by its own sums and by what is sealed elsewhere."""
    constat = Constat(etat.depot.name)
    examiner_version(etat, version, constat)
    return entiere(etat.depot, version) and not constat.fautes


def _mettre_de_cote(depot: Path, latest: dict[str, Any]) -> list[str]:
    """Keep what is about to be replaced."""
    chemin = depot / LATEST
    if not chemin.is_file() or chemin.read_bytes() == octets_scelles(latest):
        return []
    dossier = depot / ECARTES
    creer_dossier(dossier)
    pris = {path.name for path in dossier.iterdir()}
    nom = next(n for i in range(1, len(pris) + 2) if (n := f"latest-{i}.json") not in pris)
    ecrire_durable(dossier / nom, chemin.read_bytes())
    return [f"L'ancien {LATEST} est gardé : {ECARTES}/{nom}."]


def _ce_qui_reste(depot: Path) -> list[str]:
    """Say what repairing cannot put right: bytes that changed, versions that are gone, what nobody announced."""
    return [
        f"À vous : {faute.fichier}, {faute.nature}. {CONSEILS.get(faute.nature, faute.message)}"
        for faute in verifier(depot).fautes
    ]
