"""The raw store: what it keeps, what it deletes, what it says when bytes are not those that were received."""

import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources import magasin
from pipelines.sources.ecriture import ecrire_json_sur
from pipelines.sources.integrite import verifier
from pipelines.sources.magasin import EN_VIGUEUR, Magasin
from pipelines.sources.noms import cle_source
from pipelines.sources.recolte import recolter
from pipelines.sources.vigueur import en_vigueur
from tests.sources.datagouv import MINISTERE
from tests.sources.magasin.outils import (
    MOMENT,
    NOVEMBRE,
    OCTOBRE,
    POLITIQUE,
    Chantier,
    compter,
    decp,
    etats,
    visibles,
)

JOUR = MOMENT.date()


def versions(chantier: Chantier, nombre: int, tous_les: timedelta) -> datetime:
    """As many versions of November, one harvest each; return the moment of the last one."""
    moment = MOMENT
    for rang in range(nombre):
        moment = MOMENT + rang * tous_les
        chantier.deposer(NOVEMBRE, decp(4, f"Version {rang}"))
        chantier.recolter(moment=moment)
    return moment


def restent(chantier: Chantier, nombre: int) -> list[bool]:
    gardes = set(visibles(chantier.magasin.dossier).values())
    return [decp(4, f"Version {rang}") in gardes for rang in range(nombre)]


def test_old_bytes_go_but_the_version_in_force_and_the_two_before_it(chantier: Chantier):
    moment = versions(chantier, 5, timedelta(days=100))
    assert restent(chantier, 5) == [False, False, True, True, True]
    cle = cle_source(chantier.source, chantier.magasin.dossier)
    fiches = chantier.magasin.fiches(cle, chantier.jeu.uuid(NOVEMBRE))
    assert [f.efface_le is not None for f in fiches] == [True, True, False, False, False]
    assert fiches[1].efface_le == moment.date().isoformat()


def test_nothing_of_the_last_ninety_days_goes(chantier: Chantier):
    versions(chantier, 6, timedelta(days=22))  # the first one is 110 days old at the last harvest
    assert restent(chantier, 6) == [False, True, True, True, True, True]


def test_bytes_that_another_resource_uses_stay(chantier: Chantier):
    chantier.deposer("decp-2024-12.json", decp(4, "Version 0"))
    versions(chantier, 5, timedelta(days=100))
    assert restent(chantier, 5) == [True, False, True, True, True]


def test_bytes_that_come_back_are_kept_again(chantier: Chantier):
    moment = versions(chantier, 5, timedelta(days=100))
    chantier.deposer(NOVEMBRE, decp(4, "Version 0"))
    chantier.recolter(moment=moment + timedelta(days=1))
    assert restent(chantier, 5)[0]
    assert chantier.entrees()[1].fiche["efface_le"] is None


def test_what_a_stopped_harvest_left_is_put_away(chantier: Chantier):
    chantier.recolter()
    dossier = chantier.magasin.dossier
    orphelin = dossier / "octets" / "ab" / ("ab" * 32)
    orphelin.parent.mkdir(exist_ok=True)
    orphelin.write_bytes(b"x")
    (dossier / ".tmp" / "reste.json").write_text("{")
    corps = chantier.magasin.brouillon("jeu-x", "r")
    corps.write_bytes(b"jamais verifie")
    partiel = corps.with_name("corps.partiel")
    partiel.write_bytes(b"a reprendre")
    chantier.recolter(moment=datetime.now(MOMENT.tzinfo))
    assert not corps.exists() and not (dossier / ".tmp" / "reste.json").exists()
    assert partiel.exists()
    chantier.recolter(moment=datetime.now(MOMENT.tzinfo) + timedelta(days=9))
    assert orphelin.exists() and not partiel.exists()
    chantier.recolter(moment=datetime.now(MOMENT.tzinfo) + timedelta(days=92))
    assert not orphelin.exists()


def test_records_that_are_away_for_a_while_do_not_lose_their_bytes(chantier: Chantier, tmp_path: Path):
    """A restoration under way, a folder moved and put back: the bytes wait for their records."""
    chantier.recolter()
    lus = chantier.lus()
    ailleurs = (chantier.magasin.dossier / "jeux").rename(tmp_path / "ailleurs")
    chantier.serveur.pannes.statuts[MINISTERE] = 503
    chantier.recolter()
    shutil.rmtree(chantier.magasin.dossier / "jeux", ignore_errors=True)
    ailleurs.rename(chantier.magasin.dossier / "jeux")
    assert chantier.lus() == lus and lus


@pytest.mark.parametrize("abimer", [Path.unlink, lambda p: p.write_bytes(b"court")])
def test_missing_or_cut_bytes_stop_a_run_and_the_next_harvest_mends_them(chantier: Chantier, abimer):
    chantier.recolter()
    chemin = chantier.entrees()[1].chemin
    chemin.chmod(0o644)
    abimer(chemin)
    with pytest.raises(SpaserErreur, match="manquent ou n'ont plus leur taille"):
        chantier.entrees()
    assert any(
        "decp-2024-11.json" in phrase for phrase in verifier(chantier.magasin, [chantier.source], JOUR)
    )
    assert etats(chantier.recolter())[NOVEMBRE] == "modifiee"
    assert chantier.lus()[f"ministere/{NOVEMBRE}"] == decp(4)


def test_bytes_of_the_same_size_are_told_by_their_digest(chantier: Chantier):
    chantier.recolter()
    chemin = chantier.entrees()[1].chemin
    octets = bytearray(chemin.read_bytes())
    octets[40] ^= 1
    chemin.chmod(0o644)
    chemin.write_bytes(octets)
    assert list(verifier(chantier.magasin, [chantier.source], JOUR)) == []
    phrases = list(verifier(chantier.magasin, [chantier.source], JOUR, empreintes=True))
    assert (
        len(phrases) == 1 and "ont changé depuis leur réception" in phrases[0] and str(chemin) in phrases[0]
    )


def test_a_source_that_is_late_is_told(chantier: Chantier):
    chantier.recolter()  # published on 11 October, 35 days allowed
    assert list(verifier(chantier.magasin, [chantier.source], date(2026, 11, 15))) == []
    phrases = list(verifier(chantier.magasin, [chantier.source], date(2026, 11, 16)))
    assert len(phrases) == 1 and "date du 11/10/2026, il y a plus de 35 jours" in phrases[0]


def test_nothing_is_in_force_in_a_store_that_does_not_exist(chantier: Chantier, tmp_path: Path):
    vide = Magasin(tmp_path / "jamais")
    assert en_vigueur(vide, [chantier.source], JOUR) == []
    assert "rien n'est en vigueur" in next(verifier(vide, [chantier.source], JOUR))
    assert not vide.dossier.exists()


@pytest.mark.parametrize("nom", ["en_vigueur.json", "*.json"])
def test_a_record_that_cannot_be_read_is_named_and_stops_its_source_alone(chantier: Chantier, nom: str):
    chantier.recolter()
    abime = next(
        p
        for p in (chantier.magasin.dossier / "jeux").glob(f"*/{chantier.jeu.uuid(NOVEMBRE)}/{nom}")
        if nom == p.name or p.name != "en_vigueur.json"
    )
    abime.write_text("{")
    recolte = recolter([chantier.source], chantier.magasin, POLITIQUE, compter, MOMENT)
    assert "ne se lit pas. Restaurez-le" in recolte.en_defaut[0].message
    assert "Rien n'a été effacé" in recolte.avertissements[-1]
    abime.unlink()
    assert not chantier.recolter().en_defaut
    assert len(chantier.lus()) == 2


def test_bytes_come_before_their_record_which_comes_before_what_is_in_force(
    chantier: Chantier, monkeypatch: pytest.MonkeyPatch
):
    """A stop between two writings leaves nothing that speaks of what is not there."""
    ecrits: list[str] = []

    def ecrire(chemin: Path, objet: dict[str, object], brouillons: Path) -> None:
        if "sha256" in objet:
            assert chantier.magasin.octets(str(objet["sha256"])).is_file()
        if chemin.name == "en_vigueur.json":
            assert (chemin.parent / f"{objet['sha256']}.json").is_file()
        ecrits.append(chemin.name)
        ecrire_json_sur(chemin, objet, brouillons)

    monkeypatch.setattr(magasin, "ecrire_json_sur", ecrire)
    assert not chantier.recolter().en_defaut
    assert ecrits.count("en_vigueur.json") == 2 and len(ecrits) == 5


@pytest.mark.parametrize(
    "dit", ['{"sha256": null}', '{"precedents": 5}', '{"nom_fichier": 12}', '{"depuis": []}']
)
def test_a_record_of_the_wrong_type_is_told_with_its_file(chantier: Chantier, dit: str):
    chantier.deposer(OCTOBRE, decp(3))
    chantier.recolter()
    chemin = min(chantier.magasin.dossier.glob(f"jeux/*/*/{EN_VIGUEUR}"))
    chemin.write_text(
        json.dumps(json.loads(chemin.read_text(encoding="utf-8")) | json.loads(dit)), encoding="utf-8"
    )
    with pytest.raises(SpaserErreur, match="ne se lit pas"):
        chantier.entrees()


@pytest.mark.parametrize("quoi", ["fiche", "en_vigueur"])
def test_what_vanished_upstream_survives_the_loss_of_its_record(
    chantier: Chantier, tmp_path: Path, quoi: str
):
    """What the program advises (put the record aside) must not lose what upstream no longer has."""
    chantier.recolter()
    lus = chantier.lus()
    chantier.serveur.pannes.disparues = {OCTOBRE}
    chantier.recolter()
    chemins = sorted(chantier.magasin.dossier.glob("jeux/*/*/*.json"))
    siens = [c for c in chemins if OCTOBRE in c.read_text(encoding="utf-8")]
    perdu = next(c for c in siens if (c.name == EN_VIGUEUR) == (quoi == "en_vigueur"))
    perdu.rename(tmp_path / perdu.name)
    chantier.recolter()
    chantier.recolter(moment=MOMENT + timedelta(days=200))
    assert chantier.lus() == lus
