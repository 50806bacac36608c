"""Which commune an establishment is in, and whether it is of the territory: districts, old communes, EPCI, overseas."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.fictif.identifiants import siren, siret
from pipelines.referentiels.etablir import Fichier, Territoire
from tests.referentiels.outils import A, B, Rendu, commune, ecrire, etablissement, lancer

LE = date(2026, 1, 1)
COG = [
    commune("75056"),
    commune("75101", "ARM", parent="75056"),
    commune("01015"),
    commune("01015", "COMD", parent="01015"),
    commune("01039", "COMD", parent="01015"),
    commune("01040", "COMA", parent="01033"),
    commune("01033"),
    commune("2A004", dep="2A"),
    commune("97105", dep="971"),
    commune("33063"),
    commune("69123", dep="69"),
]


def situer(
    tmp: Path, codes: list[str], territoire: Territoire, cog: object = COG, *autres: Fichier
) -> tuple[Rendu, dict[str, object]]:
    """Place one supplier a code; True in the territory, False out of it, None unknown."""
    sirens = {code: siren(100 + rang) for rang, code in enumerate(codes)}
    lignes = [etablissement(siret(s), code) for code, s in sirens.items()]
    fichiers = [Fichier(ecrire(tmp / "etablissements.csv", lignes), LE), *autres]
    if isinstance(cog, list):
        fichiers.append(Fichier(ecrire(tmp / "v_commune_2026.csv", cog), LE))
    r = lancer(tmp, fichiers, [(s, siret(s)) for s in sirens.values()], territoire)
    assert r.refus == []
    return r, {
        code: True
        if r.au(s, "2026-02-01", siret(s))
        else False
        if r.connu(s, "2026-02-01", siret(s))
        else None
        for code, s in sirens.items()
    }


def test_parts_of_communes_are_their_commune(tmp_path: Path):
    codes = ["75056", "75101", "01015", "01039", "01040", "01033", "33063"]
    _, dedans = situer(tmp_path, codes, Territoire(communes=("75056", "01015")))
    assert dedans == {
        "75056": True, "75101": True, "01015": True, "01039": True, "01040": False, "01033": False, "33063": False
    }  # fmt: skip


def test_a_code_that_is_also_a_whole_commune_is_that_commune(tmp_path: Path):
    """A commune re-established: its code is both delegated to its former group and a commune again."""
    cog = [*COG, commune("01039")]
    _, dedans = situer(tmp_path, ["01039"], Territoire(communes=("01039",)), cog)
    assert dedans == {"01039": True}
    _, dedans = situer(tmp_path / "2", ["01039"], Territoire(communes=("01015",)), cog)
    assert dedans == {"01039": False}


def test_departments_come_from_the_file_of_communes(tmp_path: Path):
    codes = ["01039", "2A004", "97105", "33063", "75101"]
    _, dedans = situer(tmp_path, codes, Territoire(departements=("2A", "971", "01")))
    assert dedans == {"01039": True, "2A004": True, "97105": True, "33063": False, "75101": False}


def test_without_it_the_code_says_the_department_and_the_districts_are_known(tmp_path: Path):
    codes = ["2A004", "97105", "97411", "75116", "75056", "69389", "13201", "33063", "33318"]
    territoire = Territoire(communes=("75056", "69123", "13055", "33063"), departements=("2A", "971"))
    _, dedans = situer(tmp_path, codes, territoire, None)
    assert dedans == {
        "2A004": True, "97105": True, "97411": False, "75116": True, "75056": True, "69389": True, "13201": True,
        "33063": True, "33318": False
    }  # fmt: skip


def test_a_code_that_the_file_does_not_have_may_be_an_old_one(tmp_path: Path):
    """33999 may have merged into 33063: unknown. 40999 is in another department: surely not."""
    _, dedans = situer(tmp_path, ["33999", "40999", "33063"], Territoire(communes=("33063",)))
    assert dedans == {"33999": None, "40999": False, "33063": True}


@pytest.mark.parametrize("code", ["", "[ND]"])
def test_no_commune_no_answer(tmp_path: Path, code: str):
    _, dedans = situer(tmp_path, [code, "33063"], Territoire(communes=("33063",)))
    assert dedans[code] is None


def test_no_territory_no_answer(tmp_path: Path):
    r, dedans = situer(tmp_path, ["33063"], Territoire())
    assert (dedans, r.bilan["territoire"]) == ({"33063": None}, {"communes": 0})


def epci(tmp: Path, le: date = LE, code: str = "33063") -> Fichier:
    lignes = [{"CODGEO": code, "LIBGEO": "x", "EPCI": "000001024", "LIBEPCI": "y", "DEP": "33", "REG": "75"}]
    return Fichier(ecrire(tmp / f"epci_{le}.csv", lignes, delim=";"), le)


def test_an_epci_is_its_communes_of_the_last_file(tmp_path: Path):
    anciens = epci(tmp_path, date(2020, 1, 1), "01015")
    r, dedans = situer(
        tmp_path, ["33063", "01015", "75056"], Territoire(epci=("000001024",)), COG, anciens, epci(tmp_path)
    )
    assert dedans == {"33063": True, "01015": False, "75056": False}
    assert r.bilan["territoire"] == {"communes": 1}


@pytest.mark.parametrize(
    ("territoire", "phrase"),
    [
        (Territoire(communes=("33064",)), "ne connaît pas « 33064 »"),
        (
            Territoire(communes=("75101",)),
            "« 75101 » est un arrondissement municipal de « 75056 » : écrivez « 75056 »",
        ),
        (Territoire(communes=("01039",)), "« 01039 » est une commune déléguée de « 01015 »"),
        (Territoire(communes=("01040",)), "« 01040 » est une commune associée de « 01033 »"),
        (Territoire(departements=("99",)), "ne connaît pas « 99 »"),
        (
            Territoire(epci=("000001024",)),
            "aucun fichier ne dit ses communes. Ajoutez sous « referentiels » la composition",
        ),
    ],
)
def test_a_territory_that_the_official_files_do_not_know(tmp_path: Path, territoire: Territoire, phrase: str):
    with pytest.raises(SpaserErreur, match=phrase):
        situer(tmp_path, ["33063"], territoire)


def test_an_epci_that_its_file_does_not_have(tmp_path: Path):
    with pytest.raises(SpaserErreur, match="« 000001032 » n'est dans aucun fichier de composition"):
        situer(tmp_path, ["33063"], Territoire(epci=("000001032",)), COG, epci(tmp_path))


def test_an_epci_whose_file_is_refused(tmp_path: Path):
    page = tmp_path / "epci.csv"
    page.write_text("<!DOCTYPE html><html>Connexion</html>")
    with pytest.raises(SpaserErreur, match=r"Celui qui est donné est refusé : « epci.csv » est une page web"):
        lancer(tmp_path, [Fichier(page, LE, "epci_communes")], [], Territoire(epci=("000001024",)))


def test_codes_whose_zero_a_spreadsheet_lost_are_given_it_back(tmp_path: Path):
    """01004 saved as 1004, department 01 as 1: their suppliers are still of the territory."""
    epci = ecrire(
        tmp_path / "epci.csv",
        [
            {"CODGEO": "1004", "EPCI": siren(77), "DEP": "1"},
            {"CODGEO": "33063", "EPCI": siren(78), "DEP": "33"},
        ],
    )
    cog = ecrire(tmp_path / "cog.csv", [commune("1004", dep="1"), commune("33063", dep="33")])
    lieux = ecrire(tmp_path / "e.csv", [etablissement(siret(A), "01004"), etablissement(siret(B), "33063")])
    fichiers = [Fichier(p, LE) for p in (epci, cog, lieux)]
    for nom, territoire in {
        "epci": Territoire(epci=(siren(77),)),
        "dep": Territoire(departements=("01",)),
    }.items():
        r = lancer(tmp_path, fichiers, [(A, siret(A)), (B, siret(B))], territoire, nom=nom)
        assert r.refus == []
        assert r.lignes("qualites", "siren, categorie") == [(A, "TERRITOIRE")]
