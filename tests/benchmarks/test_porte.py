"""The equality gate lets equal readings through and refuses one tampered value (negative control)."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from benchmarks.empreinte import aplatir, lire, nombre
from benchmarks.generateur import FICHIERS, generer
from benchmarks.mesure import EchecConcurrent, mesurer
from benchmarks.porte import ResultatsDifferents, comparer, staging, temoin
from pipelines.decp.lecture import lire_fichiers

RACINE = Path(__file__).parents[2]
ALTERATIONS = (
    "SELECT * REPLACE (CASE WHEN rang = 3 THEN montant + 0.01 ELSE montant END AS montant) FROM lu",
    "SELECT * REPLACE (CASE WHEN rang = 3 THEN objet || ' ' ELSE objet END AS objet) FROM lu",
    "SELECT * REPLACE (CASE WHEN rang = 3 THEN id || 'x' ELSE id END AS id) FROM lu",
    "SELECT * REPLACE (CASE WHEN rang = 3 THEN duree_mois + 1 ELSE duree_mois END AS duree_mois) FROM lu",
    "SELECT * REPLACE (titulaires[2:] AS titulaires) FROM lu",
    "SELECT * REPLACE (actes[2:] AS actes) FROM lu",
    "SELECT * REPLACE (modifications[2:] AS modifications) FROM lu",
    "SELECT * FROM lu WHERE rang <> 3",
    "SELECT * FROM lu UNION ALL BY NAME SELECT * FROM lu WHERE rang = 3",
)


@pytest.fixture(scope="module")
def donnees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("porte")
    lire_fichiers(generer(dossier, 1_500), dossier / "staging")
    return dossier


def test_la_porte_s_ouvre_quand_tout_est_egal(donnees: Path) -> None:
    comparer("staging", temoin(donnees), staging(donnees / "staging"))


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_la_porte_refuse_une_valeur_alteree(donnees: Path, tmp_path: Path, alteration: str) -> None:
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW lu AS FROM read_parquet('{donnees}/staging/**/*.parquet')")
        con.execute(f"COPY ({alteration}) TO '{tmp_path}/part.parquet' (FORMAT parquet)")
    with pytest.raises(ResultatsDifferents, match="attendu"):
        comparer("staging", temoin(donnees), staging(tmp_path))


def test_le_processus_de_la_porte_echoue(donnees: Path, tmp_path: Path) -> None:
    with duckdb.connect() as con:
        lu = f"(SELECT * FROM read_parquet('{donnees}/staging/**/*.parquet') WHERE rang > 1)"
        con.execute(f"COPY {lu} TO '{tmp_path}/part.parquet' (FORMAT parquet)")
    commande = [sys.executable, "-m", "benchmarks.porte", str(donnees), f"staging={tmp_path}"]
    verdict = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False)
    assert verdict.returncode == 1
    assert "enregistrements : 1500 attendu, 1498 trouvé" in verdict.stderr


def test_rien_a_comparer_n_est_pas_une_egalite(donnees: Path) -> None:
    with pytest.raises(ResultatsDifferents):
        comparer("vide", temoin(donnees), {})
    with pytest.raises(ResultatsDifferents):
        comparer("nul", temoin(donnees), {"marches": None})


def test_le_temoin_est_relu_quand_les_fichiers_changent(tmp_path: Path) -> None:
    generer(tmp_path, 300)
    assert temoin(tmp_path)["enregistrements"] == "300"
    generer(tmp_path, 200)
    assert temoin(tmp_path)["enregistrements"] == "200"


def test_le_temoin_compte_a_la_main(tmp_path: Path) -> None:
    chemin = tmp_path / FICHIERS[0]
    operateur = '{"titulaire":{"typeIdentifiant":"SIRET","id":"00000000000000"}}'
    tete = '"id":"1","acheteur":{"id":"00000000000000"},"objet":"ab","dureeMois":"3"'
    premier = f'{{{tete},"montant":10.5,"titulaires":[{operateur},[{operateur}]]}}'
    modif = f'[{{"modification":{{"montant":"12","titulaires":[{operateur}]}}}}]'
    second = f'{{{tete},"montant":"NC","titulaires":null,"modifications":{modif}}}'
    chemin.write_text(f'{{"marches":{{"marche":[{premier},{second}],"contrat-concession":[]}}}}')
    e = lire([chemin])
    assert (e.enregistrements, e.titulaires, e.modifications, e.contrats) == (2, 2, 1, 1)
    assert (e.somme_montants, e.somme_montants_modifications) == (Decimal("10.5"), Decimal(12))
    assert (e.titulaires_de_modifications, e.somme_duree_mois, e.longueur_objets) == (1, 6, 4)
    assert (e.contrats_titulaires, e.contrats_somme_montants) == (2, Decimal("10.5"))


def test_nombres_et_listes_du_temoin() -> None:
    lus = [nombre(v) for v in (1, 2.5, "3.10", "NC", None, True, "1e3", "")]
    assert lus == [1, Decimal("2.5"), Decimal("3.10"), None, None, None, None, None]
    assert list(aplatir([[[{"titulaire": [{"id": 1}, {"id": 2}]}]], None, "x", {"id": 3}])) == [
        {"id": 1},
        {"id": 2},
        {"id": 3},
    ]


def test_un_processus_qui_echoue_n_est_pas_mesure() -> None:
    with pytest.raises(EchecConcurrent, match="oups"):
        mesurer([sys.executable, "-c", "raise SystemExit('oups')"], RACINE)


def test_le_pic_compte_les_processus_enfants() -> None:
    enfant = "import time; x = bytearray(60 * 2**20); time.sleep(0.5)"
    lancer = f"[Popen([sys.executable, '-c', {enfant!r}]) for _ in range(2)]"
    parent = f"import sys; from subprocess import Popen; [p.wait() for p in {lancer}]"
    assert mesurer([sys.executable, "-c", parent], RACINE).pic_mio > 120
