"""The workbooks: what a person sees in them, what they refuse to hold, and texts of any kind."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.formats import archive, classeurs, feuilles, flux
from pipelines.publication.formats.classeurs import Feuille
from tests.publication.formats.lecteurs import par_calamine, par_openpyxl
from tests.publication.formats.matiere import (
    HOSTILE,
    NOM_LONG,
    Release,
    champ,
    ecrire_parquet,
    en_ods,
    en_xlsx,
    schema,
)  # fmt: skip

TEXTE = schema("t", champ("rang", "integer"), champ("texte", "string"))
tous = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
penibles = st.text(st.sampled_from("_x0041_<&>\r\n\t \x01\x1f\ufffe\uffff\"'aé😀"), min_size=1, max_size=12)


def une_feuille(dossier: Path, textes: list[str]) -> Feuille:
    ecrire_parquet(dossier / "t.parquet", TEXTE, [(str(n), texte) for n, texte in enumerate(textes)])
    return Feuille("t", "Textes", dossier / "t.parquet", TEXTE, len(textes))


@given(st.lists(penibles | tous, min_size=1, max_size=40))
@example(["_x0041_x0042_", "a \n b", "\n", " "])
def test_any_text_comes_back(tmp_path_factory, textes: list[str]):
    dossier = tmp_path_factory.mktemp("textes")
    feuille = une_feuille(dossier, textes)
    classeurs.ecrire_xlsx([feuille], [["a"]], dossier / "t.xlsx", dossier)
    classeurs.ecrire_ods([feuille], [["a"]], dossier / "t.ods", dossier)
    assert [ligne[1] for ligne in par_openpyxl(dossier / "t.xlsx", "t")[1:]] == [*map(en_xlsx, textes)]
    assert [ligne[1] for ligne in par_calamine(dossier / "t.xlsx", "t")[1:]] == [*map(en_xlsx, textes)]
    assert [ligne[1] for ligne in par_calamine(dossier / "t.ods", "t")[1:]] == [*map(en_ods, textes)]


@given(st.lists(penibles | tous, min_size=1, max_size=3))
def test_any_text_of_ours_comes_back(tmp_path_factory, textes: list[str]):
    dossier = tmp_path_factory.mktemp("propos")
    classeurs.ecrire_xlsx([], [textes], dossier / "t.xlsx", dossier)
    classeurs.ecrire_ods([], [textes], dossier / "t.ods", dossier)
    assert par_calamine(dossier / "t.xlsx", "Lisez-moi") == [[*map(en_xlsx, textes)]]
    assert par_calamine(dossier / "t.ods", "Lisez-moi") == [[*map(en_ods, textes)]]


def test_a_nul_does_not_make_a_file_that_cannot_be_read(tmp_path: Path):
    with duck.connect() as con:
        con.execute(
            f"COPY (SELECT 1 AS rang, 'a' || chr(0) || 'b' AS texte) TO '{tmp_path}/t.parquet' (FORMAT parquet)"
        )
    feuille = Feuille("t", "", tmp_path / "t.parquet", TEXTE, 1)
    classeurs.ecrire_xlsx([feuille], [], tmp_path / "t.xlsx", tmp_path)
    classeurs.ecrire_ods([feuille], [], tmp_path / "t.ods", tmp_path)
    assert par_openpyxl(tmp_path / "t.xlsx", "t")[1][1] == "a\x00b"
    assert par_calamine(tmp_path / "t.ods", "t")[1][1] == "a␀b"


def test_a_text_too_long_for_excel_is_cut_and_says_so_and_is_counted(tmp_path: Path):
    textes = ["a" * 32_767, "é" * 32_768, "😀" * 16_383, "😀" * 16_384, "x\r\n" * 10_922 + "xyz"]
    feuille = une_feuille(tmp_path, textes)
    classeurs.ecrire_xlsx([feuille], [["z" * 40_000]], tmp_path / "t.xlsx", tmp_path)
    lus = [ligne[1] for ligne in par_calamine(tmp_path / "t.xlsx", "t")[1:]]
    assert [lu.endswith(" (suite : voir le CSV)") for lu in lus] == [False, True, False, True, False]
    assert max(len(lu.encode("utf-16-le")) // 2 for lu in lus) == 32_767
    assert classeurs.coupures([feuille]) == {"t": 2}
    assert len(par_calamine(tmp_path / "t.xlsx", "Lisez-moi")[0][0]) == 32_767


def test_the_header_stays_in_view_and_texts_stay_texts_when_typed_again(release: Release):
    from openpyxl import load_workbook

    classeur = load_workbook(release.dossier / "spaser.xlsx")
    feuille = classeur["hostile"]
    assert (
        feuille.freeze_panes == "A2"
        and feuille.sheet_view.pane.ySplit == 1
        and feuille.auto_filter.ref == f"A1:H{len(release.lignes('hostile'))}"
    )
    assert feuille["A1"].font.b and not feuille["A2"].font.b
    assert [feuille.cell(2, n).number_format for n in (2, 3, 5)] == ["@", "#,##0.00", "0"]
    assert feuille["G6"].is_date and feuille["G6"].number_format == "mm-dd-yy", "the short date of the desk"
    assert feuille["B9"].value.startswith("=cmd") and feuille["B9"].data_type == "s"
    assert feuille["C6"].value == "9999999999999999.99", "beyond fifteen digits, a text"
    assert feuille.column_dimensions["A"].width >= len("cle") + 4 and feuille["H2"].value is None
    ods = zipfile.ZipFile(release.dossier / "spaser.ods")
    assert ods.read("settings.xml").count(b"VerticalSplitPosition") == len(release.tables)
    contenu = ods.read("content.xml").decode()
    assert "<text:p><text:s/>fin<text:s/></text:p>" in contenu, "a space at the edge of a line is not dropped"
    assert 'table:default-cell-style-name="texte"' in contenu and "<number:text-content/>" in contenu
    assert contenu.count('table:display-filter-buttons="true"') == len(release.tables)


def test_nothing_of_the_desk_is_in_the_archive(release: Release):
    for forme, premier in (("xlsx", "[Content_Types].xml"), ("ods", "mimetype")):
        with zipfile.ZipFile(release.dossier / f"spaser.{forme}") as fichier:
            assert fichier.testzip() is None
            infos = fichier.infolist()
        assert infos[0].filename == premier
        assert {(i.date_time, i.create_system, i.external_attr >> 16, i.extract_version) for i in infos} == {
            ((1980, 1, 1, 0, 0, 0), 3, 0o644, 20)
        }
    octets = (release.dossier / "spaser.ods").read_bytes()
    assert octets[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", (
        "stored, first, as it is"
    )


def feuille(nom: str, lignes: int, colonnes: int) -> Feuille:
    return Feuille(
        nom, nom, Path("x.parquet"), schema(nom, *(champ(f"c{n}", "string") for n in range(colonnes))), lignes
    )


def test_a_table_too_large_for_a_spreadsheet_is_left_out_and_named():
    tout_juste = feuille("b", 1_000_000, 9)
    assert classeurs.trop_grandes([feuille("a", 1_048_576, 1), tout_juste, feuille("c", 1_000_000, 11)]) == (
        "a",
        "c",
    )
    assert classeurs.trop_grandes([feuille("a", 1_048_575, 9), feuille("dictionnaire", 900, 9)]) == ()


def test_a_workbook_too_large_loses_its_largest_tables():
    feuilles_ = [
        feuille("a", 600_000, 10),
        feuille("b", 500_000, 10),
        feuille("c", 399_999, 10),
        feuille("d", 1, 1),
    ]
    assert classeurs.trop_grandes(feuilles_) == ("a",)


def test_what_is_left_out_has_no_sheet(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(feuilles, "LIMITE_CELLULES", 3)
    feuille = une_feuille(tmp_path, ["a", "b"])
    assert classeurs.ecrire_xlsx([feuille], [["« t » n'y est pas"]], tmp_path / "t.xlsx", tmp_path) == ("t",)
    assert classeurs.ecrire_ods([feuille], [["« t » n'y est pas"]], tmp_path / "t.ods", tmp_path) == ("t",)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as fichier:
        assert "xl/worksheets/sheet2.xml" not in fichier.namelist()


def test_two_long_names_do_not_make_one_sheet():
    noms = [
        nom
        for nom, _ in feuilles.retenues(
            [feuille(NOM_LONG, 1, 1), feuille(NOM_LONG + "_b", 1, 1), feuille("lisez-moi", 1, 1)]
        )
    ]
    assert len({nom.lower() for nom in noms}) == 3 and "lisez-moi" not in noms


def test_an_archive_beyond_4_gib_is_refused_in_words(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(archive, "LIMITE", 1000)
    with (
        pytest.raises(SpaserErreur, match="dépasserait 4 Gio"),
        archive.Archive(tmp_path / "x.xlsx") as fichier,
    ):
        fichier.ajouter("a", (b"x" * 600 for _ in range(3)))


def test_a_query_that_fails_midway_is_an_error_and_a_reader_that_gives_up_frees_the_writer():
    con = feuilles.ouvrir(None)
    copie = "COPY ({}) TO {{sortie}} (FORMAT csv, USE_TMP_FILE false)"
    panne = "SELECT CASE WHEN i < 200000 THEN 'a' ELSE error('panne') END FROM range(300000) r(i)"
    with pytest.raises(Exception, match="panne"):
        for _ in flux.lire(con, copie.format(panne)):
            pass
    sans_fin = flux.lire(con, copie.format("SELECT repeat('a', 1000) FROM range(1000000)"))
    next(sans_fin)
    sans_fin.close()
    assert con.execute("SELECT 1").fetchall() == [(1,)]
    assert HOSTILE["name"] == "hostile"
