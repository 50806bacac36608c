"""What a run reads: the snapshots in force of its sources, under names that people know. The network is never asked."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from pipelines.sources.contenu import verifier_contenu
from pipelines.sources.deplies import membres
from pipelines.sources.examen import ARCHIVES
from pipelines.sources.fiches import Fiche, Vigueur
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Entree, Source
from pipelines.sources.noms import cle_source, correspond, distinguer, nom_sur, retrait_de


def en_vigueur(magasin: Magasin, sources: Sequence[Source], jour: date) -> list[Entree]:
    """List the files in force, sorted by name; `jour` is the day on which withdrawals are judged.

    Archives are unfolded, and each of their members is a file. Errors: SpaserErreur when bytes in force are missing or
    cut short: a run that read the others alone would say that contracts are gone.
    """
    entrees: list[Entree] = []
    for source in sources:
        gardees = vigueurs_de(magasin, source, jour)
        noms = distinguer((v.nom_fichier, v.ressource) for v in gardees)
        for nom, vigueur in zip(noms, gardees, strict=True):
            fiche, chemin = magasin.lire(cle_source(source, magasin.dossier), vigueur)
            entrees += _entrees(magasin, source, f"{source.nom}/{nom}", fiche, chemin)
    return sorted(entrees, key=lambda entree: entree.nom)


def vigueurs_de(magasin: Magasin, source: Source, jour: date) -> list[Vigueur]:
    """List what is in force of one source on a day: its patterns and its withdrawals applied."""
    return [
        v
        for v in magasin.vigueurs(cle_source(source, magasin.dossier))
        if correspond(source.ressources, v.titre, v.nom_fichier, v.ressource)
        and not _retiree(source, v, jour)
    ]


def _retiree(source: Source, vigueur: Vigueur, jour: date) -> bool:
    retrait = retrait_de(source, vigueur.ressource, vigueur.titre, vigueur.nom_fichier)
    return retrait is not None and retrait.depuis <= jour


def _entrees(magasin: Magasin, source: Source, nom: str, fiche: Fiche, chemin: Path) -> Iterator[Entree]:
    objet = asdict(fiche)
    if verifier_contenu(chemin, nom) not in ARCHIVES:
        yield Entree(nom, chemin, fiche.sha256, source.nom, fiche.ressource, objet)
        return
    lus = membres(magasin, fiche.sha256, chemin, fiche.nom_fichier)
    noms = distinguer(("/".join(map(nom_sur, membre.nom.split("/"))), membre.nom) for membre in lus)
    for court, membre in zip(noms, lus, strict=True):
        yield Entree(f"{nom}!{court}", membre.chemin, membre.sha256, source.nom, fiche.ressource, objet)
