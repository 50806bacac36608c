"""Where a release goes on data.gouv.fr: which server, organisation, dataset and formats. Nothing is asked here."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from pipelines.commun.diffusion import IDENTIFIANT, Diffusion, adresse_juste, lire_diffusion
from pipelines.publication.envoi.refus import EnvoiRefuse

REELS = ("www.data.gouv.fr",)
ESSAI = ("demo.data.gouv.fr", "dev.data.gouv.fr")
"""Where fictional data may go (law 9), with this machine."""
BOUCLE = ("127.0.0.1", "::1", "localhost")
MIO = 1 << 20


@dataclass(frozen=True)
class Serveur:
    """A data.gouv.fr, or a udata of another name: `base` has no final slash."""

    base: str
    hote: str
    port: int | None

    @property
    def local(self) -> bool:
        """Tell whether it is this machine, where http is enough."""
        return self.hote in BOUCLE

    @property
    def pour_essai(self) -> bool:
        """Tell whether fictional data may be sent there."""
        return self.local or (self.hote in ESSAI and self.base.startswith("https://"))


@dataclass(frozen=True)
class Destination:
    """What spaser.yaml and the command say of a push. `prive` keeps the dataset from the public."""

    serveur: Serveur
    diffusion: Diffusion
    organisation: str = ""
    jeu: str = ""
    prive: bool = False
    periode: tuple[str, str] = ("", "")
    zones: tuple[str, ...] = ()
    granularite: str = ""
    supprimer_obsoletes: bool = False
    forcer: bool = False
    morceau: int = 20 * MIO
    """Files above this many bytes are sent in parts of this size."""


def lire_destination(
    definition: dict[str, Any],
    *,
    serveur: str = "",
    jeu: str = "",
    organisation: str = "",
    territoire: bool = True,
    **choix: Any,
) -> Destination:
    """Read the destination from a definition; `serveur`, `jeu` and `organisation` come from the command and win.

    Without `territoire`, the places are left out: fictional data is not about real ones (law 9).

    Errors: those of `lire_diffusion`; a server that the definition may not name; a dataset or a date badly written.
    """
    diffusion = lire_diffusion(definition)
    for option, valeur in (("--jeu", jeu), ("--organisation", organisation)):
        if valeur and not IDENTIFIANT.match(valeur):
            raise EnvoiRefuse(
                f"{option} : {valeur[:100]!r} n'est ni un identifiant ni un nom d'adresse de data.gouv.fr (lettres, "
                "chiffres, tirets)."
            )
    zones, granularite = _zones(definition) if territoire else ((), "")
    voulu = Destination(
        serveur=lire_serveur(serveur or diffusion.serveur, du_fichier=not serveur),
        diffusion=diffusion,
        organisation=organisation or diffusion.organisation,
        jeu=jeu or diffusion.jeu,
        periode=_periode(definition),
        zones=zones,
        granularite=granularite,
    )
    return replace(voulu, **choix)


def lire_serveur(adresse: str, *, du_fichier: bool) -> Serveur:
    """Read the address of a server; one of another name than data.gouv.fr's must be given by a person (--serveur).

    Errors: an address that is not https (http is for this machine), that has a path, or that the file may not name:
    the key would go there.
    """
    ou = "publication.data_gouv.serveur" if du_fichier else "--serveur"
    lue = urlsplit(adresse_juste(adresse, ou))
    hote = (lue.hostname or "").rstrip(".")
    if lue.path.strip("/"):
        raise EnvoiRefuse(f"« {ou} » : donnez l'adresse du site seul, par exemple https://{REELS[0]}")
    if du_fichier and hote not in (*REELS, *ESSAI, *BOUCLE):
        raise EnvoiRefuse(
            f"« {ou} » nomme « {hote[:100]} », qui n'est pas data.gouv.fr : la clé n'y est pas envoyée sur la foi d'un "
            f"fichier. Si c'est bien le site voulu, donnez-le à la commande : --serveur {adresse[:100]}"
        )
    nom = f"[{hote}]" if ":" in hote else hote
    return Serveur(f"{lue.scheme}://{nom}" + (f":{lue.port}" if lue.port else ""), hote, lue.port)


def _periode(definition: dict[str, Any]) -> tuple[str, str]:
    dite = definition.get("periode") or {}
    jours = [str(dite.get(cle) or "") for cle in ("debut", "fin")] if isinstance(dite, dict) else ["", ""]
    for jour in filter(None, jours):
        try:
            date.fromisoformat(jour)
        except ValueError:
            raise EnvoiRefuse(
                f"spaser.yaml, « periode » : {jour[:40]!r} n'est pas une date AAAA-MM-JJ."
            ) from None
    return jours[0], jours[1]


def _zones(definition: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """The zones of the geographical base, and the level of the finest of them."""
    dit = definition.get("territoire") or {}
    if not isinstance(dit, dict):
        return (), ""
    niveaux = {"communes": "fr:commune", "epci": "fr:epci", "departements": "fr:departement"}
    zones = [
        (niveau, f"{niveau}:{code}")
        for nom, niveau in niveaux.items()
        for code in dit.get(nom) or ()
        if str(code).isalnum() and str(code).isascii()
    ]
    return tuple(zone for _, zone in zones), zones[0][0] if zones else ""
