"""Where a download may go: which addresses are asked, which machines are reached. Nothing is sent here.

A name is resolved once, by us; every address it has must be public; the socket goes to one of those very addresses.
"""

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies_environment

from pipelines.sources.politique import Politique
from pipelines.sources.refus import Echec, injoignable

CORRIGER = "Corrigez l'adresse de la source, ou signalez-la au producteur."
_IPV6_PUBLIC = ipaddress.IPv6Network("2000::/3")
# Public by the book, but another machine stands behind them: Teredo, 6to4, NAT64 is outside 2000::/3.
_IPV6_DETOURS = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2002::/16", "3fff::/20")))
_NOM = re.compile(
    r"(?=.{1,253}\.?$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?"
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Cible:
    """Where an address points: `privee` when the configuration allows this host although it is not public."""

    schema: str
    hote: str
    port: int
    privee: bool

    @property
    def origine(self) -> tuple[str, str, int]:
        """What a key is given to."""
        return self.schema, self.hote, self.port


def publique(adresse: str) -> bool:
    """Tell whether an IP address belongs to the public internet, with no other address hidden in it."""
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip in _IPV6_PUBLIC and not any(ip in detour for detour in _IPV6_DETOURS)
    return True


def verifier_url(url: str, politique: Politique) -> Cible:
    """Read an address and check that it may be asked, before any name is resolved.

    Errors: Echec for a scheme other than https (http for the private hosts of the configuration), a user or password,
    a control character, a number written for an IP address, a literal address that is not public.
    """
    if any(ord(c) < 32 or ord(c) == 127 for c in url) or "\\" in url:
        raise Echec("son adresse contient des caractères interdits", CORRIGER)
    try:
        parties = urlsplit(url)
        hote, port = parties.hostname or "", parties.port
    except ValueError:
        hote, port = "", None
    schema = parties.scheme if hote else ""
    if schema not in _PORTS:
        raise Echec("son adresse ne commence pas par https:// suivi d'un nom de site", CORRIGER)
    if parties.username is not None or parties.password is not None:
        raise Echec("son adresse contient un nom d'utilisateur ou un mot de passe", CORRIGER)
    port = _PORTS[schema] if port is None else port
    cible = Cible(schema, hote, port, _privee(hote, port, politique))
    if schema == "http" and politique.https_seul and not cible.privee:
        raise Echec("son adresse commence par http://, sans chiffrement", CORRIGER)
    litterale = _litterale(hote)
    if litterale is None and not _NOM.fullmatch(hote):
        raise Echec("le nom de son site n'est pas écrit comme un nom de domaine", CORRIGER)
    if litterale is not None and not cible.privee and not publique(litterale):
        raise _interdite()
    return cible


def ouvrir(hote: str, port: int, politique: Politique, fin: float) -> socket.socket:
    """Connect to a host at one of its addresses, all of which must be public; never later than `fin`.

    Errors: Echec for an unknown name, an address that is not public, no answer.
    """
    trouvees = _resoudre(hote, port, politique, fin)
    if not _privee(hote, port, politique) and not all(publique(str(lieu[0])) for _, lieu in trouvees):
        raise _interdite()
    motif = "le site ne répond pas"
    for famille, lieu in trouvees:
        reste = min(politique.connexion_s, fin - politique.horloge())
        if reste <= 0:
            break
        prise = socket.socket(famille, socket.SOCK_STREAM)
        try:
            prise.settimeout(reste)
            prise.connect(lieu)
            return prise
        except OSError as error:  # told once the other addresses were tried
            refusee = isinstance(error, ConnectionRefusedError)
            motif = "la connexion est refusée" if refusee else "le site ne répond pas"
        prise.close()
    raise injoignable(motif, _conseil())


def _resoudre(hote: str, port: int, politique: Politique, fin: float) -> list[tuple[Any, Any]]:
    """Resolve a name in a thread of its own: the system's resolver knows no time limit."""
    recu: list[Any] = []

    def chercher() -> None:
        try:
            recu.append(politique.resoudre(hote, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            recu.append([])

    fil = threading.Thread(target=chercher, daemon=True)
    fil.start()
    fil.join(max(0, min(politique.connexion_s, fin - politique.horloge())))
    if not recu or not recu[0]:
        raise injoignable("le nom du site n'a pas d'adresse", _conseil())
    return list(dict.fromkeys((famille, lieu) for famille, _, _, _, lieu in recu[0]))


def _litterale(hote: str) -> str | None:
    """The IP address that a host is, if it is one, written in full; "" for a number that some readers take for one."""
    try:
        return str(ipaddress.ip_address(hote))
    except ValueError:
        fin = hote.rstrip(".").rpartition(".")[2]
        return "" if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", fin) or ":" in hote else None


def _privee(hote: str, port: int, politique: Politique) -> bool:
    complet = f"[{hote}]:{port}" if ":" in hote else f"{hote}:{port}"
    return hote in politique.adresses_privees or complet in politique.adresses_privees


def _conseil() -> str:
    if getproxies_environment():
        return (
            "Cette machine passe par un mandataire (proxy), qui n'est pas suivi : demandez un accès direct à ce "
            "site, ou déposez les fichiers dans un dossier."
        )
    return "Vérifiez l'adresse et l'accès de cette machine à internet, et réessayez plus tard."


def _interdite() -> Echec:
    return Echec(
        "son adresse mène à une machine qui n'est pas publique",
        "Si c'est voulu (un miroir interne), déclarez ce site dans « adresses_privees ».",
    )
