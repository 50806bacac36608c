"""Every reader finds in every file the rows, the columns and the values of the canonical CSV."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.publication.formats import excel_fr
from pipelines.schemas import tables as schemas
from tests.publication.formats import lecteurs
from tests.publication.formats.matiere import (
    HOSTILE,
    NOM_LONG,
    TEXTES,
    Release,
    en_ods,
    en_xlsx,
    texte_canonique,
)

TEXTE = (lecteurs.par_csv, lecteurs.par_pandas, lecteurs.par_duckdb, lecteurs.par_frictionless)


def comparer(
    release: Release, nom: str, lues: lecteurs.Lignes, en_cellule: Callable[[str], str] = str, ou: str = ""
) -> None:
    """Hold what was read against the canonical CSV, cell by cell."""
    champs, attendues = release.tables[nom]["fields"], release.lignes(nom)
    assert list(lues[0]) == attendues[0], (nom, ou)
    assert len(lues) == len(attendues), (nom, ou)
    for lue, attendue in zip(lues[1:], attendues[1:], strict=True):
        assert len(lue) == len(champs), (nom, ou, attendue)
        dite = [texte_canonique(champ, valeur) for champ, valeur in zip(champs, lue, strict=True)]
        voulue = [
            en_cellule(t) if c["type"] == "string" else t for c, t in zip(champs, attendue, strict=True)
        ]
        assert dite == voulue, (nom, ou)


@pytest.mark.parametrize("lire", TEXTE, ids=lambda lire: lire.__name__)
def test_the_canonical_csv_says_the_same_to_all(release: Release, lire):
    for nom, table in release.tables.items():
        comparer(release, nom, lire(release.fichier(nom, "csv"), table))


def test_the_json_says_what_the_csv_says(release: Release):
    for nom, table in release.tables.items():
        comparer(release, nom, lecteurs.par_json(release.fichier(nom, "json"), table))


def test_duckdb_reads_the_json_as_far_as_its_doubles_go(release: Release):
    for nom, table in release.tables.items():
        nombres = [rang for rang, champ in enumerate(table["fields"]) if champ["type"] == "number"]
        lues = lecteurs.par_duckdb(release.fichier(nom, "json"), table)
        attendues = [list(ligne) for ligne in release.lignes(nom)]
        for lue, attendue in zip(lues[1:], attendues[1:], strict=True):
            for rang in nombres:
                assert bool(lue[rang]) == bool(attendue[rang])
                assert float(lue[rang] or 0) == float(attendue[rang] or 0)
                lue[rang] = attendue[rang] = None
        assert [[v or "" for v in ligne] for ligne in lues] == [
            [v or "" for v in ligne] for ligne in attendues
        ]


def test_the_parquet_says_what_the_csv_says_in_the_types_of_the_schema(release: Release):
    import duckdb

    for nom, table in release.tables.items():
        fichier = release.fichier(nom, "parquet")
        comparer(release, nom, lecteurs.par_duckdb(fichier, table))
        types = duckdb.sql(f"DESCRIBE FROM '{fichier}'").fetchall()
        assert {t[0]: t[1] for t in types} == schemas.types_duckdb(table)


@pytest.mark.parametrize("lire", TEXTE, ids=lambda lire: lire.__name__)
def test_the_french_csv_says_the_same_once_put_back(release: Release, lire):
    for nom, table in release.tables.items():
        lues = lire(release.fichier(nom, "excel-fr.csv"), table)
        comparer(release, nom, [lues[0], *([*map(remettre, table["fields"], ligne)] for ligne in lues[1:])])


def remettre(champ: schemas.Champ, lue: str | None) -> str:
    """Undo the French writing of a cell."""
    if not lue:
        return ""
    if champ["type"] == "date":
        return f"{lue[6:]}-{lue[3:5]}-{lue[:2]}"
    if champ["type"] == "boolean":
        return {"VRAI": "true", "FAUX": "false"}[lue]
    return excel_fr.remettre(lue) if champ["type"] == "string" else lue.replace(",", ".")


@pytest.mark.parametrize(
    ("lire", "forme", "en_cellule"),
    [
        (lecteurs.par_calamine, "xlsx", en_xlsx),
        (lecteurs.par_openpyxl, "xlsx", en_xlsx),
        (lecteurs.par_calamine, "ods", en_ods),
    ],
)
def test_the_workbooks_say_what_the_csv_says(release: Release, lire, forme, en_cellule):
    for nom in ("hostile", "contrats", "resultats", "une_colonne", "vide", "titulaires"):
        lues = lire(release.dossier / f"spaser.{forme}", nom)
        comparer(release, nom, lues, en_cellule, forme)


@pytest.mark.parametrize("forme", ("xlsx", "ods"))
def test_every_sheet_has_the_rows_and_columns_of_its_table(release: Release, forme):
    from python_calamine import CalamineWorkbook

    classeur = CalamineWorkbook.from_path(str(release.dossier / f"spaser.{forme}"))
    noms = classeur.sheet_names
    assert noms[:2] == ["Lisez-moi", "Dictionnaire"] and len(set(noms)) == len(release.tables) + 1
    assert all(len(nom) <= 31 for nom in noms)
    assert {NOM_LONG[:31], f"{NOM_LONG[:29]}~2"} <= set(noms)
    feuilles = dict(zip(sorted(release.tables, key=lambda nom: nom != "dictionnaire"), noms[1:], strict=True))
    for nom, feuille in feuilles.items():
        lues, attendues = (
            classeur.get_sheet_by_name(feuille).to_python(skip_empty_area=False),
            release.lignes(nom),
        )
        assert (len(lues), lues[0]) == (len(attendues), attendues[0]), nom
    propos = classeur.get_sheet_by_name("Lisez-moi").to_python(skip_empty_area=False)
    assert [[v for v in ligne if v] for ligne in propos] == [
        ["Jeu d'essai"], ["=1+1", "  deux  espaces"], [], ["ligne\nsuivante"]
    ]  # fmt: skip


@pytest.mark.outil("soffice")
@pytest.mark.parametrize(("forme", "en_cellule"), [("xlsx", en_xlsx), ("ods", en_ods)])
def test_libreoffice_reads_what_the_csv_says(release: Release, bureau: Path, forme, en_cellule):
    def lu_par_libreoffice(texte: str) -> str:
        # it saves _x0041_x0042_ so that it reads back as something else: its own fault, that our reading goes through
        return "_x0041B" if texte == "_x0041_x0042_" else en_cellule(texte)

    lu = bureau / f"depuis_{forme}.xlsx"
    for nom in ("hostile", "contrats", "resultats", "une_colonne", "vide"):
        comparer(release, nom, lecteurs.par_calamine(lu, nom), lu_par_libreoffice, forme)
    assert "_x0041_x0042_" in TEXTES


@pytest.mark.outil("soffice")
def test_libreoffice_opens_the_french_csv_with_numbers_dates_and_booleans_and_no_formula(
    release: Release, bureau: Path
):
    import datetime as dt

    from openpyxl import load_workbook

    feuille = load_workbook(bureau / "hostile.xlsx").active
    lignes = list(feuille.iter_rows(min_row=2))
    assert len(lignes) == len(release.lignes("hostile")) - 1
    for ligne, attendue in zip(lignes, release.lignes("hostile")[1:], strict=True):
        assert ligne[1].data_type != "f", attendue
        if attendue[6] >= "1900-03-01" and attendue[6] < "9999":
            assert ligne[6].value == dt.datetime.fromisoformat(attendue[6])
        if attendue[2] and len(attendue[2]) < 16:
            assert float(ligne[2].value) == float(attendue[2])
        if attendue[5]:
            assert (
                str(ligne[5].value)
                in {"true": ("=TRUE()", "True", "1"), "false": ("=FALSE()", "False", "0")}[attendue[5]]
            )
    assert HOSTILE["fields"][6]["name"] == "jour"
