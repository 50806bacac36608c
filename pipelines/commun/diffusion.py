"""What spaser.yaml says of how releases are served and sent on (`publication`). Sending them belongs elsewhere."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipelines.commun.erreurs import SpaserErreur

FREQUENCES = ("annuelle", "semestrielle", "trimestrielle", "mensuelle", "biennale", "ponctuelle")
CLES = ("adresse", "frequence", "data_gouv")
CLES_DATA_GOUV = ("organisation", "jeu", "serveur", "formats")
FORMATS = ("xlsx", "ods", "csv", "json", "parquet")
DATA_GOUV = "https://www.data.gouv.fr"
IDENTIFIANT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,198}[A-Za-z0-9])?\Z")
"""An id or a slug on data.gouv.fr: what may stand in one segment of a path."""
COURRIEL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")
LOCALES = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Diffusion:
    """Where data/published is served (`adresse`, ending in a slash), how often, and what goes to data.gouv.fr."""

    adresse: str = ""
    frequence: str = ""
    organisation: str = ""
    jeu: str = ""
    serveur: str = DATA_GOUV
    formats: tuple[str, ...] = ("xlsx", "ods", "csv")


def lire_diffusion(definition: dict[str, Any]) -> Diffusion:
    """Read the `publication` block of a definition; one that says nothing is a Diffusion of defaults.

    Errors: a key that does not exist, an address that is not http(s), a list where a text is due...
    """
    dit = _dictionnaire(definition.get("publication"), "publication", CLES)
    data_gouv = _dictionnaire(dit.get("data_gouv"), "publication.data_gouv", CLES_DATA_GOUV)
    frequence = _texte(dit, "frequence", "publication")
    if frequence and frequence not in FREQUENCES:
        raise _refus("publication.frequence", frequence, f"écrivez {', '.join(FREQUENCES)}")
    formats = data_gouv.get("formats", list(Diffusion.formats))
    if not isinstance(formats, list) or not formats or any(nom not in FORMATS for nom in formats):
        raise _refus(
            "publication.data_gouv.formats", formats, f"donnez une liste, parmi {', '.join(FORMATS)}"
        )
    adresse = adresse_juste(_texte(dit, "adresse", "publication"), "publication.adresse")
    return Diffusion(
        adresse=f"{adresse.rstrip('/')}/" if adresse else "",
        frequence=frequence,
        organisation=_identifiant(data_gouv, "organisation"),
        jeu=_identifiant(data_gouv, "jeu"),
        serveur=adresse_juste(
            _texte(data_gouv, "serveur", "publication.data_gouv") or DATA_GOUV,
            "publication.data_gouv.serveur",
        ).rstrip("/"),
        formats=tuple(dict.fromkeys(formats)),
    )


def lire_contact(definition: dict[str, Any]) -> dict[str, str]:
    """Read who answers for a SPASER, `nom` and `courriel`, each on one line; empty when nobody is named.

    Errors: an address that is not one: it becomes a link in pages and catalogues.
    """
    dit = _dictionnaire(definition.get("contact"), "contact", ("nom", "courriel"))
    contact = {cle: " ".join(_texte(dit, cle, "contact").split()) for cle in ("nom", "courriel")}
    if contact["courriel"] and not COURRIEL.match(contact["courriel"]):
        raise _refus("contact.courriel", contact["courriel"], "écrivez une adresse, comme achats@ville.fr")
    return {cle: valeur for cle, valeur in contact.items() if valeur}


def adresse_juste(texte: str, ou: str) -> str:
    """Return an address that may be written in a page or asked; empty stays empty.

    Errors: another scheme than https (http is for this machine only), a password in it, a control character.
    """
    if not texte:
        return ""
    try:
        lue = urlsplit(texte)
        hote, _ = lue.hostname, lue.port
    except ValueError:
        hote, lue = None, urlsplit("")
    if any(not "!" <= c <= "~" or c in "\"'<>\\" for c in texte):
        raise _refus(
            ou, texte, "une adresse n'a ni espace, ni guillemet, ni lettre accentuée, ni caractère caché"
        )
    if ".." in lue.path.split("/") or re.search(r"%(?![0-9A-Fa-f]{2})", texte):
        raise _refus(ou, texte, "le chemin d'une adresse n'a ni « .. » ni « % » isolé")
    if not hote or lue.query or lue.fragment:
        raise _refus(ou, texte, "écrivez une adresse entière, comme https://donnees.exemple.fr/spaser/")
    if lue.username is not None or lue.password is not None:
        raise SpaserErreur(
            f"spaser.yaml, « {ou} » : ni identifiant ni mot de passe dans une adresse (elle est publiée)."
        )
    if lue.scheme != "https" and not (lue.scheme == "http" and hote in LOCALES):
        raise _refus(ou, texte, "l'adresse commence par https://")
    return texte


def _dictionnaire(dit: object, ou: str, cles: tuple[str, ...]) -> dict[str, Any]:
    if dit is None:
        return {}
    if not isinstance(dit, dict):
        raise _refus(ou, dit, f"écrivez des clés : {', '.join(cles)}")
    if inconnues := sorted(str(cle) for cle in dit if cle not in cles):
        raise _refus(ou, inconnues[0], f"cette clé n'existe pas ; il y a {', '.join(cles)}")
    return dit


def _texte(dit: dict[str, Any], cle: str, ou: str) -> str:
    valeur = dit.get(cle) or ""
    if not isinstance(valeur, str):
        raise _refus(f"{ou}.{cle}", valeur, "un texte est attendu, entre guillemets")
    return valeur.strip()


def _identifiant(dit: dict[str, Any], cle: str) -> str:
    valeur = _texte(dit, cle, "publication.data_gouv")
    if valeur and not IDENTIFIANT.match(valeur):
        conseil = "l'identifiant ou le nom d'adresse que data.gouv.fr affiche : lettres, chiffres, tirets"
        raise _refus(f"publication.data_gouv.{cle}", valeur, conseil)
    return valeur


def _refus(ou: str, valeur: object, conseil: str) -> SpaserErreur:
    return SpaserErreur(f"spaser.yaml, « {ou} » : {str(valeur)[:200]!r} ne convient pas : {conseil}.")
