"""index.json and feed.xml made again and swapped, each in one step. What they say is in `index` and `flux`."""

from pathlib import Path

from pipelines.commun import pannes
from pipelines.publication.depot.chemins import FLUX, INDEX, LATEST, LIEN
from pipelines.publication.depot.contenu import descripteur_de
from pipelines.publication.depot.disque import PublieMais, remplacer
from pipelines.publication.depot.inscription import relier
from pipelines.publication.depot.pointeur import lire_latest
from pipelines.publication.depot.sceau import lire_scelle, octets_scelles
from pipelines.publication.derives.flux import rediger
from pipelines.publication.derives.index import indexer


def reconstruire(depot: Path, adresse: str | None = None) -> list[str]:
    """Make feed.xml, index.json and the symlink again from the versions; return those that were not so (lock held).

    `adresse` is where the folder of all the releases is served; None: where the former index, or else the descriptor
    of the version in force (`homepage`), says.

    Errors: `PublieMais` when the disk refuses: what is published stays so.
    """
    try:
        latest = lire_latest(depot)
        refaits = [LIEN] if latest and relier(depot, latest["version"]) else []
        justes = composer(depot, adresse)
        # the index last: while it is late, what else is late is explained
        return refaits + [nom for nom in (FLUX, INDEX) if remplacer(depot, depot / nom, justes[nom])]
    except OSError as erreur:
        raise PublieMais(
            f"Ce qui est publié de « {depot.name} » l'est bien ({LATEST}), mais {INDEX} et {FLUX} n'ont pas pu être "
            f"refaits : {pannes.disque(erreur)}. Corrigez cela, puis lancez « spaser repair {depot.name} »."
        ) from erreur


def composer(depot: Path, adresse: str | None = None) -> dict[str, bytes]:
    """Return the bytes that index.json and feed.xml should have."""
    latest = lire_latest(depot)
    if adresse is None:
        index = lire_scelle(depot / INDEX)
        version = str(latest["version"]) if latest else ""
        base = str(index["adresse"] if index else descripteur_de(depot, version).get("homepage") or "")
    else:
        base = f"{adresse.rstrip('/')}/{depot.name}/" if adresse else ""
    index = indexer(depot, latest, base)
    return {INDEX: octets_scelles(index), FLUX: rediger(depot, index)}
