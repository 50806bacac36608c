"""Each kind of write, then the reading of what it touched. Whether the server kept it is judged by `execution`.

A PUT replaces the whole object on data.gouv.fr: every field that may be written is sent, ours or as it stands.
"""

from dataclasses import dataclass, replace
from typing import Any

from pipelines.publication.envoi import plan
from pipelines.publication.envoi.ecarts import champs_voulus
from pipelines.publication.envoi.etat import Etat, Organisation
from pipelines.publication.envoi.fil import Guichet
from pipelines.publication.envoi.memoire import Memoire
from pipelines.publication.envoi.plan import Action
from pipelines.publication.envoi.televersement import televerser
from pipelines.publication.envoi.voulu import EN_COURS, PRIVE, SLUG, Ressource, Voulu

DU_JEU = (
    "acronym",
    "description_short",
    "license",
    "access_type",
    "access_audiences",
    "authorization_request_url",
    "access_type_reason_category",
    "access_type_reason",
    "frequency",
    "frequency_date",
    "temporal_coverage",
    "spatial",
    "contact_points",
)
"""The fields of the dataset that others may have filled, sent back as they are when they are not ours."""
DE_RESSOURCE = ("filetype", "url", "format", "mime", "filesize", "checksum", "schema")


@dataclass
class Ecrivain:
    """What writes need: the window, what is wanted, who publishes, what is remembered."""

    guichet: Guichet
    voulu: Voulu
    organisation: Organisation
    memoire: Memoire
    morceau: int

    def faire(self, action: Action, etat: Etat) -> Etat:
        """Do one write, and return what stands then on the server, read again.

        Errors: RefusServeur; Passager when it may have been done.
        """
        if action.genre == plan.CREER:
            return self._creer()
        jeu = f"/api/1/datasets/{etat.id}/"
        if action.genre in (plan.DEPOSER, plan.REMPLACER) and action.ressource:
            return self._envoyer(action, action.ressource, jeu, etat)
        if action.genre == plan.DECRIRE and action.ressource:
            self._decrire(jeu, action.rid, action.ressource, etat)
            return etat.avec(self.guichet.lire(f"{jeu}resources/{action.rid}/"))
        if action.genre == plan.MARQUER:
            self.guichet.ecrire("PUT", f"/api/2/datasets/{etat.id}/extras/", {EN_COURS: self.voulu.sequence})
        elif action.genre == plan.SUPPRIMER:
            self.guichet.ecrire("DELETE", f"{jeu}resources/{action.rid}/")
        elif action.genre == plan.ORDONNER:
            self.guichet.ecrire("PUT", f"{jeu}resources/", plan.ordre(self.voulu, etat, self.memoire))
        elif action.genre == plan.PUBLIER:
            self.guichet.ecrire("PUT", jeu, self._objet(etat.jeu or {}))
        return self._relire(etat.id)

    def _creer(self) -> Etat:
        """Create the dataset, private until it is whole."""
        repere = {SLUG: self.voulu.slug, EN_COURS: self.voulu.sequence, PRIVE: True}
        corps = self._objet({}) | {"private": True, "extras": repere}
        cree = self.guichet.ecrire("POST", "/api/1/datasets/", corps)
        self.memoire.retenir_jeu(str(cree["id"]))
        return self._relire(str(cree["id"]))

    def _envoyer(self, action: Action, ressource: Ressource, jeu: str, etat: Etat) -> Etat:
        """Send the file, then say what it is: the server has just named the resource after the file."""
        vers = f"{jeu}resources/{action.rid}/upload/" if action.rid else f"{jeu}upload/"
        self.memoire.commencer(ressource.cle, ressource.fichier.sha1)
        recue = televerser(self.guichet, vers, ressource.fichier, self.memoire, self.morceau)
        self.memoire.retenir_ressource(ressource.cle, recue["id"])
        ensuite = etat.avec(recue)
        self._decrire(jeu, recue["id"], ressource, ensuite)
        return ensuite.avec(self.guichet.lire(f"{jeu}resources/{recue['id']}/"))

    def _decrire(self, jeu: str, rid: str, ressource: Ressource, etat: Etat) -> None:
        lue = next(r for r in etat.ressources if r["id"] == rid)
        corps: dict[str, Any] = {nom: lue[nom] for nom in DE_RESSOURCE if lue.get(nom) is not None}
        corps |= {
            "title": ressource.titre,
            "description": ressource.description,
            "type": ressource.type,
            "extras": (lue.get("extras") or {}) | ressource.extras,
        }
        if ressource.schema:
            corps["schema"] = {nom: valeur or None for nom, valeur in ressource.schema.items()}
        self.guichet.ecrire("PUT", f"{jeu}resources/{rid}/", corps)

    def _objet(self, lu: dict[str, Any]) -> dict[str, Any]:
        """The whole dataset, its resources excepted: a list of them here would replace them."""
        garde = {nom: lu[nom] for nom in DU_JEU if lu.get(nom) is not None}
        if "contact_points" in garde:
            garde["contact_points"] = [{"id": point["id"]} for point in garde["contact_points"]]
        return garde | champs_voulus(self.voulu, lu) | {"organization": self.organisation.id}

    def _relire(self, ident: str) -> Etat:
        jeu = self.guichet.lire(f"/api/1/datasets/{ident}/")
        return Etat(jeu, tuple(jeu["resources"]))

    def sans(self, voulu: Voulu) -> "Ecrivain":
        """The same, wanting less."""
        return replace(self, voulu=voulu)
