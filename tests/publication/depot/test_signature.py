"""The optional signature: refused at once when it cannot be made, the same bytes each time, its key never shown."""

import subprocess
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.signature import VARIABLE
from pipelines.publication.vie.verifier import verifier
from tests.publication.petit import octets, publier

pytestmark = pytest.mark.outil("ssh-keygen")


def engendrer(dossier: Path, *options: str, phrase: str = "") -> Path:
    cle = dossier / "cle"
    commande = ["ssh-keygen", "-q", "-N", phrase, "-C", "commentaire-prive", "-f", str(cle), *options]
    subprocess.run(commande, check=True)
    return cle


@pytest.fixture(scope="module")
def cle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return engendrer(tmp_path_factory.mktemp("cle"), "-t", "ed25519")


@pytest.fixture
def signe(cle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(cle))
    publier(tmp_path / "exemple", 1)
    return tmp_path / "exemple"


def fautes(depot: Path, cle: Path) -> list[tuple[str, str]]:
    return [(f.nature, f.fichier) for f in verifier(depot, cle=cle).fautes]


def test_a_signed_release_is_verified_with_the_public_key(signe: Path, cle: Path):
    assert (signe / "versions/2026.11.1/SHA256SUMS.sig").is_file()
    assert fautes(signe, cle.with_suffix(".pub")) == [] and verifier(signe).fautes == []


def test_the_same_inputs_give_the_same_signature(signe: Path, tmp_path: Path):
    publier(tmp_path / "ailleurs" / "exemple", 1)
    assert octets(signe) == octets(tmp_path / "ailleurs" / "exemple")


def test_nothing_of_the_key_is_published(signe: Path, cle: Path):
    secrets = (str(cle).encode(), b"commentaire-prive", b"PRIVATE KEY", cle.parent.name.encode())
    for nom, contenu in octets(signe).items():
        assert not any(secret in contenu for secret in secrets), nom


def test_the_signature_of_another_key_or_of_another_text_is_named(signe: Path, cle: Path, tmp_path: Path):
    (tmp_path / "autre").mkdir()
    autre = engendrer(tmp_path / "autre", "-t", "ed25519")
    assert fautes(signe, autre.with_suffix(".pub")) == [("signature", "versions/2026.11.1/SHA256SUMS.sig")]
    sommes = signe / "versions/2026.11.1/SHA256SUMS"
    sommes.chmod(0o644)
    sommes.write_bytes(sommes.read_bytes().upper())
    assert ("signature", "versions/2026.11.1/SHA256SUMS.sig") in fautes(signe, cle.with_suffix(".pub"))


def test_an_unsigned_release_is_a_fault_for_who_expects_a_signature(tmp_path: Path, cle: Path):
    publier(tmp_path / "exemple", 1)
    assert fautes(tmp_path / "exemple", cle.with_suffix(".pub")) == [
        ("signature", "versions/2026.11.1/SHA256SUMS.sig")
    ]
    with pytest.raises(SpaserErreur, match="n'est pas une clé publique"):
        verifier(tmp_path / "exemple", cle=cle)


REFUS = {
    "absente": "n'existe pas",
    "ouverte": "d'autres comptes peuvent lire",
    "dossier": "n'existe pas",
    "texte": "n'est pas une clé privée",
    "phrase": "sans phrase secrète",
    "rsa": "n'est pas une clé Ed25519",
}


@pytest.mark.parametrize("cas", REFUS)
def test_a_key_that_cannot_serve_is_refused_before_anything(
    cas: str, cle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lieu = tmp_path / "secret-tres-prive"
    lieu.mkdir()
    chemin = lieu / "cle"
    if cas == "ouverte":
        chemin.write_bytes(cle.read_bytes())
        chemin.chmod(0o604)
    elif cas == "dossier":
        chemin = lieu
    elif cas == "texte":
        chemin.write_text("pas une clé")
        chemin.chmod(0o600)
    elif cas == "phrase":
        engendrer(lieu, "-t", "ed25519", phrase="motdepasse")
    elif cas == "rsa":
        engendrer(lieu, "-t", "rsa", "-b", "2048")
    monkeypatch.setenv(VARIABLE, str(chemin))
    with pytest.raises(SpaserErreur, match=VARIABLE) as refus:
        publier(tmp_path / "exemple", 1)
    assert REFUS[cas] in str(refus.value)
    assert "secret-tres-prive" not in str(refus.value) and not (tmp_path / "exemple").exists()
