"""A certificate that does not hold refuses the site; the name that was asked for is the one that is checked."""

import socket
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.sources.politique import Politique
from pipelines.sources.refus import SourceInjoignable, SourceRefusee
from pipelines.sources.transport import telecharger
from tests.sources.reseau.serveur import Serveur, brut, document, reponse, tete

pytestmark = pytest.mark.outil("openssl")
CORPS = document(20)
NOM = "source.exemple"


def openssl(dossier: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=dossier, check=True, capture_output=True)


@pytest.fixture(scope="module")
def autorite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder: `ca.pem`, and `<name>.pem` + `<name>.key` for each server."""
    dossier = tmp_path_factory.mktemp("tls")
    neuve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    openssl(dossier, "req", "-x509", *neuve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Essai",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    for nom, hote in (("bon", NOM), ("autre", "ailleurs.exemple")):
        openssl(dossier, "req", "-x509", *neuve, "-keyout", f"{nom}.key", "-out", f"{nom}.pem", "-subj", f"/CN={nom}",
                "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", f"subjectAltName=DNS:{hote}",
                "-addext", "basicConstraints=critical,CA:FALSE")  # fmt: skip
    openssl(dossier, "req", "-x509", *neuve, "-keyout", "soi.key", "-out", "soi.pem", "-subj", f"/CN={NOM}",
            "-addext", f"subjectAltName=DNS:{NOM}")  # fmt: skip
    return dossier


def contexte(autorite: Path, nom: str) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(autorite / f"{nom}.pem", autorite / f"{nom}.key")
    return tls


@pytest.fixture
def vers_loopback(politique: Politique, autorite: Path) -> Politique:
    def resoudre(hote: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    return replace(politique, adresses_privees=(NOM,), resoudre=resoudre, autorites=autorite / "ca.pem")


def test_the_clean_twin_sends_the_name_to_the_server(
    autorite: Path, vers_loopback: Politique, tmp_path: Path
):
    tls, noms = contexte(autorite, "bon"), []
    tls.sni_callback = lambda _, nom, __: noms.append(nom)  # type: ignore[assignment]
    with Serveur(tls=tls) as serveur:
        serveur.joue("/x", reponse(corps=CORPS))
        recu = telecharger(serveur.url("/x", NOM), tmp_path / "x", vers_loopback)
    assert (recu.octets, (tmp_path / "x").read_bytes(), noms) == (len(CORPS), CORPS, [NOM])
    assert serveur.demandes("host") == [f"{NOM}:{serveur.port}"]


@pytest.mark.parametrize("certificat", ["autre", "soi"])
def test_a_bad_certificate_is_refused_once_and_nothing_is_asked(
    certificat: str, autorite: Path, vers_loopback: Politique, tmp_path: Path
):
    with Serveur(tls=contexte(autorite, certificat)) as serveur:
        serveur.joue("/x", reponse(corps=CORPS))
        with pytest.raises(SourceRefusee, match="certificat de son site n'est pas valable") as refus:
            telecharger(serveur.url("/x?cle=secrete", NOM), tmp_path / "x", vers_loopback)
    assert (serveur.connexions, serveur.requetes, list(tmp_path.iterdir())) == (1, [], [])
    assert "secrete" not in str(refus.value) and refus.value.__context__ is None


def test_the_usual_authorities_do_not_know_ours(autorite: Path, vers_loopback: Politique, tmp_path: Path):
    with Serveur(tls=contexte(autorite, "bon")) as serveur, pytest.raises(SourceRefusee, match="certificat"):
        telecharger(serveur.url("/x", NOM), tmp_path / "x", replace(vers_loopback, autorites=None))


def test_the_environment_cannot_name_authorities(
    autorite: Path, vers_loopback: Politique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for nom in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(nom, str(autorite / "ca.pem"))
    with Serveur(tls=contexte(autorite, "bon")) as serveur, pytest.raises(SourceRefusee, match="certificat"):
        telecharger(serveur.url("/x", NOM), tmp_path / "x", replace(vers_loopback, autorites=None))


def test_what_does_not_speak_tls_is_tried_again(serveur: Serveur, vers_loopback: Politique, tmp_path: Path):
    url = f"https://{NOM}:{serveur.port}/x"
    presse = replace(vers_loopback, connexion_s=0.2, lecture_s=0.2, essais=2)
    with pytest.raises(SourceInjoignable):
        telecharger(url, tmp_path / "x", presse)
    assert serveur.connexions == 2


def test_the_watch_cuts_a_drip_behind_tls_too(autorite: Path, vers_loopback: Politique, tmp_path: Path):
    with Serveur(tls=contexte(autorite, "bon")) as serveur:
        serveur.joue("/x", brut(tete(200), *[b"["] * 100, pause=0.05))
        presse = replace(vers_loopback, lecture_s=0.2, essais=1)
        with pytest.raises(SourceInjoignable, match="trop lentement"):
            telecharger(serveur.url("/x", NOM), tmp_path / "x", presse)
    assert list(tmp_path.iterdir()) == []
