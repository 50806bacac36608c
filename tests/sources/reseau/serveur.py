"""A server of ours on loopback that speaks HTTP byte by byte, so that it can speak it badly. No test belongs here.

with Serveur() as serveur:
    serveur.joue("/a.json", reponse(503), reponse(corps=b"[]"))   # one act per request, the last one again and again
    ... serveur.url("/a.json") ... serveur.requetes
"""

import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass
class Requete:
    chemin: str
    entetes: dict[str, str]
    """Names in lower case."""


Acte = Callable[[socket.socket, Requete], None]


@dataclass
class Serveur:
    """Plays its acts on 127.0.0.1 (or `adresse`); with `tls`, behind that context."""

    tls: ssl.SSLContext | None = None
    adresse: str = "127.0.0.1"
    requetes: list[Requete] = field(default_factory=list)
    connexions: int = 0

    def __enter__(self) -> "Serveur":
        self._actes: dict[str, list[Acte]] = {}
        self._ouvertes: list[socket.socket] = []
        self._fils: list[threading.Thread] = []
        self._ecoute = socket.create_server((self.adresse, 0), backlog=64)
        self.port: int = self._ecoute.getsockname()[1]
        self._fil = threading.Thread(target=self._accepter, daemon=True)
        self._fil.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ecoute.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._fil.join()
        self._ecoute.close()
        for prise in self._ouvertes:
            with contextlib.suppress(OSError):
                prise.shutdown(socket.SHUT_RDWR)
            prise.close()
        for fil in self._fils:
            fil.join(2)

    def url(self, chemin: str, hote: str | None = None) -> str:
        return f"{'https' if self.tls else 'http'}://{hote or self.adresse}:{self.port}{chemin}"

    def joue(self, chemin: str, *actes: Acte) -> None:
        """Answer the requests for a path (without its query) by these acts, one after the other."""
        self._actes[chemin] = list(actes)

    def demandes(self, entete: str) -> list[str | None]:
        """What each request said in a header."""
        return [requete.entetes.get(entete.lower()) for requete in self.requetes]

    def _accepter(self) -> None:
        while True:
            try:
                prise, _ = self._ecoute.accept()
            except OSError:
                return
            self.connexions += 1
            self._ouvertes.append(prise)
            fil = threading.Thread(target=self._servir, args=(prise,), daemon=True)
            self._fils.append(fil)
            fil.start()

    def _servir(self, prise: socket.socket) -> None:
        with contextlib.suppress(
            OSError
        ):  # the client leaves when it has seen enough: that is what is tested
            if self.tls:
                prise = self.tls.wrap_socket(prise, server_side=True)
                self._ouvertes.append(prise)
            requete = _lire(prise)
            self.requetes.append(requete)
            actes = self._actes.get(requete.chemin.partition("?")[0], [reponse(404, b"rien")])
            (actes.pop(0) if len(actes) > 1 else actes[0])(prise, requete)
            prise.close()


def port_ferme() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as prise:
        return int(prise.getsockname()[1])


def _lire(prise: socket.socket) -> Requete:
    lu = b""
    while b"\r\n\r\n" not in lu:
        bloc = prise.recv(65536)
        if not bloc:
            raise OSError
        lu += bloc
    premiere, *lignes = lu.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    entetes = {nom.lower(): valeur.strip() for nom, _, valeur in (ligne.partition(":") for ligne in lignes)}
    return Requete(premiere.split(" ")[1], entetes)


def tete(statut: int = 200, entetes: Mapping[str, object] | None = None) -> bytes:
    lignes = [f"HTTP/1.1 {statut} X", *(f"{nom}: {valeur}" for nom, valeur in (entetes or {}).items())]
    return "\r\n".join([*lignes, "", ""]).encode("latin-1")


def brut(*morceaux: bytes, pause: float = 0.0) -> Acte:
    """Send these bytes as they are, with a pause before each but the first."""

    def acte(prise: socket.socket, _: Requete) -> None:
        for rang, morceau in enumerate(morceaux):
            if rang and pause:
                time.sleep(pause)
            prise.sendall(morceau)

    return acte


def reponse(statut: int = 200, corps: bytes = b"", **entetes: object) -> Acte:
    """A well-made answer with its length; `etag="x"` writes the header `etag`, `a_b` writes `a-b`."""
    ecrites = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
    return brut(tete(statut, {"Content-Length": len(corps), **ecrites}) + corps)


def sans_longueur(corps: bytes, **entetes: object) -> Acte:
    """A body that ends when the connection does."""
    return brut(tete(200, {nom.replace("_", "-"): v for nom, v in entetes.items()}) + corps)


def annonce(longueur: object, corps: bytes, **entetes: object) -> Acte:
    """An answer that announces a length of its own."""
    ecrites = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
    return brut(tete(200, {"Content-Length": longueur, **ecrites}) + corps)


def morceaux(corps: bytes, *, fin: bytes = b"0\r\n\r\n", taille: int = 1000) -> Acte:
    """A chunked body; `fin` is what closes it."""
    parts = [corps[i : i + taille] for i in range(0, len(corps), taille)]
    codes = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return brut(tete(200, {"Transfer-Encoding": "chunked"}) + codes + fin)


def goutte_a_goutte(debut: bytes, goutte: bytes, pause: float, n: int = 10_000) -> Acte:
    return brut(debut, *[goutte] * n, pause=pause)


def silence(secondes: float = 3) -> Acte:
    """Keep the connection and say nothing."""

    def acte(prise: socket.socket, _: Requete) -> None:
        prise.settimeout(secondes)
        with contextlib.suppress(TimeoutError):
            prise.recv(1)

    return acte


def rupture(debut: bytes = b"") -> Acte:
    """Send the beginning, then reset the connection."""

    def acte(prise: socket.socket, _: Requete) -> None:
        prise.sendall(debut)
        if debut:
            time.sleep(0.02)  # let it be read: a reset drops what is on its way
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return acte


def sans_fin(debut: bytes, bloc: bytes) -> Acte:
    def acte(prise: socket.socket, _: Requete) -> None:
        prise.sendall(debut)
        while True:
            prise.sendall(bloc)

    return acte


def vers(adresse: str, statut: int = 302) -> Acte:
    return reponse(statut, Location=adresse)


def fichier(
    corps: bytes, etag: str | None = '"v1"', coupe_a: int | None = None, total: int | None = None
) -> Acte:
    """A server that knows Range, If-Range and If-None-Match; `coupe_a` breaks answers off after so many bytes."""

    def acte(prise: socket.socket, requete: Requete) -> None:
        entetes: dict[str, object] = {"ETag": etag} if etag else {}
        if etag and requete.entetes.get("if-none-match") == etag:
            prise.sendall(tete(304, entetes))
            return
        plage = requete.entetes.get("range", "")
        statut, debut = 200, 0
        if plage and requete.entetes.get("if-range") == etag:
            statut, debut = 206, int(plage.removeprefix("bytes=").removesuffix("-"))
            entetes["Content-Range"] = f"bytes {debut}-{len(corps) - 1}/{total or len(corps)}"
        envoi = corps[debut:]
        prise.sendall(tete(statut, {"Content-Length": len(envoi), **entetes}))
        prise.sendall(envoi if coupe_a is None else envoi[:coupe_a])

    return acte


def document(n: int = 400) -> bytes:
    """A DECP-like document, invented."""
    marches = [
        {"id": f"2026-{i:05}", "objet": f"Fourniture d'exemple n° {i}", "montant": i * 100} for i in range(n)
    ]
    return json.dumps({"marches": {"marche": marches}}, ensure_ascii=False).encode()


def comprime(corps: bytes) -> bytes:
    return gzip.compress(corps, mtime=0)
