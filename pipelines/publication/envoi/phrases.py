"""What a push says: each write in French, the plan as lines, the whole in a sentence. Deciding belongs to `plan`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.publication.envoi import plan
from pipelines.publication.envoi.plan import Action

if TYPE_CHECKING:
    from pipelines.publication.envoi.execution import Envoi

FAIRE = {
    plan.CREER: ("création du jeu de données, privé jusqu'à ce qu'il soit complet", "la création du jeu"),
    plan.MARQUER: ("note qu'un envoi est en cours", "la note d'envoi en cours"),
    plan.DEPOSER: ("envoi de {cle}", "l'envoi de « {cle} »"),
    plan.REMPLACER: ("remplacement de {cle}", "le remplacement de « {cle} »"),
    plan.DECRIRE: ("description de {cle}", "la description de « {cle} »"),
    plan.SUPPRIMER: ("suppression de {cle}", "la suppression de la ressource « {cle} »"),
    plan.ORDONNER: ("ordre des fichiers", "l'ordre des fichiers"),
    plan.PUBLIER: ("description du jeu de données", "la description du jeu"),
}
ETATS = {plan.DEPOSER: "à créer", plan.REMPLACER: "à remplacer", plan.DECRIRE: "à décrire"}


@dataclass(frozen=True)
class Ligne:
    """A line of the table of a dry run."""

    nom: str
    etat: str
    detail: str


def intention(action: Action, *, au_nom: bool = False) -> str:
    """Return what an action does, as a line, or as the subject of a sentence."""
    return FAIRE[action.genre][au_nom].format(cle=action.cle)


def lignes(envoi: "Envoi") -> Iterator[Ligne]:
    """Say what a push does with the dataset and with each file, in the order in which they are shown."""
    yield from _du_jeu(envoi)
    for ressource in envoi.voulu.ressources:
        siennes = [a for a in envoi.plan.actions if a.cle == ressource.cle and a.ressource]
        if siennes:
            detail = " ; ".join(str(ecart) for a in siennes for ecart in a.ecarts)
            taille = f"{ressource.fichier.octets} octets"
            octets = taille if siennes[0].genre != plan.DECRIRE else ""
            yield Ligne(ressource.cle, ETATS[siennes[0].genre], " ; ".join(filter(None, (octets, detail))))
        else:
            yield Ligne(ressource.cle, "inchangé", "")
    for nom, motif in envoi.voulu.ecartes:
        yield Ligne(nom, "écarté", motif)
    supprimees = {a.rid for a in envoi.plan.actions if a.genre == plan.SUPPRIMER}
    for lue in envoi.plan.obsoletes:
        enlevee = lue["id"] in supprimees
        yield Ligne(
            str(lue.get("title")),
            "à supprimer" if enlevee else "obsolète",
            "" if enlevee else "laissé là ; --supprimer-obsoletes le supprime",
        )
    for titre in envoi.plan.autres:
        yield Ligne(titre, "pas à nous", "laissé tel quel")


def _du_jeu(envoi: "Envoi") -> Iterator[Ligne]:
    nom = "(jeu de données)"
    publier = next((a for a in envoi.plan.actions if a.genre == plan.PUBLIER), None)
    creer = next((a for a in envoi.plan.actions if a.genre == plan.CREER), None)
    if creer:
        yield Ligne(nom, "à créer", f"dans « {envoi.organisation.nom} » : {envoi.voulu.champs['title']}")
    elif publier and publier.ecarts:
        for ecart in publier.ecarts:
            yield Ligne(nom, "à décrire", str(ecart))
    else:
        yield Ligne(nom, "inchangé", envoi.etat.id)
    if any(a.genre == plan.ORDONNER for a in envoi.plan.actions):
        yield Ligne(nom, "à décrire", "ordre des fichiers")


def resume(envoi: "Envoi", *, a_blanc: bool) -> str:
    """Say in a sentence what was done, or would be."""
    qui = f"« {envoi.lot.slug} », version {envoi.lot.version}"
    actions = envoi.plan.actions if a_blanc else envoi.faites
    fichiers = {a.cle for a in actions if a.genre in (plan.DEPOSER, plan.REMPLACER)}
    if a_blanc:
        if not actions:
            return f"{qui} : le site l'a déjà, il n'y aurait rien à écrire."
        return f"{qui} : {len(fichiers)} fichier(s) seraient envoyés. Rien n'a été écrit (--dry-run)."
    if not actions:
        return f"{qui} : le site l'avait déjà, rien n'a été écrit. {envoi.adresse}"
    prive = " Le jeu est privé : l'organisation seule le voit." if envoi.voulu.prive else ""
    return f"{qui} : {len(fichiers)} fichier(s) envoyés, relus et comparés.{prive} {envoi.adresse}"
