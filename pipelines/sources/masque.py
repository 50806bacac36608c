"""What may be shown of an address: host and path. Query, user, password and control characters never are.

The HTTP library quotes whole addresses in its exceptions, which are never chained to ours, and in its log, which is
filtered here.
"""

import logging
import re
from urllib.parse import urlsplit

LONGUEUR = 200
ILLISIBLE = "adresse illisible"
_REQUETE = re.compile(r"\?[^\s\"']*")
_UTILISATEUR = re.compile(r"//[^/\s\"']*@")
_VALEURS = re.compile("%[a-z]")
_JOURNAUX = ("urllib3.connectionpool", "urllib3.connection", "urllib3.response", "urllib3.util.retry")


def lieu(url: str) -> str:
    """Return the host, the port if one is written, and the path of an address, on one short line."""
    try:
        parties = urlsplit(url)
        hote, port = parties.hostname or "", parties.port
    except ValueError:
        return ILLISIBLE
    if not hote:
        return ILLISIBLE
    hote = f"[{hote}]" if ":" in hote else hote
    texte = hote + (f":{port}" if port else "") + parties.path
    propre = "".join(c if c.isprintable() else "?" for c in texte)
    return propre if len(propre) <= LONGUEUR else propre[: LONGUEUR - 1] + "…"


def sans_requete(url: str) -> str:
    """Return an address without its query, fragment and user."""
    return f"{urlsplit(url).scheme}://{lieu(url)}"


def masquer(texte: str) -> str:
    """Take queries and users out of a text that holds addresses."""
    return _UTILISATEUR.sub("//", _REQUETE.sub("?…", texte))


class _Filtre(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        # Its warnings quote what the server wrote; only what they are about is kept.
        texte = _VALEURS.sub("…", str(record.msg)) if record.levelno > logging.DEBUG else record.getMessage()
        record.msg, record.args = masquer(texte), ()
        record.exc_info = record.exc_text = None
        return True


def masquer_les_journaux() -> None:
    """Keep queries out of the HTTP library's log, whoever listens to it; once is enough."""
    for nom in _JOURNAUX:
        journal = logging.getLogger(nom)
        if not any(isinstance(filtre, _Filtre) for filtre in journal.filters):
            journal.addFilter(_Filtre())
