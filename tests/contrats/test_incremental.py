"""Deciding again what a change touches gives the bytes of deciding everything: any files, any order, any day."""

import json
import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.contrats.etablir import TABLES, etablir
from pipelines.contrats.incremental import tenir
from pipelines.decp.lecture import lire_fichiers

RACINE = Path(__file__).parents[2]
EXEMPLE = sorted(p for p in (RACINE / "data/raw/exemple/decp").rglob("*") if p.is_file())
JOUR = date(2026, 6, 30)


class Maison:
    """A folder of files, the tables kept from one time to the next, and those made from nothing."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.entree = dossier, dossier / "entree"
        self.entree.mkdir(parents=True)

    def etablir(self, jour: date = JOUR) -> dict[str, bytes]:
        sources = lire_fichiers([self.entree], self.dossier / "staging", gardees=self.dossier / "lectures")
        sortie = self.dossier / "tables"
        etablir(sources, self.dossier / "staging", sortie, jour, etat=self.dossier / "etat")
        return octets(sortie)

    def de_rien(self, jour: date = JOUR) -> dict[str, bytes]:
        sources = lire_fichiers([self.entree], self.dossier / "staging2")
        shutil.rmtree(self.dossier / "tables2", ignore_errors=True)
        etablir(sources, self.dossier / "staging2", self.dossier / "tables2", jour)
        return octets(self.dossier / "tables2")


def octets(tables: Path) -> dict[str, bytes]:
    return {nom: (tables / nom).read_bytes() for nom in [*(f"{t}.parquet" for t in TABLES), "bilan.json"]}


def comparer(a: dict[str, bytes], b: dict[str, bytes]) -> None:
    assert [nom for nom in a if a[nom] != b[nom]] == []


@pytest.fixture
def reprises(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each update was done from the last time (True) or by deciding everything (False)."""
    faites: list[bool] = []
    juste = tenir._reprendre

    def noter(*args: object) -> bool:
        faites.append(juste(*args))
        return faites[-1]

    monkeypatch.setattr(tenir, "_reprendre", noter)
    monkeypatch.setattr(tenir, "PART_MAX", 2.0)
    return faites


@pytest.mark.parametrize("graine", range(4))
def test_any_walk_through_the_files_of_the_fictional_community(
    graine: int, tmp_path: Path, reprises: list[bool]
):
    """Files come, go, change, are renamed; the day moves: at each step the same bytes as from nothing."""
    hasard = random.Random(graine)
    maison = Maison(tmp_path)
    for path in hasard.sample(EXEMPLE, 20):
        shutil.copy(path, maison.entree / path.name)
    maison.etablir()
    for pas in range(5):
        presents = sorted(maison.entree.iterdir())
        geste = hasard.choice(["entre", "sort", "change", "nomme", "jour"])
        jour = hasard.choice([date(2024, 5, 1), date(2026, 1, 15), JOUR]) if geste == "jour" else JOUR
        if geste == "entre":
            path = hasard.choice(EXEMPLE)
            shutil.copy(path, maison.entree / path.name)
        elif geste == "sort":
            hasard.choice(presents).unlink()
        elif geste == "change":
            raccourcir(hasard.choice([p for p in presents if p.suffix == ".json"]), hasard)
        elif geste == "nomme":
            path = hasard.choice(presents)
            path.rename(path.with_name(f"0{pas}-{path.name}"))
        comparer(maison.etablir(jour), maison.de_rien(jour))
    assert reprises and all(reprises), "l'état a été refait de rien : la fermeture ne suffisait pas"


def raccourcir(path: Path, hasard: random.Random) -> None:
    """Take one record out of a JSON file, and change the amount of another."""
    dit = json.loads(path.read_text(encoding="utf-8-sig"))
    listes = [dit] if isinstance(dit, list) else []
    if isinstance(dit, dict):
        marches = dit.get("marches", dit)
        listes = [
            v for v in (marches.values() if isinstance(marches, dict) else [marches]) if isinstance(v, list)
        ]
    for liste in listes:
        if liste:
            liste.pop(hasard.randrange(len(liste)))
        for element in liste[:1]:
            if isinstance(element, dict) and "montant" in element:
                element["montant"] = 77_777
    path.write_text(json.dumps(dit, ensure_ascii=False), encoding="utf-8")
