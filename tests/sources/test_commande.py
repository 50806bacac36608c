"""`spaser sources`: what a data manager types and reads, against the stand-in, with the reader of DECP itself."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import definition_de
from pipelines.decp.lecture import lire_fichiers
from pipelines.depots import fichiers_deposes
from pipelines.etapes_sources import MAGASIN, entrees_en_vigueur, juger, preparer_recolte, recolter
from pipelines.sources.modele import Entree
from tests.decp.outils import marche
from tests.sources.datagouv import MINISTERE, DataGouv, Jeu
from tests.sources.magasin.outils import decp

RACINE = Path(__file__).parents[2]
HIER = (datetime.now(UTC) - timedelta(days=1)).isoformat()
PLAT = (
    "id,acheteur_id,titulaire_id,montant,dateNotification\n" + "2024M1,00000101600011,x,10,2024-01-01\n" * 3
)


def definition(serveur: DataGouv, slug: str = "essai-de-sources") -> str:
    return f"""
slug: "{slug}"
edition: "2026"
titre: "Essai"
sources:
  - nom: "ministere"
    type: "ministere"
    api: "{serveur.url}"
    adresses_privees: ["{serveur.hote}"]
  - nom: "depot"
    type: "dossier"
    chemin: "data/raw/essai"
"""


@pytest.fixture
def serveur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataGouv]:
    publie, depot = tmp_path / "publie", tmp_path / "data/raw/essai"
    for dossier in (publie, depot, tmp_path / "spasers/essai-de-sources/2026"):
        dossier.mkdir(parents=True)
    (publie / "decp-2024-11.json").write_bytes(decp(4))
    (publie / "decp-2024.json").write_bytes(decp(1))
    (depot / "plat.csv").write_text(PLAT)
    jeu = Jeu(MINISTERE, publie, publie_le={"decp-2024-11.json": HIER})
    with DataGouv(jeu) as serveur:
        texte = definition(serveur)
        (tmp_path / "spasers/essai-de-sources/2026/spaser.yaml").write_text(texte, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COLUMNS", "200")
        yield serveur


def spaser(*mots: str) -> Result:
    return CliRunner().invoke(app, ["sources", *mots])


def test_fetch_then_list_then_check(serveur: DataGouv):
    vide = spaser("list", "essai-de-sources")
    assert vide.exit_code == 0 and vide.output.count("rien en vigueur") == 2
    fait = spaser("fetch", "essai-de-sources", "--rapport", "data/travail/x")
    assert fait.exit_code == 0, fait.output
    assert "nouvelle ministere/decp-2024-11.json, 4 enregistrements" in fait.output
    assert "nouvelle depot/plat.csv, 3 enregistrements" in fait.output
    assert json.loads(Path("data/travail/x/recolte.json").read_text())["comptes"]["nouvelle"] == 2
    liste = spaser("list", "essai-de-sources").output
    assert "2 ressources listées le" in liste
    assert "decp-2024-11.json" in liste and HIER[:10] in liste and "presente" in liste
    serveur.requetes.clear()
    verifie = spaser("check", "essai-de-sources", "--empreintes")
    assert (verifie.exit_code, "rien à signaler" in verifie.output) == (0, True), verifie.output
    assert serveur.requetes == [f"/api/1/datasets/{MINISTERE}/"]


def test_fetch_says_what_failed_and_check_too(serveur: DataGouv):
    spaser("fetch", "essai-de-sources")
    Path("publie/decp-2024-11.json").write_bytes(decp(1))
    (Path("data/raw/essai/plat.csv")).unlink()
    fait = spaser("fetch", "essai-de-sources")
    assert fait.exit_code == 1
    assert "refusee ministere/decp-2024-11.json" in fait.output and "baisses_acceptees" in fait.output
    assert "refusee depot : Source « depot »" in fait.output
    serveur.pannes.statuts[MINISTERE] = 404
    verifie = spaser("check", "essai-de-sources")
    assert verifie.exit_code == 1
    assert "À voir Source « ministere », jeu 5cd57" in verifie.output


def test_check_tells_bytes_that_are_missing(serveur: DataGouv):
    spaser("fetch", "essai-de-sources")
    next((MAGASIN / "octets").glob("*/*")).unlink()
    verifie = spaser("check", "essai-de-sources")
    assert verifie.exit_code == 1 and "n'ont plus leur taille" in verifie.output


def test_a_spaser_without_sources_is_told_what_to_write(serveur: DataGouv):
    chemin = Path("spasers/essai-de-sources/2026/spaser.yaml")
    chemin.write_text(chemin.read_text().partition("sources:")[0])
    assert "ne déclare aucune source" in str(spaser("fetch", "essai-de-sources").exception)


def test_help_is_in_french_and_shows_examples():
    for mot in ("list", "check", "fetch"):
        aide = spaser(mot, "--help").output
        assert "Exemple" in aide and f"spaser sources {mot} bordeaux" in aide


def test_the_run_reads_what_is_in_force(serveur: DataGouv):
    sources = preparer_recolte(definition_de(Path(), "essai-de-sources"), Path())
    aujourdhui = datetime.now(UTC)
    with pytest.raises(SpaserErreur, match="Lancez « spaser sources fetch »"):
        entrees_en_vigueur(sources, MAGASIN, aujourdhui.date())
    assert not recolter(sources, MAGASIN, aujourdhui).en_defaut
    entrees = entrees_en_vigueur(sources, MAGASIN, aujourdhui.date())
    assert [(e.nom, e.origine) for e in entrees] == [
        ("depot/plat.csv", "depot"),
        ("ministere/decp-2024-11.json", "ministere"),
    ]


@pytest.mark.parametrize(
    ("octets", "lus", "refus"),
    [
        (decp(5), 5, None),
        (PLAT.encode(), 3, None),
        (f"<marches><marche><id>{marche()['id']}</id></marche></marches>".encode(), 1, None),
        (b'{"marches": {"marche": [', None, "coup"),
        (b'{"marches": {"marche": []}}', 0, None),
        (b"a,b\n1,2\n", None, "n'est pas celui de decp.info"),
        (b'{"marches": {"marche": [{"id": "\xe9"}]}}', None, "UTF-8"),
        (b"texte", None, "ni JSON, ni XML"),
    ],
)
def test_files_are_judged_as_a_run_reads_them(
    tmp_path: Path, octets: bytes, lus: int | None, refus: str | None
):
    chemin = tmp_path / "octets"
    chemin.write_bytes(octets)
    jugement = juger(chemin, "decp.json")
    assert jugement.enregistrements == lus
    assert jugement.refus is None if refus is None else refus in str(jugement.refus)
    assert not str(jugement.refus).startswith("decp.json")


def test_the_command_line_loads_no_http_library():
    code = "import sys, pipelines.cli; print('requests' in sys.modules)"
    fait = subprocess.run([sys.executable, "-c", code], cwd=RACINE, capture_output=True, text=True)
    assert fait.stdout.strip() == "False", fait.stderr


def test_an_answer_in_json_that_is_no_decp_is_refused(tmp_path: Path):
    """A page of maintenance in JSON reads as one record of nothing: it must not take the place of a month."""
    page = tmp_path / "decp-2024-11.json"
    page.write_text('{"message": "Maintenance en cours", "code": 503}', encoding="utf-8")
    jugement = juger(page, page.name)
    assert jugement.enregistrements is None
    assert "ce ne sont pas des DECP" in str(jugement.refus)
    page.write_bytes(decp(1))
    assert juger(page, page.name).enregistrements == 1


@pytest.mark.parametrize("origine", ["A, B", "ensemble", "entrees", ""])
def test_the_source_of_a_dropped_file_has_a_plain_name(origine: str, tmp_path: Path):
    definition = {"entrees": [{"source": origine, "fichiers": "*.json"}]}
    with pytest.raises(SpaserErreur, match="entrees"):
        fichiers_deposes(tmp_path, definition)
    assert fichiers_deposes(tmp_path, {"entrees": [{"source": "pes", "fichiers": "*.json"}]}) == {}


def test_bytes_of_the_store_that_changed_stop_the_reading(tmp_path: Path):
    """Of the same size, so that only their digest tells: what was received is what is read, or nothing is."""
    octets = decp(3)
    path = tmp_path / "octets"
    path.write_bytes(octets.replace(b"2024M0001", b"2024M9991"))
    entree = Entree("ministere/decp-2024-11.json", path, sha256(octets).hexdigest(), "ministere")
    with pytest.raises(SpaserErreur, match="ont changé depuis leur réception"):
        lire_fichiers([entree], tmp_path / "staging", gardees=tmp_path / "gardees")
    path.write_bytes(octets)
    assert [s.lus for s in lire_fichiers([entree], tmp_path / "staging", gardees=tmp_path / "gardees")] == [3]


def test_a_source_with_nothing_in_force_stops_the_reading(tmp_path: Path):
    """A release without it would say that its contracts are gone."""
    for nom, contrats in (("a", 2), ("b", 3)):
        (tmp_path / nom).mkdir()
        (tmp_path / nom / "decp.json").write_bytes(decp(contrats))
    dit = {"sources": [{"nom": nom, "type": "dossier", "chemin": nom} for nom in ("a", "b")]}
    sources = preparer_recolte(dit, tmp_path)
    recolter(sources, tmp_path / "magasin", datetime.now(UTC))
    jour = datetime.now(UTC).date()
    assert len(entrees_en_vigueur(sources, tmp_path / "magasin", jour)) == 2
    dit["sources"][1]["ressources"] = ["zzz*"]  # type: ignore[assignment]
    with pytest.raises(SpaserErreur, match="la source « b »"):
        entrees_en_vigueur(preparer_recolte(dit, tmp_path), tmp_path / "magasin", jour)
