"""The French Excel CSV: its dialect, and the apostrophe that keeps a formula from being one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.commun import duck
from pipelines.publication.formats import excel_fr
from pipelines.validation import export
from tests.publication.formats.lecteurs import par_csv
from tests.publication.formats.matiere import HOSTILE, UNE_COLONNE, Release, champ, ecrire_parquet, schema

TEXTE = schema("t", champ("rang", "integer"), champ("texte", "string"))
hostiles = st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠\";, a0é😀\ufeff"), min_size=1, max_size=6) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20
)


def ecrire(dossier: Path, textes: list[str]) -> tuple[Path, str]:
    ecrire_parquet(dossier / "t.parquet", TEXTE, [(str(n), texte) for n, texte in enumerate(textes)])
    source = f"FROM read_parquet('{dossier / 't.parquet'}')"
    with duck.connect(threads=1) as con:
        excel_fr.ecrire_excel_fr(con, source, TEXTE, dossier / "t.excel-fr.csv")
        export.ecrire_csv(con, source, TEXTE, dossier / "t.csv")
    return dossier / "t.excel-fr.csv", source


@given(st.lists(hostiles, min_size=1, max_size=30))
def test_no_cell_starts_a_formula_and_putting_back_is_exact(tmp_path_factory, textes: list[str]):
    dossier = tmp_path_factory.mktemp("apostrophes")
    fichier, source = ecrire(dossier, textes)
    lues = [ligne[1] for ligne in par_csv(fichier, TEXTE)[1:]]
    assert [*map(excel_fr.remettre, lues)] == textes
    assert not [lue for lue in lues if lue[0] in excel_fr.DANGEREUX]
    assert [ligne[1] for ligne in par_csv(dossier / "t.csv", TEXTE)[1:]] == textes
    with duck.connect(threads=1) as con:
        touchees = sum(lue != texte for lue, texte in zip(lues, textes, strict=True))
        assert excel_fr.compter_echappees(con, source, TEXTE) == touchees


@pytest.mark.parametrize("debut", [*excel_fr.DANGEREUX.replace("\x00", ""), "'=", "''@", "'\t"])
def test_what_a_spreadsheet_takes_for_a_formula_bears_one_more_apostrophe(tmp_path: Path, debut):
    fichier, _ = ecrire(tmp_path, [f"{debut}1", f"a{debut}1", "'aujourd'hui"])
    assert [ligne[1] for ligne in par_csv(fichier, TEXTE)[1:]] == [f"'{debut}1", f"a{debut}1", "'aujourd'hui"]


def test_a_nul_too(tmp_path: Path):
    with duck.connect(threads=1) as con:
        con.execute("CREATE TABLE t AS SELECT 1 AS rang, concat(chr(0), '=1') AS texte")
        excel_fr.ecrire_excel_fr(con, "FROM t", TEXTE, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().endswith(b"1;'\x00=1\r\n")
    assert excel_fr.remettre("'\x00=1") == "\x00=1"


def test_the_dialect_is_the_one_a_french_excel_opens(release: Release):
    octets = release.fichier("hostile", "excel-fr.csv").read_bytes()
    assert octets.startswith(b"\xef\xbb\xbfcle;texte;montant_ht_eur;") and octets.endswith(b"\r\n")
    lignes = par_csv(release.fichier("hostile", "excel-fr.csv"), HOSTILE)
    assert lignes[1][:7] == [
        "000",
        "simple",
        "0",
        "0,00000000000000001",
        "0",
        "VRAI",
        "1899-12-30"[8:] + "/12/1899",
    ]
    assert lignes[2][2:6] == ["-0,01", "0,5", "-1", "FAUX"], "a negative number is no formula"
    assert excel_fr.DIALECTE["delimiter"] == ";" and "apostrophe" in excel_fr.REGLE


def test_a_table_without_rows_has_its_header_and_a_lone_absent_value_its_line(
    tmp_path: Path, release: Release
):
    assert release.fichier("vide", "excel-fr.csv").read_bytes() == b"\xef\xbb\xbfcode;montant;jour\r\n"
    with duck.connect(threads=1) as con:
        con.execute("CREATE TABLE t AS SELECT unnest(['a', NULL, 'b']) AS code")
        excel_fr.ecrire_excel_fr(con, "FROM t", UNE_COLONNE, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b'\xef\xbb\xbfcode\r\na\r\n""\r\nb\r\n'
