"""index.json and feed.xml against what is made again from the versions: altered, or only late."""

from pipelines.publication.depot.chemins import FLUX, INDEX
from pipelines.publication.depot.sceau import octets_scelles
from pipelines.publication.derives.refaire import composer
from pipelines.publication.vie.etat import Etat
from pipelines.publication.vie.fautes import ALTERE, Constat

A_REFAIRE = "est à refaire depuis les versions (spaser repair)"


def examiner_index(etat: Etat, constat: Constat) -> None:
    """Add the faults of index.json that can be told without the versions."""
    if not (etat.depot / INDEX).exists():
        if etat.latest:
            constat.restes.append(f"{INDEX} manque : il {A_REFAIRE}.")
    elif etat.index is None:
        constat.faute(ALTERE, INDEX, "Ce fichier n'est plus tel qu'il a été écrit.")


def examiner_derives(etat: Etat, constat: Constat) -> None:
    """Compare both with what the versions, found whole, give."""
    if etat.latest is None:
        return
    justes = composer(etat.depot)
    en_retard = not (etat.depot / INDEX).exists()
    if etat.index and (etat.depot / INDEX).read_bytes() != justes[INDEX]:
        en_retard = not _dit_faux(etat)
        if not en_retard:
            constat.faute(
                ALTERE, INDEX, "Ce qu'il dit d'une version n'est pas ce que cette version contient."
            )
        else:
            constat.restes.append(f"{INDEX} est en retard : il {A_REFAIRE}.")
    flux = etat.depot / FLUX
    if not flux.exists():
        constat.restes.append(f"{FLUX} manque : il {A_REFAIRE}.")
    elif not etat.index and not en_retard:
        constat.restes.append(f"{FLUX} n'a pas été comparé : {INDEX} a changé.")
    elif flux.read_bytes() != justes[FLUX]:
        if en_retard:  # a publisher that died before both left those of before
            constat.restes.append(f"{FLUX} est en retard : il {A_REFAIRE}.")
        else:
            constat.faute(ALTERE, FLUX, "Ce flux n'est pas celui que donnent les versions.")


def _dit_faux(etat: Etat) -> bool:
    """Tell whether a well sealed index says of a file something else than the file."""
    return any(fichiers != etat.lues[v] for v, fichiers in etat.indexees.items() if v in etat.lues) or (
        etat.index is not None and (etat.depot / INDEX).read_bytes() != octets_scelles(etat.index)
    )
