"""The key: where it is read, and that nothing shows it (E14, E15, E16)."""

import json
import logging
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.publication.envoi.cle import Cle, lire_cle
from pipelines.publication.envoi.refus import EnvoiRefuse
from tests.publication.envoi.doublure import CLE, DataGouv
from tests.publication.envoi.monde import DEFINITION, Poussee, publier

RACINE = Path(__file__).parents[3]
COMMANDE = "from pipelines.cli import main; main()"


def fichier_de_cle(tmp_path: Path, texte: str = CLE, mode: int = 0o600) -> Path:
    chemin = tmp_path / "cle"
    chemin.write_text(texte)
    chemin.chmod(mode)
    return chemin


def test_it_is_read_from_the_environment_or_from_a_private_file(tmp_path: Path):
    assert lire_cle({}) is None
    for environ in (
        {"SPASER_CLE_DATA_GOUV": f" {CLE}\n"},
        {"SPASER_CLE_DATA_GOUV_FICHIER": str(fichier_de_cle(tmp_path, f"{CLE}\n"))},
    ):
        cle = lire_cle(environ)
        assert cle and cle.entete() == {"X-API-KEY": CLE}


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int):
    chemin = fichier_de_cle(tmp_path, mode=mode)
    with pytest.raises(EnvoiRefuse, match="chmod 600") as refus:
        lire_cle({"SPASER_CLE_DATA_GOUV_FICHIER": str(chemin)})
    assert CLE not in str(refus.value)


def test_other_faults_of_the_key_are_told_without_it(tmp_path: Path):
    mauvaises = (f"{CLE}\r\nX-Autre: 1", f"{CLE} {CLE}", "é" * 20, "court", CLE + "a" * 600)
    for texte in mauvaises:
        with pytest.raises(EnvoiRefuse, match="forme d'une clé") as refus:
            lire_cle({"SPASER_CLE_DATA_GOUV": texte})
        assert texte not in str(refus.value) and CLE not in str(refus.value)
    with pytest.raises(EnvoiRefuse, match="n'en gardez qu'une"):
        lire_cle({"SPASER_CLE_DATA_GOUV": CLE, "SPASER_CLE_DATA_GOUV_FICHIER": "x"})
    for chemin in (tmp_path / "absent", tmp_path):
        with pytest.raises(EnvoiRefuse, match=str(chemin)):
            lire_cle({"SPASER_CLE_DATA_GOUV_FICHIER": str(chemin)})


def test_the_object_shows_nothing():
    cle = Cle(CLE)
    assert CLE not in f"{cle!r} {cle} {vars(type(cle))}"
    with pytest.raises(TypeError):
        pickle.dumps(cle)


def test_a_push_without_key_names_the_variable(poussee: Poussee, site: DataGouv):
    poussee.cle = None
    with pytest.raises(EnvoiRefuse, match=r"SPASER_CLE_DATA_GOUV.*--dry-run"):
        poussee.pousser()
    assert site.requetes == []


def test_the_key_goes_in_one_header_and_in_no_address(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    for _, chemin, entetes in site.requetes:
        porteurs = [nom for nom, valeur in entetes.items() if CLE in valeur]
        assert porteurs == ["X-API-KEY"] and CLE not in chemin


def test_no_log_and_no_chained_exception_holds_it(
    poussee: Poussee, site: DataGouv, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    poussee.pousser()
    site.pannes.quand = lambda *_: (500, {})
    with pytest.raises(EnvoiRefuse) as refus:
        poussee.pousser()
    chaine: BaseException | None = refus.value
    while chaine:
        assert CLE not in f"{chaine!r} {chaine}"
        chaine = chaine.__cause__ or chaine.__context__
    assert caplog.records and CLE not in caplog.text


def test_a_server_that_says_it_back_does_not_show_it(poussee: Poussee, site: DataGouv):
    from tests.publication.envoi.doublure_jeux import Refus

    def redire(*_: object) -> None:
        raise Refus(400, {"message": f"La clé {CLE} ne va pas", "errors": {"x": [CLE]}})

    site.pannes.quand = lambda methode, _: redire() if methode == "POST" else None
    site._repondre = lambda *_: (_ for _ in ()).throw(Refus(400, {"message": f"clé {CLE}"}))  # type: ignore[method-assign]
    with pytest.raises(EnvoiRefuse, match="…") as refus:
        poussee.pousser()
    assert CLE not in str(refus.value)


@pytest.mark.parametrize("panne", ["", "refus", "panne"])
def test_the_command_writes_it_nowhere(tmp_path: Path, site: DataGouv, panne: str):
    publier(tmp_path / "published")
    (tmp_path / "spasers/exemple/2026").mkdir(parents=True)
    definition = DEFINITION | {"slug": "exemple", "fictif": True}
    (tmp_path / "spasers/exemple/2026/spaser.yaml").write_text(json.dumps(definition))
    if panne:
        site.pannes.quand = lambda methode, _: (
            ({"refus": 403, "panne": 413}[panne], {}) if methode == "PUT" else None
        )
    options = ["push", "exemple", "--published", str(tmp_path / "published"), "--serveur", site.url, "--json"]
    fait = subprocess.run(
        [sys.executable, "-c", COMMANDE, *options],
        cwd=tmp_path,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(RACINE),
            "SPASER_CLE_DATA_GOUV": CLE,
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert fait.returncode == (2 if panne else 0), fait.stderr
    assert CLE not in fait.stdout + fait.stderr
    ecrits = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert ecrits and not [path for path in ecrits if CLE.encode() in path.read_bytes()]
