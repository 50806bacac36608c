"""Redirects: each one checked as if it were the address of the configuration, and keys left behind."""

import socket
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.sources.politique import Politique
from pipelines.sources.refus import SourceInjoignable, SourceRefusee
from pipelines.sources.transport import telecharger
from tests.sources.reseau.prises import prises_ouvertes
from tests.sources.reseau.serveur import Serveur, brut, document, reponse, sans_fin, tete, vers

CORPS = document(20)
BON = reponse(corps=CORPS)


def annuaire(**noms: str | list[str]):
    """A resolver: name -> addresses, an underscore standing for the dot."""
    connus = {nom.replace("_", "."): [v] if isinstance(v, str) else v for nom, v in noms.items()}

    def resoudre(hote: str, port: int, **_: object) -> list[object]:
        if hote not in connus:
            raise socket.gaierror
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in connus[hote]
        ]

    return resoudre


@pytest.mark.parametrize("statut", [301, 302, 303, 307, 308])
def test_five_hops_are_followed_and_the_last_address_is_told(
    statut: int, serveur: Serveur, politique: Politique, tmp_path: Path
):
    for i in range(5):
        serveur.joue(f"/{i}", vers(f"/{i + 1}?jeton=secret", statut))
    serveur.joue("/5", BON)
    recu = telecharger(serveur.url("/0"), tmp_path / "x", politique)
    assert (recu.url_finale, (tmp_path / "x").read_bytes()) == (serveur.url("/5"), CORPS)


def test_the_body_of_a_redirect_is_not_read(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/x", sans_fin(tete(302, {"Location": "/y"}), b"a" * 65536))
    serveur.joue("/y", BON)
    assert telecharger(serveur.url("/x"), tmp_path / "x", politique).octets == len(CORPS)


def test_six_hops_are_too_many(serveur: Serveur, politique: Politique, tmp_path: Path):
    for i in range(6):
        serveur.joue(f"/{i}", vers(f"/{i + 1}"))
    serveur.joue("/6", BON)
    with pytest.raises(SourceRefusee, match="redirigée plus de 5 fois"):
        telecharger(serveur.url("/0"), tmp_path / "x", politique)
    assert len(serveur.requetes) == 6 and list(tmp_path.iterdir()) == []


def test_a_loop_is_seen_at_once(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/a", vers("/b"))
    serveur.joue("/b", vers("/a"))
    with pytest.raises(SourceRefusee, match=f"tourne en rond, par 127.0.0.1:{serveur.port}/a"):
        telecharger(serveur.url("/a"), tmp_path / "x", politique)
    assert len(serveur.requetes) == 2


@pytest.mark.parametrize(
    ("adresse", "mots"),
    [
        ("file:///etc/passwd", "https://"),
        ("ftp://exemple.fr/decp.json", "https://"),
        ("data:application/json,[]", "https://"),
        ("http://exemple.fr/decp.json", "sans chiffrement"),
        ("https://10.0.0.1/interne?cle=secret", "pas publique"),
        ("https://127.0.0.2/interne?cle=secret", "pas publique"),
        ("https://[::1]/interne", "pas publique"),
        ("https://[::ffff:127.0.0.1]/", "pas publique"),
        ("https://[64:ff9b::7f00:1]/", "pas publique"),
        ("https://169.254.169.254/latest/meta-data", "pas publique"),
        ("https://2130706433/", "pas publique"),
        ("https://0x7f.1/", "pas publique"),
        ("https://interne.exemple/x?cle=secret", "pas publique"),
        ("https://mele.exemple/x", "pas publique"),
        ("https://moi:secret@exemple.fr/x", "mot de passe"),
        ("//interne.exemple/x", "sans chiffrement"),
        ("https://exemple.fr\\@127.0.0.1/", "interdits"),
        ("https://é.fr/x", "nom de domaine"),
        ("", "où aller"),
        ("https://[", "où aller|https://"),
    ],
)
def test_where_a_redirect_must_not_lead_no_socket_goes(
    adresse: str, mots: str, serveur: Serveur, politique: Politique, tmp_path: Path
):
    noms = annuaire(
        interne_exemple="10.1.2.3", mele_exemple=["93.184.216.34", "192.168.1.1"], exemple_fr="93.184.216.34"
    )
    serveur.joue("/x", brut(tete(302).replace(b"\r\n\r\n", f"\r\nLocation: {adresse}\r\n\r\n".encode())))
    with prises_ouvertes() as ouvertes, pytest.raises(SourceRefusee) as refus:
        telecharger(serveur.url("/x"), tmp_path / "x", replace(politique, resoudre=_local(noms)))
    assert any(mot in str(refus.value) for mot in mots.split("|")), str(refus.value)
    assert "secret" not in str(refus.value) and f"127.0.0.1:{serveur.port}/x »" in str(refus.value)
    assert ouvertes == [("127.0.0.1", serveur.port)]
    assert (len(serveur.requetes), list(tmp_path.iterdir())) == (1, [])
    serveur.joue("/x", vers(serveur.url("/y")))
    serveur.joue("/y", BON)
    assert telecharger(serveur.url("/x"), tmp_path / "x", politique).octets == len(CORPS)


def _local(noms):
    return lambda hote, port, **k: (
        socket.getaddrinfo(hote, port, **k) if hote == "127.0.0.1" else noms(hote, port, **k)
    )


def test_a_public_site_cannot_lead_into_the_private_one_that_the_configuration_allows(
    serveur: Serveur, politique: Politique, tmp_path: Path
):
    """The mirror on loopback is allowed for whoever asks it by name, not for whoever is sent there."""
    from pipelines.sources.adresses import verifier_url
    from pipelines.sources.echange import _verifier_redirection

    depart = verifier_url("https://www.data.gouv.fr/x", politique)
    with pytest.raises(Exception, match="une machine qui n'est pas publique"):
        _verifier_redirection(serveur.url("/x"), depart, politique)
    assert _verifier_redirection(
        serveur.url("/x"), verifier_url(serveur.url("/"), politique), politique
    ).privee


def test_a_key_stays_with_the_host_it_was_given_for(serveur: Serveur, politique: Politique, tmp_path: Path):
    cles = {"X-API-KEY": "cle-secrete", "Authorization": "Bearer cle-secrete"}
    with Serveur(adresse="127.0.0.2") as autre:
        permise = replace(politique, adresses_privees=("127.0.0.1", "127.0.0.2"))
        serveur.joue("/ici", vers("/meme"))
        serveur.joue("/meme", vers(autre.url("/la-bas")))
        autre.joue("/la-bas", vers(serveur.url("/retour")))
        serveur.joue("/retour", BON)
        telecharger(serveur.url("/ici"), tmp_path / "x", permise, cles=cles)
        assert serveur.demandes("X-API-KEY") == ["cle-secrete", "cle-secrete", None]
        assert serveur.demandes("Authorization") == ["Bearer cle-secrete", "Bearer cle-secrete", None]
        assert autre.demandes("X-API-KEY") == autre.demandes("Authorization") == [None]


def test_another_port_is_another_host(serveur: Serveur, politique: Politique, tmp_path: Path):
    with Serveur() as autre:
        serveur.joue("/ici", vers(autre.url("/la-bas")))
        autre.joue("/la-bas", BON)
        telecharger(serveur.url("/ici"), tmp_path / "x", politique, cles={"X-API-KEY": "cle"})
        assert autre.demandes("X-API-KEY") == [None]


def test_a_name_is_resolved_once_and_its_socket_goes_to_the_address_that_was_checked(
    serveur: Serveur, politique: Politique, tmp_path: Path
):
    """Rebinding: the second answer of the resolver would be another machine; nobody asks for it."""
    reponses = ["127.0.0.1", "127.0.0.3", "127.0.0.3"]

    def resoudre(hote: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (reponses.pop(0), port))]

    serveur.joue("/x", BON)
    nommee = replace(politique, adresses_privees=("source.exemple",), resoudre=resoudre)
    with prises_ouvertes() as ouvertes:
        telecharger(serveur.url("/x", "source.exemple"), tmp_path / "x", nommee)
    assert (ouvertes, len(reponses)) == ([("127.0.0.1", serveur.port)], 2)
    assert serveur.demandes("host") == [f"source.exemple:{serveur.port}"]


def test_a_public_name_that_turns_private_is_refused(politique: Politique, tmp_path: Path):
    with prises_ouvertes() as ouvertes, pytest.raises(SourceRefusee, match="adresses_privees"):
        telecharger(
            "https://source.exemple/x",
            tmp_path / "x",
            replace(politique, resoudre=annuaire(source_exemple="127.0.0.1")),
        )
    assert ouvertes == []


def test_the_next_address_is_tried_when_the_first_does_not_answer(
    serveur: Serveur, politique: Politique, tmp_path: Path
):
    serveur.joue("/x", BON)
    noms = annuaire(source_exemple=["127.0.0.9", "127.0.0.1"])
    nommee = replace(politique, adresses_privees=(f"source.exemple:{serveur.port}",), resoudre=noms)
    assert telecharger(serveur.url("/x", "source.exemple"), tmp_path / "x", nommee).essais == 1


def test_a_resolver_that_sleeps_does_not_hold_the_run(politique: Politique, tmp_path: Path):
    lache, debut = threading.Event(), time.monotonic()
    lente = replace(politique, connexion_s=0.05, essais=1, resoudre=lambda *_, **__: lache.wait(5) and [])
    with pytest.raises(SourceInjoignable, match="le nom du site n'a pas d'adresse"):
        telecharger("https://source.exemple/x", tmp_path / "x", lente)
    assert time.monotonic() - debut < 3
    lache.set()


def test_the_proxies_of_the_environment_are_not_followed(
    serveur: Serveur, politique: Politique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with Serveur() as mandataire:
        for nom in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(nom, mandataire.url(""))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        serveur.joue("/x", BON)
        telecharger(serveur.url("/x"), tmp_path / "x", politique)
        assert mandataire.connexions == 0


def test_no_cookie_is_carried_from_one_hop_to_the_next(
    serveur: Serveur, politique: Politique, tmp_path: Path
):
    serveur.joue("/x", reponse(302, Location="/y", Set_Cookie="session=1; Path=/"))
    serveur.joue("/y", BON)
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert serveur.demandes("cookie") == [None, None]
    assert serveur.demandes("accept-encoding") == ["identity", "identity"]
