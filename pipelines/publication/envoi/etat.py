"""What stands on data.gouv.fr: the organisation, the dataset if it is there, its resources. Nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.publication.envoi.destination import Destination
from pipelines.publication.envoi.fil import Guichet
from pipelines.publication.envoi.refus import EnvoiRefuse, RefusServeur
from pipelines.publication.envoi.voulu import EN_COURS, PRIVE, SEQUENCE, SLUG

PAR_PAGE = 50
PAGES_MAX = 400
ROLES_UTILES = ("admin",)


@dataclass(frozen=True)
class Organisation:
    """Who publishes, as the server names it."""

    id: str
    nom: str


@dataclass(frozen=True)
class Etat:
    """The dataset as the server gives it (None before it is created) and its resources, in order."""

    jeu: dict[str, Any] | None
    ressources: tuple[dict[str, Any], ...] = ()
    ordre_su: bool = True
    """False once a file was added: the server shows the newest first, or elsewhere."""

    @property
    def id(self) -> str:
        """The id of the dataset."""
        return str(self.jeu["id"]) if self.jeu else ""

    @property
    def extras(self) -> dict[str, Any]:
        """Its extras, ours and those of others."""
        return dict(self.jeu.get("extras") or {}) if self.jeu else {}

    @property
    def sequence(self) -> int:
        """The newest release of which something was sent, 0 when there is none."""
        dites = (self.extras.get(nom) for nom in (SEQUENCE, EN_COURS))
        return max((n for n in dites if type(n) is int), default=0)

    def avec(self, ressource: dict[str, Any]) -> "Etat":
        """The same, one resource read again."""
        autres = {r["id"]: r for r in self.ressources} | {ressource["id"]: ressource}
        neuve = len(autres) > len(self.ressources)
        return Etat(self.jeu, tuple(autres.values()), self.ordre_su and not neuve)


def lire_organisation(guichet: Guichet, nom: str) -> Organisation:
    """Ask who the organisation is, and whether the key may write in its name.

    Errors: no such organisation, the key's owner is not a member.
    """
    if not nom:
        raise EnvoiRefuse(
            "spaser.yaml ne dit pas quelle organisation publie : écrivez son identifiant sur data.gouv.fr dans "
            "« publication: data_gouv: organisation »."
        )
    try:
        lue = guichet.lire(f"/api/1/organizations/{nom}/")
    except RefusServeur as refus:
        if refus.statut not in (404, 410):
            raise
        raise EnvoiRefuse(
            f"{guichet.serveur.hote} ne connaît pas l'organisation « {nom} » : vérifiez « organisation » dans "
            "spaser.yaml."
        ) from None
    if not isinstance(lue, dict) or not lue.get("id"):
        raise EnvoiRefuse(f"{guichet.serveur.hote} : la réponse n'est pas la description d'une organisation.")
    organisation = Organisation(str(lue["id"]), str(lue.get("name") or nom))
    if guichet.cle:
        moi = guichet.lire("/api/1/me/")
        siennes = {str(o.get("id")) for o in moi.get("organizations") or ()}
        if organisation.id not in siennes and not {"admin"} & set(moi.get("roles") or ()):
            raise EnvoiRefuse(
                f"La clé est celle d'un compte qui n'est pas membre de « {organisation.nom} » : demandez à un "
                "administrateur de cette organisation de vous y ajouter comme éditeur, ou changez de clé."
            )
    return organisation


def lire_etat(
    guichet: Guichet, destination: Destination, organisation: Organisation, slug: str, retenu: str
) -> Etat:
    """Find the dataset (named, remembered, or of this SPASER among the organisation's) and read it whole.

    Errors: the one that was named is not there; two are of this SPASER; one that must not be written to.
    """
    nomme = destination.jeu or retenu
    ident = nomme or _chercher(guichet, organisation, slug)
    if not ident:
        return Etat(None)
    try:
        jeu = guichet.lire(f"/api/1/datasets/{ident}/")
    except RefusServeur as refus:
        if refus.statut not in (404, 410):
            raise
        raise EnvoiRefuse(_disparu(guichet, destination, ident, refus.statut)) from None
    ressources = jeu.get("resources") if isinstance(jeu, dict) else None
    if not isinstance(ressources, list) or not all(_bien_formee(r) for r in ressources):
        raise EnvoiRefuse(
            f"{guichet.serveur.hote} : la réponse n'est pas la description d'un jeu de données."
        )
    _exiger_le_notre(jeu, destination, organisation, slug)
    return Etat(jeu, tuple(ressources))


def _bien_formee(ressource: object) -> bool:
    return (
        isinstance(ressource, dict)
        and isinstance(ressource.get("id"), str)
        and isinstance(ressource.get("extras") or {}, dict)
        and isinstance(ressource.get("checksum") or {}, dict)
    )


def _chercher(guichet: Guichet, organisation: Organisation, slug: str) -> str:
    trouves = [
        str(jeu["id"])
        for jeu in _jeux(guichet, organisation)
        if (jeu.get("extras") or {}).get(SLUG) == slug and not jeu.get("deleted")
    ]
    if len(trouves) > 1:
        raise EnvoiRefuse(
            f"Plusieurs jeux de « {organisation.nom} » sont ceux de « {slug} » : {', '.join(trouves)}. Dites "
            "lequel avec « jeu » dans spaser.yaml (ou --jeu), et supprimez les autres sur le site."
        )
    return trouves[0] if trouves else ""


def _jeux(guichet: Guichet, organisation: Organisation) -> Iterator[dict[str, Any]]:
    for page in range(1, PAGES_MAX + 1):
        lue = guichet.lire(
            f"/api/1/organizations/{organisation.id}/datasets/?page={page}&page_size={PAR_PAGE}"
        )
        jeux = lue.get("data") if isinstance(lue, dict) else None
        if not isinstance(jeux, list):
            raise EnvoiRefuse(f"{guichet.serveur.hote} : la liste des jeux de l'organisation est illisible.")
        yield from jeux
        if not lue.get("next_page"):  # its address is not followed: the next one is ours to write
            return
    raise EnvoiRefuse(
        f"« {organisation.nom} » a trop de jeux de données pour y chercher : donnez « jeu » dans spaser.yaml."
    )


def _disparu(guichet: Guichet, destination: Destination, ident: str, statut: int) -> str:
    quoi = "a été supprimé" if statut == 410 else "est introuvable, ou privé"
    if destination.jeu:
        return f"Le jeu « {ident} » {quoi} sur {guichet.serveur.hote} : corrigez « jeu » dans spaser.yaml, ou --jeu."
    return (
        f"Le jeu « {ident} », où cette machine a déjà envoyé, {quoi} sur {guichet.serveur.hote}. Restaurez-le sur "
        "le site ; ou, s'il faut en créer un autre, effacez data_gouv.json dans le dossier publié."
    )


def _exiger_le_notre(
    jeu: dict[str, Any], destination: Destination, organisation: Organisation, slug: str
) -> None:
    qui = f"Le jeu « {str(jeu.get('title'))[:80]} » ({jeu.get('id')})"
    extras = jeu.get("extras") or {}
    if jeu.get("deleted"):
        raise EnvoiRefuse(
            f"{qui} a été supprimé le {str(jeu['deleted'])[:10]} : restaurez-le sur le site, ou donnez-en un autre "
            "avec « jeu »."
        )
    if jeu.get("archived"):
        raise EnvoiRefuse(
            f"{qui} a été archivé le {str(jeu['archived'])[:10]} : désarchivez-le sur le site pour y "
            "envoyer une version."
        )
    if str((jeu.get("organization") or {}).get("id")) != organisation.id:
        raise EnvoiRefuse(
            f"{qui} n'appartient pas à « {organisation.nom} » : rien n'y est écrit. Vérifiez « jeu » "
            "et « organisation »."
        )
    if extras.get(SLUG) not in (None, slug):
        raise EnvoiRefuse(
            f"{qui} est celui du SPASER « {str(extras[SLUG])[:100]} », non de « {slug} » : vérifiez « jeu »."
        )
    if jeu.get("harvest"):
        raise EnvoiRefuse(
            f"{qui} est moissonné d'un autre site, qui effacerait ce qui y serait écrit : donnez-en un autre."
        )
    if jeu.get("private") and not extras.get(PRIVE) and not destination.prive:
        raise EnvoiRefuse(
            f"{qui} est privé, et ce n'est pas cet outil qui l'a voulu. Rendez-le public sur le site, ou envoyez avec "
            "--prive pour l'y laisser."
        )
    if destination.prive and not jeu.get("private"):
        raise EnvoiRefuse(
            f"{qui} est public : --prive ne le cache pas. Rendez-le privé sur le site, ou envoyez sans --prive."
        )
