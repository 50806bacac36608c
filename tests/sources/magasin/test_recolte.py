"""A harvest against the stand-in of data.gouv.fr: what is brought in, what is not asked again, what is refused."""

import errno
import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.magasin import VERROU, Magasin
from pipelines.sources.modele import BaisseAcceptee, Retrait, Source
from pipelines.sources.noms import cle_source
from tests.sources.datagouv import HTML, MINISTERE
from tests.sources.magasin.outils import (
    MOMENT,
    NOVEMBRE,
    OCTOBRE,
    POLITIQUE,
    Chantier,
    compter,
    decp,
    etats,
    recolter,
    seul,
    visibles,
)

DEMAIN = MOMENT + timedelta(days=1)


def test_a_first_harvest_brings_every_file_whole(chantier: Chantier):
    recolte = chantier.recolter()
    assert etats(recolte) == {OCTOBRE: "nouvelle", NOVEMBRE: "nouvelle"}
    assert chantier.lus() == {f"ministere/{OCTOBRE}": decp(3, "Voirie"), f"ministere/{NOVEMBRE}": decp(4)}
    assert [c.enregistrements for c in recolte.constats] == [3, 4]
    assert recolte.octets_recus == len(decp(3, "Voirie")) + len(decp(4))
    assert not recolte.en_defaut
    assert not [p for p in (chantier.magasin.dossier / ".tmp").rglob("*") if p.is_file()]


def test_the_record_says_where_bytes_came_from(chantier: Chantier):
    chantier.recolter()
    entree = chantier.entrees()[0]
    octets = decp(3, "Voirie")
    assert entree.chemin.stat().st_mode & 0o777 == 0o444
    assert entree.chemin.name == entree.sha256 == hashlib.sha256(octets).hexdigest()
    fiche = entree.fiche
    assert (fiche["licence"], fiche["format"], fiche["schema"]) == (
        "fr-lo",
        "json",
        "139bercy/format-commande-publique",
    )
    assert fiche["url"] == f"{chantier.serveur.url}/fr/datasets/r/{chantier.jeu.uuid(OCTOBRE)}"
    assert str(fiche["url_finale"]).startswith(f"{chantier.serveur.url}/resources/")
    assert (fiche["recu_le"], fiche["publie_le"]) == (
        "2026-10-12T08:30:00+00:00",
        "2026-10-11T02:00:57.242000+00:00",
    )
    assert fiche["sha1"] == hashlib.sha1(octets, usedforsecurity=False).hexdigest()


def test_what_did_not_change_is_not_asked_for(chantier: Chantier):
    chantier.recolter()
    avant = visibles(chantier.magasin.dossier)
    chantier.serveur.requetes.clear()
    assert set(etats(chantier.recolter()).values()) == {"inchangee"}
    assert chantier.serveur.requetes == [f"/api/1/datasets/{MINISTERE}/"]
    assert visibles(chantier.magasin.dossier) == avant


def test_a_new_version_takes_the_place_of_the_former_one_which_is_kept(chantier: Chantier):
    chantier.recolter()
    ancienne = chantier.entrees()[1].chemin
    chantier.deposer(NOVEMBRE, decp(6))
    chantier.serveur.requetes.clear()
    recolte = chantier.recolter(moment=DEMAIN)
    assert etats(recolte) == {OCTOBRE: "inchangee", NOVEMBRE: "modifiee"}
    assert len(chantier.serveur.demandes("/fr/datasets/r/")) == 1
    assert chantier.lus()[f"ministere/{NOVEMBRE}"] == decp(6)
    assert ancienne.read_bytes() == decp(4)
    vigueur = chantier.magasin.vigueurs(cle_source(chantier.source, chantier.magasin.dossier))[1]
    assert (vigueur.depuis, vigueur.precedents) == ("2026-10-13", (ancienne.name,))


def test_a_version_that_comes_back_is_not_downloaded_again(chantier: Chantier):
    chantier.recolter()
    chantier.deposer(NOVEMBRE, decp(6))
    chantier.recolter(moment=DEMAIN)
    chantier.deposer(NOVEMBRE, decp(4))
    chantier.serveur.requetes.clear()
    assert etats(chantier.recolter(moment=DEMAIN))[NOVEMBRE] == "modifiee"
    assert chantier.serveur.demandes("/fr/") == []
    assert chantier.lus()[f"ministere/{NOVEMBRE}"] == decp(4)


def test_an_older_publication_is_told(chantier: Chantier):
    chantier.recolter()
    chantier.deposer(NOVEMBRE, decp(5), publie_le="2026-09-01T00:00:00+00:00")
    constat = next(c for c in chantier.recolter().constats if c.nom == NOVEMBRE)
    assert constat.etat == "modifiee"
    assert "2026-09-01, avant la version précédente (2026-10-11)" in constat.message


def test_a_vanished_resource_stays_in_force_and_is_told(chantier: Chantier):
    chantier.recolter()
    chantier.serveur.pannes.disparues.add(OCTOBRE)
    recolte = chantier.recolter(moment=DEMAIN)
    assert etats(recolte) == {OCTOBRE: "disparue", NOVEMBRE: "inchangee"}
    assert "n'est plus publiée (constaté le 2026-10-13)" in recolte.constats[-1].message
    assert f"ministere/{OCTOBRE}" in chantier.lus()
    cle = cle_source(chantier.source, chantier.magasin.dossier)
    assert [v.etat for v in chantier.magasin.vigueurs(cle)] == ["disparue", "presente"]
    encore = chantier.recolter(moment=DEMAIN + timedelta(days=9))
    assert "constaté le 2026-10-13" in encore.constats[-1].message
    chantier.serveur.pannes.disparues.clear()
    assert etats(chantier.recolter())[OCTOBRE] == "inchangee"
    assert {v.etat for v in chantier.magasin.vigueurs(cle)} == {"presente"}


def test_a_withdrawn_resource_no_longer_counts_from_its_day(chantier: Chantier):
    chantier.recolter()
    decision = Retrait(OCTOBRE, date(2026, 11, 1), "remplacée par l'annuel")
    chantier.declarer(retraits=(decision,))
    assert etats(chantier.recolter())[OCTOBRE] == "inchangee"
    assert len(chantier.lus(date(2026, 10, 31))) == 2
    assert list(chantier.lus(date(2026, 11, 1))) == [f"ministere/{NOVEMBRE}"]
    chantier.serveur.requetes.clear()
    chantier.deposer(OCTOBRE, decp(9))
    recolte = chantier.recolter(moment=MOMENT + timedelta(days=30))
    assert etats(recolte)[OCTOBRE] == "retiree"
    assert "remplacée par l'annuel" in recolte.constats[-1].message
    assert chantier.serveur.demandes("/fr/") == []


def test_a_withdrawal_that_names_nothing_is_told(chantier: Chantier):
    chantier.declarer(retraits=(Retrait("decp-2042.json", date(2026, 1, 1), "x"),))
    assert "« decp-2042.json », que « retraits » nomme" in chantier.recolter().avertissements[0]


def test_a_fall_in_records_is_refused_until_a_person_accepts_these_bytes(chantier: Chantier):
    chantier.deposer(NOVEMBRE, decp(10))
    chantier.recolter()
    chantier.deposer(NOVEMBRE, decp(4))
    recolte = chantier.recolter(moment=DEMAIN)
    refus = recolte.en_defaut[0]
    assert (refus.nom, refus.etat) == (NOVEMBRE, "refusee")
    assert "4 enregistrements contre 10 (baisse admise : 50 %)" in refus.message
    assert "La version en vigueur depuis le 2026-10-12 le reste" in refus.message
    assert chantier.lus()[f"ministere/{NOVEMBRE}"] == decp(10)
    gardes = [p for p in visibles(chantier.magasin.dossier) if p.startswith("refuses/")]
    assert any(p.endswith(str(refus.sha256)) for p in gardes)
    chantier.declarer(baisses_acceptees=(BaisseAcceptee(NOVEMBRE, "0" * 64, "autre fichier"),))
    assert etats(chantier.recolter())[NOVEMBRE] == "refusee"
    chantier.declarer(baisses_acceptees=(BaisseAcceptee(NOVEMBRE, str(refus.sha256), "doublons ôtés"),))
    chantier.serveur.requetes.clear()
    assert etats(chantier.recolter())[NOVEMBRE] == "modifiee"
    assert chantier.serveur.demandes("/fr/") == []  # the refused bytes were kept
    assert chantier.lus()[f"ministere/{NOVEMBRE}"] == decp(4)
    assert not [p for p in visibles(chantier.magasin.dossier) if p.startswith("refuses/")]


@pytest.mark.parametrize(("restent", "etat"), [(5, "modifiee"), (4, "refusee")])
def test_the_fall_that_is_allowed_is_the_one_that_is_written(chantier: Chantier, restent: int, etat: str):
    chantier.deposer(NOVEMBRE, decp(10))
    chantier.recolter()
    chantier.deposer(NOVEMBRE, decp(restent))
    assert etats(chantier.recolter())[NOVEMBRE] == etat


def test_a_file_that_cannot_be_read_is_refused_and_the_former_stays(chantier: Chantier):
    chantier.recolter()
    chantier.deposer(NOVEMBRE, b'{"autre": "chose"}')
    refus = seul(chantier.recolter().en_defaut)
    assert refus.etat == "refusee" and "ce n'est pas un fichier DECP" in refus.message
    assert chantier.lus()[f"ministere/{NOVEMBRE}"] == decp(4)


def test_a_refused_version_is_not_downloaded_day_after_day(chantier: Chantier):
    chantier.recolter()
    chantier.deposer(NOVEMBRE, b'{"autre": "chose"}')
    chantier.recolter()
    chantier.serveur.requetes.clear()
    assert etats(chantier.recolter())[NOVEMBRE] == "refusee"
    assert chantier.serveur.demandes("/fr/") == []


def test_a_former_snapshot_that_is_refused_keeps_its_bytes(chantier: Chantier):
    chantier.deposer(NOVEMBRE, decp(4))
    chantier.recolter()
    chantier.deposer(NOVEMBRE, decp(20))
    chantier.recolter()
    chantier.deposer(NOVEMBRE, decp(4))
    assert etats(chantier.recolter())[NOVEMBRE] == "refusee"
    assert chantier.magasin.octets(hashlib.sha256(decp(4)).hexdigest()).read_bytes() == decp(4)


@pytest.mark.parametrize(
    ("panne", "phrase"),
    [("html", "HTML"), ("sha1_faux", "SHA-1"), ("coupees", "s'arrête avant sa fin")],
)
def test_bytes_that_are_not_those_announced_are_refused(chantier: Chantier, panne: str, phrase: str):
    chantier.recolter()
    chantier.deposer(NOVEMBRE, decp(5))
    getattr(chantier.serveur.pannes, panne).add(NOVEMBRE)
    chantier.serveur.pannes.sans_validateurs = panne == "coupees"  # else the rest is asked for
    if panne == "html":
        chantier.serveur.pannes.distantes.add(NOVEMBRE)
    recolte = chantier.recolter()
    assert etats(recolte) == {OCTOBRE: "inchangee", NOVEMBRE: "refusee"}
    assert phrase in recolte.en_defaut[0].message
    assert chantier.lus()[f"ministere/{NOVEMBRE}"] == decp(4)
    assert HTML not in visibles(chantier.magasin.dossier).values()


def test_a_server_in_trouble_is_asked_again(chantier: Chantier):
    chantier.serveur.pannes.erreurs[NOVEMBRE] = 2
    recolte = chantier.recolter()
    assert etats(recolte)[NOVEMBRE] == "nouvelle"
    assert {c.nom: c.essais for c in recolte.constats}[NOVEMBRE] == 3


def test_one_resource_out_of_reach_does_not_stop_the_others(chantier: Chantier):
    chantier.serveur.pannes.erreurs[OCTOBRE] = 99
    recolte = chantier.recolter()
    assert etats(recolte) == {OCTOBRE: "injoignable", NOVEMBRE: "nouvelle"}
    assert "Rien de cette ressource n'est en vigueur" in seul(recolte.en_defaut).message


def test_one_source_out_of_reach_does_not_stop_the_others(chantier: Chantier):
    morte = replace(chantier.source, nom="morte", jeu="0" * 24)
    recolte = chantier.recolter(morte)
    assert [(c.source, c.etat) for c in recolte.constats if c.ressource is None] == [("morte", "disparue")]
    assert [c.etat for c in recolte.constats if c.source == "ministere"] == ["nouvelle", "nouvelle"]
    assert seul(recolte.en_defaut).source == "morte"


def test_a_remote_file_without_digest_is_asked_whether_it_changed(chantier: Chantier):
    chantier.serveur.pannes.distantes.add(NOVEMBRE)
    chantier.recolter()
    chantier.serveur.requetes.clear()
    assert etats(chantier.recolter())[NOVEMBRE] == "inchangee"
    assert len(chantier.serveur.demandes("/resources/")) == 1
    chantier.deposer(NOVEMBRE, decp(5))  # its date on the platform does not change
    assert etats(chantier.recolter())[NOVEMBRE] == "modifiee"


def test_a_remote_file_without_digest_nor_validators_is_known_by_its_date(chantier: Chantier):
    chantier.serveur.pannes.distantes.add(NOVEMBRE)
    chantier.serveur.pannes.sans_validateurs = True
    chantier.recolter()
    chantier.serveur.requetes.clear()
    assert etats(chantier.recolter())[NOVEMBRE] == "inchangee"
    assert chantier.serveur.demandes("/resources/") == []
    chantier.deposer(NOVEMBRE, decp(5), publie_le="2026-10-12T00:00:00+00:00")
    assert etats(chantier.recolter())[NOVEMBRE] == "modifiee"
    chantier.deposer(NOVEMBRE, decp(5), publie_le="2026-10-13T00:00:00+00:00")
    assert etats(chantier.recolter())[NOVEMBRE] == "inchangee"  # asked for, and the same bytes came


def test_the_digest_of_nothing_is_no_digest(chantier: Chantier):
    chantier.serveur.pannes.somme_vide |= {OCTOBRE, NOVEMBRE}
    assert set(etats(chantier.recolter()).values()) == {"nouvelle"}
    chantier.deposer(NOVEMBRE, decp(6))
    assert etats(chantier.recolter())[NOVEMBRE] == "modifiee"


def test_two_spasers_share_the_bytes_but_not_the_decisions(chantier: Chantier):
    chantier.recolter()
    autre = replace(chantier.source, nom="national", ressources=(OCTOBRE,))
    chantier.serveur.requetes.clear()
    voisin = Chantier(chantier.publie, chantier.magasin, chantier.serveur, autre)
    assert etats(voisin.recolter()) == {OCTOBRE: "inchangee"}
    assert chantier.serveur.demandes("/fr/") == []
    assert list(voisin.lus()) == [f"national/{OCTOBRE}"]
    assert len(chantier.lus()) == 2


def test_two_resources_with_the_same_bytes_are_stored_once(chantier: Chantier):
    chantier.deposer("decp-2024-12.json", decp(4))
    assert set(etats(chantier.recolter()).values()) == {"nouvelle"}
    assert len(list((chantier.magasin.dossier / "octets").glob("*/*"))) == 2
    assert len(chantier.lus()) == 3


def test_another_harvest_at_the_same_time_is_named(chantier: Chantier):
    with chantier.magasin.verrou(), pytest.raises(SpaserErreur, match=r"processus [0-9]+"):
        recolter([chantier.source], chantier.magasin, POLITIQUE, compter, MOMENT, attendre_s=0.1)
    assert len(chantier.recolter().constats) == 2


def test_the_report_counts_what_it_lists(chantier: Chantier):
    chantier.serveur.pannes.erreurs[OCTOBRE] = 99
    objet = json.loads(json.dumps(chantier.recolter().en_objet()))
    assert objet["faite_le"] == "2026-10-12T08:30:00+00:00"
    assert {etat: n for etat, n in objet["comptes"].items() if n} == {"nouvelle": 1, "injoignable": 1}
    assert (objet["fichiers_recus"], objet["octets_recus"]) == (1, len(decp(4)))
    assert len(objet["constats"]) == 2


def test_a_reader_that_fails_refuses_one_file_and_says_nothing_of_its_values(chantier: Chantier):
    def fragile(chemin, nom):
        if nom == OCTOBRE:
            raise RuntimeError("valeur privée")
        return compter(chemin, nom)

    recolte = recolter([chantier.source], chantier.magasin, POLITIQUE, fragile, MOMENT)
    assert etats(recolte) == {OCTOBRE: "refusee", NOVEMBRE: "nouvelle"}
    assert "RuntimeError" in recolte.constats[0].message and "privée" not in str(recolte.en_objet())


def test_what_is_new_is_followed_as_it_comes(chantier: Chantier):
    vus: list[tuple[str, int]] = []
    recolter(
        [chantier.source],
        chantier.magasin,
        POLITIQUE,
        compter,
        MOMENT,
        lambda nom, recus, total: vus.append((nom, recus)),
    )
    assert set(vus) >= {(NOVEMBRE, len(decp(4))), (OCTOBRE, len(decp(3, "Voirie")))}


def test_a_source_of_a_mirror_is_not_that_of_the_platform(chantier: Chantier):
    officielle = Source(nom="x", type="ministere", jeu=MINISTERE, ressources=("*",))
    dossier = chantier.magasin.dossier
    assert cle_source(officielle, dossier) == f"jeu-{MINISTERE}" != cle_source(chantier.source, dossier)


def test_a_list_that_cannot_be_noted_is_told_with_what_was_received(
    chantier: Chantier, monkeypatch: pytest.MonkeyPatch
):
    """A full disk at the last moment: what came of each file is still in the report."""
    chantier.deposer(OCTOBRE, decp(3))

    def plein(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Magasin, "noter_constat", plein)
    constats = chantier.recolter().constats
    assert "nouvelle" in [c.etat for c in constats]
    assert "il n'y a plus de place sur le disque" in constats[-1].message


def test_a_store_that_cannot_be_written_is_told(chantier: Chantier, monkeypatch: pytest.MonkeyPatch):
    chantier.deposer(OCTOBRE, decp(3))
    juste = Path.open

    def lecture_seule(self: Path, mode: str = "r", *reste: Any, **options: Any) -> Any:
        if self.name == VERROU:
            raise OSError(errno.EROFS, "Read-only file system")
        return juste(self, mode, *reste, **options)

    monkeypatch.setattr(Path, "open", lecture_seule)
    with pytest.raises(SpaserErreur, match="le disque est en lecture seule"):
        chantier.recolter()
