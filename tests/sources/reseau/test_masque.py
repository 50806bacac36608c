"""Nothing secret in any text: messages, chained exceptions, the library's log; and memory that stays flat."""

import io
import logging
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.masque import lieu, masquer, sans_requete
from pipelines.sources.politique import Politique
from pipelines.sources.refus import ErreurSource
from pipelines.sources.transport import telecharger
from tests.sources.reseau.serveur import (
    Acte,
    Serveur,
    annonce,
    brut,
    document,
    reponse,
    rupture,
    tete,
    vers,
)


@pytest.mark.parametrize(
    ("url", "montre"),
    [
        ("https://www.data.gouv.fr/a/b.json?cle=1#x", "www.data.gouv.fr/a/b.json"),
        ("https://moi:secret@exemple.fr:8443/x", "exemple.fr:8443/x"),
        ("http://[::1]:80/x", "[::1]:80/x"),
        ("https://exemple.fr/a\x1b[2J\u202eb", "exemple.fr/a?[2J?b"),
        ("https://exemple.fr/" + "a" * 500, "exemple.fr/" + "a" * 188 + "…"),
        ("https://exemple.fr:port/?cle=secret", "adresse illisible"),
        ("https://[secret/", "adresse illisible"),
        ("secret", "adresse illisible"),
    ],
)
def test_an_address_as_it_may_be_shown(url: str, montre: str):
    assert lieu(url) == montre


def test_an_address_as_it_may_be_kept():
    assert sans_requete("https://moi:x@exemple.fr/a?cle=1#b") == "https://exemple.fr/a"
    assert masquer("GET /a?cle=1 de http://moi:x@e.fr/b?c=d.") == "GET /a?… de http://e.fr/b?…"


def _secrets(erreur: BaseException | None) -> str:
    return "" if erreur is None else repr(erreur) + _secrets(erreur.__cause__) + _secrets(erreur.__context__)


@pytest.mark.parametrize(
    "acte",
    [
        reponse(404),
        reponse(503),
        rupture(),
        annonce(10**6, b"[1]"),
        brut(b"garbage\r\n\r\n"),
        brut(tete(200)[:-4] + b"\r\nSANS DEUX POINTS\r\nLocation: SECRET\r\n\r\n" + b"<html>"),
        brut(tete(200, {"Transfer-Encoding": "chunked", "Content-Length": 5}) + b"zz"),
        vers("https://127.0.0.1/x?jeton=SECRET"),
        vers("https://moi:SECRET@127.0.0.1/x"),
        vers("/x?autre=SECRET"),
        vers("https://[SECRET"),
    ],
)
def test_no_secret_in_messages_chains_and_logs(
    acte: Acte, serveur: Serveur, politique: Politique, tmp_path: Path
):
    journal = io.StringIO()
    oreille = logging.StreamHandler(journal)
    racine = logging.getLogger()
    niveau = racine.level
    racine.addHandler(oreille)
    racine.setLevel(logging.DEBUG)
    try:
        serveur.joue("/x", acte)
        with pytest.raises(ErreurSource) as refus:
            telecharger(serveur.url("/x?cle=SECRET"), tmp_path / "x", politique, cles={"X-API-KEY": "SECRET"})
    finally:
        racine.removeHandler(oreille)
        racine.setLevel(niveau)
    assert "SECRET" not in _secrets(refus.value) + journal.getvalue()
    assert "HTTP" in journal.getvalue()  # the log was listened to
    assert serveur.demandes("x-api-key")[0] == "SECRET"


@pytest.mark.parametrize("cle", ["", "a\r\nX: y", "é", "SECRET\n", " SECRET"])
def test_a_key_that_cannot_be_sent_is_not_shown(
    cle: str, serveur: Serveur, politique: Politique, tmp_path: Path
):
    with pytest.raises(SpaserErreur, match="Une clé d'accès est vide ou contient") as refus:
        telecharger(serveur.url("/x"), tmp_path / "x", politique, cles={"X-API-KEY": cle})
    assert "SECRET" not in _secrets(refus.value) and serveur.connexions == 0


def test_memory_stays_flat(serveur: Serveur, politique: Politique, tmp_path: Path):
    """Sixteen megabytes through less than three."""
    corps = b"[" + b"0," * (8 << 20) + b"0]"
    serveur.joue("/x", reponse(corps=corps))
    telecharger(serveur.url("/x"), tmp_path / "y", replace(politique, octets_max=1 << 30))  # imports done
    tracemalloc.start()
    try:
        telecharger(serveur.url("/x"), tmp_path / "x", replace(politique, octets_max=1 << 30))
        sommet = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (tmp_path / "x").stat().st_size == len(corps) and sommet < 3 << 20, sommet


def test_the_bytes_are_safe_before_they_have_their_name(
    serveur: Serveur, politique: Politique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """fsync of the file, then its name, then fsync of the folder: in this order, or a power cut shows an empty file."""
    import os

    ordre: list[str] = []
    fsync, replace_ = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (ordre.append(_quoi(fd)), fsync(fd)))
    monkeypatch.setattr(Path, "replace", lambda de, a: (ordre.append(f"nom {a.name}"), replace_(de, a))[1])
    serveur.joue("/x", reponse(corps=document()))
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert ordre == ["x.partiel", "nom x", tmp_path.name]


def _quoi(fd: int) -> str:
    return Path(f"/proc/self/fd/{fd}").readlink().name
