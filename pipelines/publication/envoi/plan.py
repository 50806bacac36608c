"""The difference between what is wanted and what stands on the server: which writes, in which order. None is done.

The files first, each under its id; then their order; the dataset itself last, whose extras then name the new release.
"""

import re
from dataclasses import dataclass
from typing import Any

from pipelines.publication.envoi.ecarts import Ecart, ecarts_de_ressource, ecarts_du_jeu
from pipelines.publication.envoi.etat import Etat
from pipelines.publication.envoi.memoire import Memoire
from pipelines.publication.envoi.refus import EnvoiRefuse
from pipelines.publication.envoi.voulu import CLE, EN_COURS, Ressource, Voulu

CREER, MARQUER, DEPOSER, REMPLACER, DECRIRE, SUPPRIMER, ORDONNER, PUBLIER = (
    "creer",
    "marquer",
    "deposer",
    "remplacer",
    "decrire",
    "supprimer",
    "ordonner",
    "publier",
)


@dataclass(frozen=True)
class Action:
    """A write: what, on which file (`cle`) and resource (`rid`), and the differences that it settles."""

    genre: str
    cle: str = ""
    rid: str = ""
    ecarts: tuple[Ecart, ...] = ()
    ressource: Ressource | None = None

    @property
    def repere(self) -> tuple[str, str]:
        """What tells whether two plans ask for the same thing."""
        return self.genre, self.cle


@dataclass(frozen=True)
class Plan:
    """The writes, in order; `inchangees` by name, `obsoletes` (ours, unwanted or twice there), `autres` (not ours)."""

    actions: tuple[Action, ...]
    inchangees: tuple[str, ...] = ()
    obsoletes: tuple[dict[str, Any], ...] = ()
    autres: tuple[str, ...] = ()


def planifier(voulu: Voulu, etat: Etat, memoire: Memoire, *, supprimer: bool = False) -> Plan:
    """Compare, and say what to write."""
    if etat.jeu is None:
        neuves = [Action(DEPOSER, r.cle, ressource=r) for r in voulu.ressources]
        return Plan((Action(CREER, ecarts=ecarts_du_jeu(voulu, None)), *neuves, Action(PUBLIER)))
    trouvees = apparier(voulu, etat, memoire)
    actions, inchangees = [], []
    for ressource in voulu.ressources:
        lue = trouvees.get(ressource.cle)
        faites = _pour_un_fichier(ressource, lue)
        actions += faites
        inchangees += [] if faites else [ressource.cle]
    prises = {lue["id"] for lue in trouvees.values()}
    restent = [lue for lue in etat.ressources if lue["id"] not in prises]
    obsoletes = [lue for lue in restent if _cle(lue) or _double(lue, voulu)]
    if supprimer:
        actions += [Action(SUPPRIMER, str(lue["id"]), str(lue["id"])) for lue in obsoletes]
    toutes_la = not any(a.genre in (DEPOSER, SUPPRIMER) for a in actions)
    if toutes_la and _ordre(voulu, etat, trouvees) != _ids(etat):
        actions.append(Action(ORDONNER))
    if actions and etat.extras.get(EN_COURS) != voulu.sequence:
        actions.insert(0, Action(MARQUER))
    ecarts = ecarts_du_jeu(voulu, etat.jeu)
    if actions or ecarts:
        actions.append(Action(PUBLIER, ecarts=ecarts))
    autres = [str(lue.get("title")) for lue in restent if lue not in obsoletes]
    return Plan(tuple(actions), tuple(inchangees), tuple(obsoletes), tuple(autres))


def apparier(voulu: Voulu, etat: Etat, memoire: Memoire) -> dict[str, dict[str, Any]]:
    """Find the resource of each file: by our mark, else by the remembered id, else as an upload cut before its mark.

    The last is a file without mark, under its file name, with the very bytes of an upload that began: nobody else's.
    """
    trouvees: dict[str, dict[str, Any]] = {}
    for lue in etat.ressources:
        if cle := _cle(lue):
            trouvees.setdefault(cle, lue)
    sans_marque = {lue["id"]: lue for lue in etat.ressources if not _cle(lue)}
    for ressource in voulu.ressources:
        retenue = sans_marque.get(memoire.ressources.get(ressource.cle, ""))
        if ressource.cle not in trouvees and retenue:
            trouvees[ressource.cle] = sans_marque.pop(retenue["id"])
    for ressource in voulu.ressources:
        if ressource.cle in trouvees:
            continue
        octets = {ressource.fichier.sha1, memoire.parties.get(ressource.cle)}
        for ident, lue in list(sans_marque.items()):
            if lue.get("title") == nom_du_serveur(ressource.cle) and somme(lue) in octets:
                trouvees[ressource.cle] = sans_marque.pop(ident)
                break
    voulues = {ressource.cle for ressource in voulu.ressources}
    return {cle: lue for cle, lue in trouvees.items() if cle in voulues}


def nom_du_serveur(nom: str) -> str:
    """Return a file name as the server rewrites it."""
    return re.sub(r"[^a-z0-9.]+", "-", nom.lower()).strip("-")


def somme(lue: dict[str, Any]) -> str:
    """Return the SHA-1 that the server gives of a file, empty when it gives none."""
    dite = lue.get("checksum") or {}
    return str(dite.get("value") or "") if dite.get("type") == "sha1" else ""


def ordre(voulu: Voulu, etat: Etat, memoire: Memoire) -> list[str]:
    """Return the ids of all resources: ours in the order wanted, then the others as they are."""
    return _ordre(voulu, etat, apparier(voulu, etat, memoire))


def _ordre(voulu: Voulu, etat: Etat, trouvees: dict[str, dict[str, Any]]) -> list[str]:
    notres = [str(trouvees[r.cle]["id"]) for r in voulu.ressources if r.cle in trouvees]
    return [*notres, *(ident for ident in _ids(etat) if ident not in notres)]


def _ids(etat: Etat) -> list[str]:
    return [str(lue["id"]) for lue in etat.ressources]


def _pour_un_fichier(ressource: Ressource, lue: dict[str, Any] | None) -> list[Action]:
    if lue is None:
        return [Action(DEPOSER, ressource.cle, ressource=ressource)]
    rid, actions = str(lue["id"]), []
    if lue.get("filetype") != "file":
        raise EnvoiRefuse(
            f"La ressource « {ressource.cle} » ({rid}) a été remplacée par un lien sur le site : supprimez-la là-bas, "
            "puis relancez."
        )
    if somme(lue) != ressource.fichier.sha1 or lue.get("filesize") != ressource.fichier.octets:
        actions.append(Action(REMPLACER, ressource.cle, rid, ressource=ressource))
    if ecarts := ecarts_de_ressource(ressource, lue):
        actions.append(Action(DECRIRE, ressource.cle, rid, ecarts, ressource))
    return actions


def _double(lue: dict[str, Any], voulu: Voulu) -> bool:
    """Tell whether it is a second copy of one of our files: an upload that the server ended after we gave it up."""
    return any(
        lue.get("title") == nom_du_serveur(r.cle) and somme(lue) == r.fichier.sha1 for r in voulu.ressources
    )


def _cle(lue: dict[str, Any]) -> str:
    return str((lue.get("extras") or {}).get(CLE) or "")
