"""Whether what a source lists now is believed: it answers, and has not lost most of what it listed before.

What is listed belongs to `decouverte`, what is done with it to `recolte`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipelines.commun.pannes import disque
from pipelines.sources.decouverte import Decouverte, decouvrir
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Constat, Source
from pipelines.sources.noms import cle_source
from pipelines.sources.politique import Politique
from pipelines.sources.refus import ErreurSource, SourceAbsente, SourceInjoignable


def relever(source: Source, magasin: Magasin, politique: Politique) -> Decouverte | Constat:
    """Return what a source lists, or the finding that says why nothing of it is believed."""
    if source.chemin and _se_contiennent(source.chemin.resolve(), magasin.dossier.resolve()):
        message = (
            f"Source « {source.nom} » : « chemin » désigne le magasin des sources, ou un dossier qui le contient. "
            "Donnez un autre dossier."
        )
        return Constat(source.nom, None, "refusee", message)
    try:
        liste = decouvrir(source, politique_de(source, politique))
    except ErreurSource as erreur:
        return _sans_liste(source, magasin, erreur)
    except OSError as erreur:
        return _sans_liste(source, magasin, SourceInjoignable(f"lecture impossible ({disque(erreur)})."))
    if refus := _chute(source, magasin, liste):
        return Constat(source.nom, None, "refusee", refus)
    if not liste.toutes:
        vide = f"Source « {source.nom} » : elle ne contient plus aucun fichier. Ce qui était en vigueur le reste."
        return replace(liste, avertissements=(*liste.avertissements, vide))
    if not liste.retenues and not liste.ecartees:
        motifs = ", ".join(source.ressources)
        message = (
            f"Source « {source.nom} » : aucune des {len(liste.toutes)} ressources listées ne répond à « ressources » "
            f"({motifs}). Corrigez ces motifs dans spaser.yaml. Ce qui était en vigueur le reste."
        )
        return Constat(source.nom, None, "refusee", message)
    return liste


def _se_contiennent(un: Path, autre: Path) -> bool:
    return un.is_relative_to(autre) or autre.is_relative_to(un)


def verifier_listes(sources: Sequence[Source], magasin: Magasin, politique: Politique) -> Iterator[str]:
    """Yield what is wrong in what each source lists now; no file is downloaded."""
    for source in sources:
        liste = relever(source, magasin, politique)
        if isinstance(liste, Constat):
            yield liste.message
        else:
            yield from liste.avertissements
            yield from (f"Source « {source.nom} » : {message}" for _, message in liste.ecartees)


def politique_de(source: Source, politique: Politique) -> Politique:
    """Return the bounds of a source: its own private hosts are allowed, and no other source's."""
    return replace(politique, adresses_privees=(*politique.adresses_privees, *source.adresses_privees))


def _sans_liste(source: Source, magasin: Magasin, erreur: ErreurSource) -> Constat:
    etat = "refusee"
    if isinstance(erreur, SourceAbsente | SourceInjoignable):
        etat = "disparue" if isinstance(erreur, SourceAbsente) else "injoignable"
    debut = f"Source « {source.nom} »"
    phrase = str(erreur) if str(erreur).startswith(debut) else f"{debut} : {erreur}"
    if restent := len(magasin.vigueurs(cle_source(source, magasin.dossier))):
        phrase += f" Ce qui en avait été reçu ({restent} fichiers) reste en vigueur."
    return Constat(source.nom, None, etat, phrase, essais=erreur.essais)


def _chute(source: Source, magasin: Magasin, liste: Decouverte) -> str | None:
    avant = len((magasin.constat(cle_source(source, magasin.dossier)) or {}).get("ressources") or {})
    if len(liste.toutes) * 2 >= avant:
        return None
    empreinte = hashlib.sha256("\n".join(sorted(liste.toutes)).encode()).hexdigest()
    if any(b.ressource == "*" and b.sha256 == empreinte for b in source.baisses_acceptees):
        return None
    return (
        f"Source « {source.nom} » : la liste ne compte plus que {len(liste.toutes)} ressources contre {avant} la "
        "dernière fois. Elle n'est pas retenue, tout ce qui était en vigueur le reste. Si c'est voulu, ajoutez sous "
        f'« baisses_acceptees » : {{ressource: "*", sha256: "{empreinte}", raison: "..."}}.'
    )
