"""A stand-in of data.gouv.fr on loopback: its two APIs, its permalinks, its static host, and switches for its faults.

Answers have the shape of the real ones (reference: API 1 and 2, November 2026); the files served are those of any
folder, read again at each request. `python -m tests.sources.datagouv <folder> [port]` serves one by hand.
"""

import hashlib
import json
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

SHA1_VIDE = hashlib.sha1(b"", usedforsecurity=False).hexdigest()
MINISTERE = "5cd57bf68b4c4179299eb0e9"
MIME = {"json": "application/json", "xml": "application/xml", "csv": "text/csv"}
HTML = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Revenez plus tard.</body></html>"


@dataclass
class Jeu:
    """A dataset: the files of a folder. `publie_le` and `titres` are by file name."""

    id: str
    dossier: Path
    titre: str = "Données essentielles de la commande publique (essai)"
    licence: str | None = "fr-lo"
    publie_le: dict[str, str] = field(default_factory=dict)
    titres: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    champs: dict[str, Any] = field(default_factory=dict)
    """Fields of the dataset to answer otherwise: private, deleted, archived, resources..."""

    def fichiers(self) -> list[Path]:
        return sorted(p for p in self.dossier.iterdir() if p.is_file() and not p.name.startswith("."))

    def uuid(self, nom: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.id}/{nom}"))

    def date(self, nom: str) -> str:
        return self.publie_le.get(nom, "2026-10-11T02:00:57.242000+00:00")


@dataclass
class Pannes:
    """What goes wrong, by file name; empty, everything goes well."""

    statuts: dict[str, int] = field(default_factory=dict)
    """Identifier of a dataset -> 404, 410, 500..."""
    disparues: set[str] = field(default_factory=set)
    distantes: set[str] = field(default_factory=set)
    """Files of another host: checksum and size null, a digest of nothing in the extras, no format."""
    somme_vide: set[str] = field(default_factory=set)
    sha1_faux: set[str] = field(default_factory=set)
    html: set[str] = field(default_factory=set)
    coupees: set[str] = field(default_factory=set)
    erreurs: Counter[str] = field(default_factory=Counter)
    """File name -> how many times to answer 500 before serving it."""
    sans_validateurs: bool = False
    lien: bool = False
    """API 1 gives a link in place of the list of resources."""
    page_absente: int | None = None
    page_double: bool = False
    total: int | None = None
    page_ailleurs: bool = False
    lenteur_s: float = 0.0
    """Wait before each 16 KiB of a file."""


class DataGouv:
    """The server, between `with`; `requetes` are the paths asked for, bodies sent or not."""

    def __init__(self, *jeux: Jeu, port: int = 0) -> None:
        self.jeux = {jeu.id: jeu for jeu in jeux}
        self.pannes = Pannes()
        self.requetes: list[str] = []
        self._serveur = ThreadingHTTPServer(("127.0.0.1", port), _Guichet)
        self._serveur.daemon_threads = True
        self._serveur.guichet = self  # type: ignore[attr-defined]
        self.hote = f"127.0.0.1:{self._serveur.server_address[1]}"
        self.url = f"http://{self.hote}"

    def __enter__(self) -> "DataGouv":
        threading.Thread(target=self._serveur.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._serveur.shutdown()
        self._serveur.server_close()

    def demandes(self, debut: str) -> list[str]:
        """The requests whose path begins so."""
        return [chemin for chemin in self.requetes if chemin.startswith(debut)]

    def fiche(self, jeu: Jeu) -> dict[str, Any]:
        """A dataset of API 1."""
        ressources = self.ressources(jeu)
        lien = {
            "href": f"{self.url}/api/2/datasets/{jeu.id}/resources/?page=1&page_size=50",
            "rel": "subsection",
            "total": len(ressources),
            "type": "GET",
        }
        return {
            "acronym": None,
            "archived": None,
            "badges": [],
            "created_at": "2019-05-15T12:00:00+00:00",
            "deleted": None,
            "description": "Jeu servi par la doublure des essais.",
            "extras": {},
            "frequency": "daily",
            "harvest": None,
            "id": jeu.id,
            "last_modified": "2026-10-11T02:00:57.408000+00:00",
            "last_update": "2026-10-11T02:00:57.242000+00:00",
            "license": jeu.licence,
            "metrics": {"discussions": 0, "followers": 1, "views": 5060},
            "organization": None,
            "owner": None,
            "page": f"{self.url}/fr/datasets/{jeu.id}/",
            "private": False,
            "resources": lien if self.pannes.lien else ressources,
            "slug": f"jeu-{jeu.id}",
            "tags": ["decp"],
            "title": jeu.titre,
            "uri": f"{self.url}/api/1/datasets/{jeu.id}/",
        } | jeu.champs

    def ressources(self, jeu: Jeu) -> list[dict[str, Any]]:
        """The resources of a dataset, those that have vanished left out."""
        visibles = [f for f in jeu.fichiers() if f.name not in self.pannes.disparues]
        return [self._ressource(jeu, fichier) for fichier in visibles]

    def _ressource(self, jeu: Jeu, fichier: Path) -> dict[str, Any]:
        nom, octets = fichier.name, fichier.read_bytes()
        sha1 = hashlib.sha1(octets, usedforsecurity=False).hexdigest()
        if nom in self.pannes.somme_vide:
            sha1 = SHA1_VIDE
        if nom in self.pannes.sha1_faux:
            sha1 = hashlib.sha1(b"autre", usedforsecurity=False).hexdigest()
        distante = nom in self.pannes.distantes
        extension = fichier.suffix.removeprefix(".")
        tampon = jeu.date(nom)[:19].translate(str.maketrans({"-": None, ":": None, "T": "-"}))
        return {
            "checksum": None if distante else {"type": "sha1", "value": sha1},
            "created_at": "2024-01-01T00:00:01.909000+00:00",
            "description": None,
            "extras": {
                "analysis:checksum": SHA1_VIDE if distante else sha1,
                "analysis:content-length": 0 if distante else len(octets),
                "check:available": True,
                "check:status": 200,
            },
            "filesize": None if distante else len(octets),
            "filetype": "remote" if distante else "file",
            "format": None if distante else extension,
            "harvest": None,
            "id": jeu.uuid(nom),
            "internal": {"last_modified_internal": jeu.date(nom)},
            "last_modified": jeu.date(nom),
            "latest": f"{self.url}/fr/datasets/r/{jeu.uuid(nom)}",
            "metrics": {"views": 93},
            "mime": MIME.get(extension, "application/octet-stream"),
            "preview_url": None,
            "schema": {"name": "139bercy/format-commande-publique", "url": None, "version": None},
            "title": jeu.titres.get(nom, nom),
            "type": jeu.types.get(nom, "main"),
            "url": f"{self.url}/resources/jeu-{jeu.id}/{tampon}/{quote(nom)}",
        }

    def page(self, jeu: Jeu, numero: int, taille: int) -> dict[str, Any]:
        """A page of API 2."""
        ressources = self.ressources(jeu)
        rang = 1 if self.pannes.page_double and numero == 2 else numero
        tranche = ressources[(rang - 1) * taille : rang * taille]
        base = f"{self.url}/api/2/datasets/{jeu.id}/resources/"
        suite = f"{base}?page={numero + 1}&page_size={taille}" if numero * taille < len(ressources) else None
        if suite and self.pannes.page_ailleurs:
            suite = suite.replace("127.0.0.1", "127.0.0.2")
        return {
            "data": tranche,
            "next_page": suite,
            "page": numero,
            "page_size": taille,
            "previous_page": f"{base}?page={numero - 1}&page_size={taille}" if numero > 1 else None,
            "total": self.pannes.total if self.pannes.total is not None else len(ressources),
        }

    def fichier(self, chemin: str) -> Path | None:
        """The file behind a permalink or an address of the static host."""
        for jeu in self.jeux.values():
            for fichier in jeu.fichiers():
                if chemin == f"/fr/datasets/r/{jeu.uuid(fichier.name)}" or (
                    chemin.startswith(f"/resources/jeu-{jeu.id}/")
                    and unquote(chemin.rpartition("/")[2]) == fichier.name
                ):
                    return fichier
        return None

    def adresse(self, fichier: Path) -> str:
        """Where a permalink leads today."""
        jeu = next(j for j in self.jeux.values() if fichier.parent == j.dossier)
        return str(self._ressource(jeu, fichier)["url"])


class _Guichet(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        ici: DataGouv = self.server.guichet  # type: ignore[attr-defined]
        parties = urlsplit(self.path)
        ici.requetes.append(self.path)
        morceaux = parties.path.strip("/").split("/")
        try:
            match morceaux:
                case ["api", "1", "datasets", ident]:
                    self._jeu(ici, ident, lambda jeu: ici.fiche(jeu))
                case ["api", "2", "datasets", ident, "resources"]:
                    demande = parse_qs(parties.query)
                    numero, taille = int(demande["page"][0]), int(demande["page_size"][0])
                    if numero == ici.pannes.page_absente:
                        self._json({"message": "Not found"}, 404)
                    else:
                        self._jeu(ici, ident, lambda jeu: ici.page(jeu, numero, taille))
                case ["fr", "datasets", "r", _]:
                    self._permalien(ici, parties.path)
                case _:
                    self._fichier(ici, parties.path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _jeu(self, ici: DataGouv, ident: str, reponse: Any) -> None:
        statut = ici.pannes.statuts.get(ident) or (200 if ident in ici.jeux else 404)
        corps = reponse(ici.jeux[ident]) if statut == 200 else {"message": f"Statut {statut}"}
        self._json(corps, statut)

    def _permalien(self, ici: DataGouv, chemin: str) -> None:
        fichier = ici.fichier(chemin)
        if fichier is None:
            self._json({"message": "Not found"}, 404)
            return
        self._repondre(302, b"", Location=ici.adresse(fichier))

    def _fichier(self, ici: DataGouv, chemin: str) -> None:
        fichier = ici.fichier(chemin)
        if fichier is None:
            self._json({"message": "Not found"}, 404)
            return
        if ici.pannes.erreurs[fichier.name] > 0:
            ici.pannes.erreurs[fichier.name] -= 1
            self._repondre(500, b"panne")
            return
        if fichier.name in ici.pannes.html:
            self._repondre(200, HTML, **{"Content-Type": "text/html"})
            return
        octets = fichier.read_bytes()
        entetes = {"Content-Type": "application/octet-stream"}
        etag = f'"{hashlib.md5(octets, usedforsecurity=False).hexdigest()}"'
        if not ici.pannes.sans_validateurs:
            entetes |= {"ETag": etag, "Accept-Ranges": "bytes"}
            if self.headers.get("If-None-Match") == etag:
                self._repondre(304, b"", **entetes)
                return
        plage = self.headers.get("Range", "")
        if plage.startswith("bytes=") and plage.endswith("-") and self.headers.get("If-Range") == etag:
            debut = int(plage[6:-1])
            entetes["Content-Range"] = f"bytes {debut}-{len(octets) - 1}/{len(octets)}"
            self._repondre(206, octets[debut:], lenteur_s=ici.pannes.lenteur_s, **entetes)
            return
        coupe = len(octets) // 2 if fichier.name in ici.pannes.coupees else None
        self._repondre(200, octets, lenteur_s=ici.pannes.lenteur_s, coupe=coupe, **entetes)

    def _json(self, objet: Any, statut: int) -> None:
        self._repondre(statut, json.dumps(objet).encode(), **{"Content-Type": "application/json"})

    def _repondre(
        self, statut: int, corps: bytes, lenteur_s: float = 0, coupe: int | None = None, **entetes: str
    ) -> None:
        self.send_response(statut)
        for nom, valeur in entetes.items():
            self.send_header(nom, valeur)
        if statut != 304:
            self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        for debut in range(0, len(corps[:coupe]), 1 << 14):
            if lenteur_s:
                time.sleep(lenteur_s)
            self.wfile.write(corps[:coupe][debut : debut + (1 << 14)])
        if coupe is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: `requetes` remembers."""


if __name__ == "__main__":
    ouvert = DataGouv(Jeu(MINISTERE, Path(sys.argv[1])), port=int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    with ouvert:
        print(f"jeu {MINISTERE} : {ouvert.url}/api/1/datasets/{MINISTERE}/")
        threading.Event().wait()
