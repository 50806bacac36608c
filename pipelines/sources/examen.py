"""Bytes that came whole: are they DECP, can they be read, do they hold about as much as those before?

What reads the records is given (`Juger`): the rooms that know them come after this one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.contenu import verifier_contenu
from pipelines.sources.deplies import membres
from pipelines.sources.fiches import Fiche
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Source

ARCHIVES = ("gzip", "zip")


@dataclass(frozen=True)
class Jugement:
    """What reading a file says: how many records it holds (None when nothing can tell), or why it is refused."""

    enregistrements: int | None
    refus: str | None = None


Juger = Callable[[Path, str], Jugement]
"""Reads a file (its path, its name for people); called from several threads, never with an archive."""


def examiner(magasin: Magasin, corps: Path, fiche: Fiche, juger: Juger) -> Jugement:
    """Judge a file, or all the members of an archive together: one that is refused refuses them all."""
    nom = fiche.nom_fichier
    try:
        if verifier_contenu(corps, nom) in ARCHIVES:
            lus = membres(magasin, fiche.sha256, corps, nom)
            jugements = [juger(membre.chemin, f"{nom}!{membre.nom}") for membre in lus]
        else:
            jugements = [juger(corps, nom)]
    except SpaserErreur as erreur:
        return Jugement(None, str(erreur))
    if refus := next((j.refus for j in jugements if j.refus), None):
        return Jugement(None, refus)
    comptes = [j.enregistrements for j in jugements if j.enregistrements is not None]
    return Jugement(sum(comptes) if len(comptes) == len(jugements) else None)


def baisse(source: Source, nouvelle: Fiche, ancienne: Fiche | None) -> str | None:
    """Say why a fall in volume is not believed: of records where both counts are known, else of bytes.

    None when there is nothing to compare, the fall is within `baisse_max_pct`, or a person accepted these very bytes.
    """
    if ancienne is None:
        return None
    if nouvelle.enregistrements is None or ancienne.enregistrements is None:
        quoi, avant, apres = "octets", ancienne.octets, nouvelle.octets
    else:
        quoi, avant, apres = "enregistrements", ancienne.enregistrements, nouvelle.enregistrements
    if apres * 100 >= avant * (100 - source.baisse_max_pct):
        return None
    noms = (nouvelle.ressource, nouvelle.titre, nouvelle.nom_fichier)
    if any(b.sha256 == nouvelle.sha256 and b.ressource in noms for b in source.baisses_acceptees):
        return None
    return (
        f"la nouvelle version ne compte plus que {apres} {quoi} contre {avant} (baisse admise : "
        f"{source.baisse_max_pct} %). Si c'est voulu, ajoutez sous « baisses_acceptees » : "
        f'{{ressource: "{nouvelle.ressource}", sha256: "{nouvelle.sha256}", raison: "..."}}.'
    )
