"""What must not change anything: the order of files and rows, how a picture is cut, threads, the time zone."""

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.fictif.identifiants import siren, siret
from pipelines.referentiels import etablir as module
from pipelines.referentiels.etablir import Fichier, Territoire
from tests.referentiels.outils import Rendu, ecrire, etablissement, lancer, structure, unite

SIRENS = [siren(n) for n in range(1, 9)]
JOURS = [date(2023, 1, 31), date(2024, 6, 30), date(2026, 5, 31)]
TERRITOIRE = Territoire(communes=("00100",))
TABLES = ("qualites", "connus", "fournisseurs")
unites = st.dictionaries(
    st.sampled_from(SIRENS), st.tuples(st.sampled_from(["", "PME", "ETI", "GE"]), st.sampled_from(["", "O", "N"])),
    min_size=1,
)  # fmt: skip
etablissements = st.dictionaries(
    st.tuples(st.sampled_from(SIRENS), st.integers(1, 3)),
    st.tuples(st.sampled_from(["00100", "00200", ""]), st.booleans(), st.sampled_from("AF")),
    min_size=1,
)
listes = st.sets(st.sampled_from(SIRENS), min_size=1)
Monde = dict[str, dict[date, list[dict[str, Any]]]]


@st.composite
def mondes(draw: st.DrawFn) -> Monde:
    """One to three pictures of each file."""
    jours = st.lists(st.sampled_from(JOURS), min_size=1, max_size=3, unique=True)
    return {
        "u": {j: [unite(s, c, e) for s, (c, e) in draw(unites).items()] for j in draw(jours)},
        "e": {
            j: [etablissement(siret(s, n), c, g, f) for (s, n), (c, g, f) in draw(etablissements).items()]
            for j in draw(jours)
        },
        "liste_ess": {j: [{"SIREN": s} for s in sorted(draw(listes))] for j in draw(jours)},
        "siae": {j: [structure(siret(s), "EI") for s in sorted(draw(listes))] for j in draw(jours)},
    }


def poser(dossier: Path, monde: Monde, melange: random.Random | None = None, parts: int = 1) -> list[Fichier]:
    fichiers = []
    for nom, images in monde.items():
        for jour, lignes in images.items():
            rangees = list(lignes)
            if melange:
                melange.shuffle(rangees)
            for part in range(parts):
                if rangees[part::parts]:
                    path = dossier / f"{nom}_{jour}_{part}.csv"
                    fichiers.append(
                        Fichier(ecrire(path, rangees[part::parts]), jour, "liste_ess" if "ess" in nom else "")
                    )
    if melange:
        melange.shuffle(fichiers)
    return fichiers


DEMANDES = [*SIRENS, *((s, siret(s)) for s in SIRENS), (SIRENS[0], siret(SIRENS[0], 3))]


def octets(r: Rendu) -> list[bytes]:
    assert r.refus == []
    return [(r.dossier / f"{table}.parquet").read_bytes() for table in TABLES]


@settings(max_examples=8)
@given(mondes(), st.randoms(use_true_random=False))
def test_neither_the_order_of_files_and_rows_nor_the_cut_of_a_picture(monde: Monde, melange: random.Random):
    with tempfile.TemporaryDirectory() as brut:
        tmp = Path(brut)
        r = octets(lancer(tmp, poser(tmp / "1", monde), DEMANDES, TERRITOIRE))
        autre = poser(tmp / "2", monde, melange, parts=2)
        assert octets(lancer(tmp, autre, DEMANDES, TERRITOIRE, nom="autre")) == r


@settings(max_examples=5)
@given(mondes(), st.sets(st.sampled_from(DEMANDES), min_size=1))
def test_a_supplier_is_told_the_same_whoever_else_is_asked_for(monde: Monde, quelques: set[Any]):
    with tempfile.TemporaryDirectory() as brut:
        tmp = Path(brut)
        f = poser(tmp / "1", monde)
        tout = lancer(tmp, f, DEMANDES, TERRITOIRE)
        peu = lancer(tmp, f, quelques, TERRITOIRE, nom="garde")
        neuf = lancer(tmp, f, quelques, TERRITOIRE, nom="neuf", cache="neuf")
        assert octets(peu) == octets(neuf)
        paires = {d if isinstance(d, tuple) else (d, "") for d in quelques}
        for table in TABLES:
            assert peu.lignes(table, "*") == [x for x in tout.lignes(table, "*") if x[:2] in paires]


@settings(max_examples=8)
@given(mondes())
def test_days_agree_with_a_reading_in_plain_python(monde: Monde):
    """For the size: the picture of the day, else the next that says something (seen afterwards), else nothing."""
    images = monde["u"]
    jours = sorted(images)
    sondes = sorted({j + timedelta(days=d) for j in JOURS for d in (-1, 0, 1)})
    with tempfile.TemporaryDirectory() as brut:
        tmp = Path(brut)
        r = lancer(tmp, poser(tmp / "1", monde), SIRENS, TERRITOIRE)
        for s in SIRENS:
            dit = {
                j: next((x["categorieEntreprise"] for x in images[j] if x["siren"] == s), "") for j in jours
            }
            for sonde in sondes:
                passees = [j for j in jours if j <= sonde]
                attendu: dict[str, str] = {}
                if passees and dit[passees[-1]]:
                    attendu = {dit[passees[-1]]: "date"}
                elif suivantes := [j for j in jours if j > sonde and dit[j]]:
                    attendu = {dit[suivantes[0]]: "vu apres"}
                lu = {c: v for c, v in r.au(s, sonde.isoformat()).items() if c in ("PME", "ETI", "GE")}
                assert lu == attendu, (s, sonde, dit)
                assert ("taille" in r.connu(s, sonde.isoformat())) is bool(attendu)


@contextmanager
def fuseau(nom: str) -> Iterator[None]:
    avant = os.environ.get("TZ")
    os.environ["TZ"] = nom
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if avant is not None:
            os.environ["TZ"] = avant


def test_neither_threads_nor_time_zone_nor_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    des = [siren(n) for n in range(1, 3000)]
    lignes = [unite(s, ("PME", "ETI", "")[i % 3], "ON"[i % 2]) for i, s in enumerate(des)]
    lieux = [etablissement(siret(s), f"00{100 + i % 5}") for i, s in enumerate(des)]
    vus = []
    for fils, tz, ou in ((1, "UTC", "a"), (2, "Pacific/Kiritimati", "b/c"), (4, "America/Los_Angeles", "d")):
        monkeypatch.setattr(module, "FILS", fils)
        dossier = tmp_path / ou
        f = [
            Fichier(ecrire(dossier / "u.parquet", lignes), JOURS[2]),
            Fichier(ecrire(dossier / "u.csv.gz", lignes[:2000]), JOURS[0]),
            Fichier(ecrire(dossier / "e.parquet", lieux), JOURS[2]),
        ]
        with fuseau(tz):
            r = lancer(dossier, f, des, TERRITOIRE)
        bilan = {k: v for k, v in r.bilan.items() if k != "fichiers"}
        vus.append((octets(r), bilan, [(x["fichier"], x["lignes"], x["lus"]) for x in r.bilan["fichiers"]]))
    assert vus[0] == vus[1] == vus[2]
