"""A stand-in of data.gouv.fr's write API on loopback, as udata 17.18 was seen to behave, with switches for its faults.

What it imitates is listed in docs/data-gouv.md; `make udata` runs the same client against the real software.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.publication.envoi.doublure_jeux import Jeux, Refus

CLE = "udata_cle-de-l-essai-9f3c1d77"
AUTRE_CLE = "udata_cle-d-un-autre-5b2a"


@dataclass
class Pannes:
    """What goes wrong, by rank of request (1, 2, ...); empty, all goes well."""

    avant: set[int] = field(default_factory=set)
    """The connection is cut before anything is done."""
    apres: set[int] = field(default_factory=set)
    """What is asked is done, and the answer is lost."""
    statuts: dict[int, tuple[int, dict[str, str]]] = field(default_factory=dict)
    quand: Callable[[str, str], tuple[int, dict[str, str]] | None] = lambda _methode, _chemin: None
    """Answers otherwise to some requests."""
    lenteur_s: float = 0.0
    """Wait between two bytes of an answer."""
    coupe_reponse: set[int] = field(default_factory=set)
    """The answer stops at its half."""
    altere: int = 0
    """How many uploads arrive with a byte changed."""


class DataGouv:
    """The server, between `with`; `requetes` are (method, path, headers) in order."""

    def __init__(self) -> None:
        self.pannes = Pannes()
        self.requetes: list[tuple[str, str, Message]] = []
        self._serveur = ThreadingHTTPServer(("127.0.0.1", 0), _Guichet)
        self._serveur.daemon_threads = True
        self._serveur.doublure = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._serveur.server_address[1]}"
        self.jeux = Jeux(self.url, {CLE: "org-1", AUTRE_CLE: "org-2"})
        self._fil = threading.Lock()

    def __enter__(self) -> "DataGouv":
        threading.Thread(target=self._serveur.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._serveur.shutdown()
        self._serveur.server_close()

    def ecrites(self) -> list[str]:
        """The writes asked for, « METHOD path »."""
        return [f"{methode} {chemin}" for methode, chemin, _ in self.requetes if methode != "GET"]

    def traiter(self, methode: str, chemin: str, entetes: Message, corps: bytes) -> tuple[int, Any, int]:
        """Do one request at a time; its rank comes back."""
        with self._fil:
            self.requetes.append((methode, chemin, entetes))
            rang = len(self.requetes)
            if rang in self.pannes.avant:
                raise ConnectionAbortedError
            faux = self.pannes.statuts.get(rang) or self.pannes.quand(methode, chemin)
            if faux:
                return faux[0], faux[1], rang
            try:
                statut, reponse = self._repondre(methode, chemin, entetes, corps)
            except Refus as refus:
                statut, reponse = refus.statut, refus.corps
            if rang in self.pannes.apres:
                raise ConnectionAbortedError
            return statut, reponse, rang

    def _repondre(self, methode: str, chemin: str, entetes: Message, corps: bytes) -> tuple[int, Any]:
        cle = entetes.get("X-API-KEY")
        if cle is not None and cle not in self.jeux.cles:
            raise Refus(401, {"message": "Invalid API token"})
        if methode != "GET" and cle is None:
            raise Refus(401, {"message": "The server could not verify that you are authorized"})
        parties = urlsplit(chemin)
        morceaux = unquote(parties.path).strip("/").split("/")
        type_ = entetes.get("Content-Type", "")
        envoye: Any = None
        if type_.startswith("multipart/form-data"):
            envoye = _formulaire(type_, corps)
            if self.pannes.altere and envoye.get("file"):
                self.pannes.altere -= 1
                nom, octets = envoye["file"]
                envoye["file"] = (nom, octets[:-1] + bytes([octets[-1] ^ 1]))
        elif corps:
            envoye = json.loads(corps)
        demande = {nom: valeurs[0] for nom, valeurs in parse_qs(parties.query).items()}
        return self.jeux.repondre(methode, morceaux, demande, envoye, self.jeux.cles.get(cle or ""))


class _Guichet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _traiter(self) -> None:
        ici: DataGouv = self.server.doublure  # type: ignore[attr-defined]
        corps = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            statut, reponse, rang = ici.traiter(self.command, self.path, self.headers, corps)
        except ConnectionAbortedError:
            self.close_connection = True
            return
        entetes = reponse if statut in (301, 302, 307, 308, 429, 503) else {}
        octets = b"" if statut == 204 else json.dumps(reponse).encode()
        self.send_response(statut)
        for nom, valeur in {**entetes, "Content-Type": "application/json"}.items():
            self.send_header(nom, valeur)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        if rang in ici.pannes.coupe_reponse:
            octets = octets[: len(octets) // 2]
            self.close_connection = True
        if ici.pannes.lenteur_s:
            for octet in octets:
                time.sleep(ici.pannes.lenteur_s)
                self.wfile.write(bytes([octet]))
        self.wfile.write(b"" if ici.pannes.lenteur_s else octets)

    do_GET = do_POST = do_PUT = do_DELETE = _traiter

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: `requetes` remembers."""


def _formulaire(type_: str, corps: bytes) -> dict[str, Any]:
    message = BytesParser().parsebytes(b"Content-Type: " + type_.encode() + b"\r\n\r\n" + corps)
    recu: dict[str, Any] = {}
    for partie in message.get_payload():
        nom = str(partie.get_param("name", header="content-disposition"))  # type: ignore[union-attr]
        octets = partie.get_payload(decode=True)  # type: ignore[union-attr]
        fichier = partie.get_filename()  # type: ignore[union-attr]
        recu[nom] = (fichier, octets) if fichier is not None else octets.decode()
    return recu
