"""The committed files are what the generator writes, say that they are fictional, name nothing real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipelines.depots import fichiers_deposes
from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.generer import contenus, contenus_prives
from pipelines.fictif.hostiles import fichiers_hostiles
from pipelines.fictif.identifiants import luhn_valide
from tests.fictif.lecture import EXEMPLE, RACINE, charger, enregistrements, operateurs

FICHIERS = sorted((EXEMPLE / "decp").rglob("*.*"))


def test_regenerer_redonne_les_memes_octets(tmp_path: Path) -> None:
    """In another process, folder, time zone, locale and hash seed."""
    env = os.environ | {
        "TZ": "Pacific/Noumea",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(RACINE),
    }
    commande = [sys.executable, "-m", "pipelines.fictif", "--out", str(tmp_path / "ailleurs")]
    subprocess.run(commande, cwd=tmp_path, env=env, check=True, capture_output=True)
    refaits = _octets(tmp_path / "ailleurs")
    prives = {nom: refaits.pop(nom) for nom in list(refaits) if nom.startswith("prive/")}
    livres = _octets(EXEMPLE)
    assert refaits == {nom: octets for nom, octets in livres.items() if not nom.startswith("prive/")}
    assert prives == contenus_prives()


def _octets(dossier: Path) -> dict[str, bytes]:
    return {p.relative_to(dossier).as_posix(): p.read_bytes() for p in dossier.rglob("*.*") if p.is_file()}


def test_une_autre_graine_donne_d_autres_donnees() -> None:
    assert contenus(1)["verite.json"] != (EXEMPLE / "verite.json").read_bytes()


def test_tailles() -> None:
    tailles = [len(octets) for nom, octets in _octets(EXEMPLE).items() if not nom.startswith("prive/")]
    assert sum(tailles) < 4_000_000
    assert max(tailles) < 1_000_000


@pytest.mark.parametrize("chemin", FICHIERS, ids=lambda p: p.name)
def test_chaque_fichier_se_dit_fictif(chemin: Path) -> None:
    texte = chemin.read_text("utf-8-sig")
    if chemin.suffix == ".json":
        assert charger(chemin)["fictif"] is True
    else:
        assert {
            ".xml": '<marches xmlns="urn:exemple-fictif:decp" fictif="true">|fictif="true"',
            ".csv": "fictif_exemple",
        }[chemin.suffix].split("|")[-1] in texte
    assert "fictives" in (EXEMPLE / "LISEZMOI.md").read_text("utf-8")


def test_aucun_identifiant_reel() -> None:
    """Any lone run of 9 or 14 digits is a SIREN or SIRET: it starts with 0000 and its SIREN passes Luhn."""
    for chemin in FICHIERS:
        for trouve in re.findall(r"(?<![\d.])(\d{14}|\d{9})(?![\d.])", chemin.read_text("utf-8-sig")):
            if len(set(trouve)) == 1:
                continue  # 999999999 € and ids made of zeros are pathologies, not identifiers
            assert re.match("0000|2023", trouve), (chemin.name, trouve)
            if trouve.startswith("0000"):
                assert luhn_valide(trouve[:9]), (chemin.name, trouve)


def test_chaque_siret_de_titulaire_est_fictif() -> None:
    faux = 0
    for chemin in FICHIERS:
        for r in enregistrements(chemin):
            for o in operateurs(r) if isinstance(r, dict) else ():
                ident = str(o["id"]).removesuffix(".0")
                if o["typeIdentifiant"] != "SIRET" or not ident.isdigit():
                    continue
                siret = ident.zfill(14)
                assert siret.startswith("0000"), (chemin.name, ident)
                assert luhn_valide(siret[:9]), (chemin.name, ident)
                faux += not luhn_valide(siret)
    assert 1 <= faux <= 4  # the pathologies siret_luhn_faux and siret_siren_redouble


def test_la_definition_designe_les_memes_acheteurs_et_toutes_les_entrees() -> None:
    spaser = yaml.safe_load((RACINE / "spasers/exemple/2026/spaser.yaml").read_text("utf-8"))
    assert spaser["fictif"] is True
    assert [a["siren"] for a in spaser["acheteurs"]] == [a.siren for a in ACHETEURS]
    entrees = fichiers_deposes(RACINE, spaser)
    assert set(entrees) == set(FICHIERS)
    assert set(entrees.values()) == {"decp-info", "emballages", "pes", "profil-acheteur"}


def test_fichiers_hostiles(tmp_path: Path) -> None:
    chemins = fichiers_hostiles(tmp_path / "hostiles")
    voulus = "coupe imbrique_100000 nombre_5000_chiffres octet_nul nan utf16 vide pas_du_json"
    assert {f"{nom}.json" for nom in voulus.split()} <= set(chemins)
    assert all(p.is_file() for p in chemins.values())
    assert not [p for p in EXEMPLE.rglob("*") if p.name in chemins]
