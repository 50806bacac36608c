"""CSV files as they come: encodings, separators, titles, broken rows, and the way back to each line."""

import csv
from pathlib import Path

import pytest

from pipelines.commun.erreurs import FichierRefuse
from tests.registres.outils import NOMS, canonique, codes, colonne, doutes, lire, texte

TITRES = "acheteur_siren;reference;objet\n"


def refus(path: Path, *args: str, **plus: str) -> str:
    with pytest.raises(FichierRefuse) as vu:
        lire(path, *args, **plus)
    return str(vu.value)


# encodings


@pytest.mark.parametrize("encodage", ["cp1252", "iso-8859-15", "mac_roman", "utf-16"])
def test_a_declared_encoding_is_read(tmp_path: Path, encodage: str):
    path = texte(tmp_path, (TITRES + "000000019;A;Élagage œuvré\r\n").encode(encodage))
    assert colonne(lire(path, encodage=encodage), "objet") == ["Élagage œuvré"]


def test_the_mapping_declares_it_too(tmp_path: Path):
    path = texte(tmp_path, (TITRES + "000000019;A;Élagage\n").encode("cp1252"))
    assert colonne(lire(path, "encodage: cp1252\n"), "objet") == ["Élagage"]


def test_nothing_is_guessed_and_titles_are_shown_in_each_encoding(tmp_path: Path):
    path = texte(tmp_path, "SIREN de l'acheteur;Référence du contrat;Objet\n000000019;A;x\n".encode("cp1252"))
    dit = refus(path)
    assert "cp1252 (Windows) : Référence" in dit
    assert "mac_roman (anciens Mac) : RÈfÈrence" in dit
    assert "--encodage cp1252" in dit
    assert "encodage: cp1252" in dit


def test_only_words_that_may_be_shown_are_shown(tmp_path: Path):
    path = texte(
        tmp_path, "acheteur_siren;reference;pseudonyme;objet\n000000019;A;Éloïse;Forêt\n".encode("cp1252")
    )
    dit = refus(path)
    assert "Forêt" in dit
    assert "Éloïse" not in dit
    assert "ligne 2" in dit
    seule = texte(
        tmp_path, "acheteur_siren;reference;pseudonyme\n000000019;A;Éloïse\n".encode("cp1252"), "b.csv"
    )
    assert "lo" not in refus(seule).replace("colonne", "").replace("Déclarez", "").split("Dans quel")[0]
    assert "Éloïse" not in refus(seule)


def test_two_encodings_in_one_file_are_named(tmp_path: Path):
    path = texte(tmp_path, (TITRES + "1;A;é\n").encode() + "2;B;é\n".encode("cp1252"))
    assert "mélange deux encodages" in refus(path)
    assert "ligne 3" in refus(path)


@pytest.mark.parametrize(
    ("octets", "declare", "mot"),
    [
        ((TITRES + "1;A;é\n").encode(), "cp1252", "sont de l'UTF-8"),
        ((TITRES + "1;A;é\n").encode("utf-16"), None, "--encodage utf-16"),
        ((TITRES + "1;A;é\n").encode("utf-16-le"), None, "utf-16"),
        (TITRES.encode() + b"1;A;\x81\n", "cp1252", "n'existent pas dans cet encodage"),
        (TITRES.encode() + b"1;A;x\n", "utf-16", "ses octets n'en sont pas"),
        (TITRES.encode(), "latin9", "non admis"),
        (TITRES.encode() + "1;A;é".encode()[:-1], None, "n'est pas en UTF-8"),
        (TITRES.encode() + "1;é;é".encode()[:-1], None, "coupé pendant l'envoi"),
    ],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, octets: bytes, declare: str | None, mot: str):
    assert mot in refus(texte(tmp_path, octets), encodage=declare)


def test_a_byte_order_mark_is_taken_off(tmp_path: Path):
    stricte = lire(texte(tmp_path, b"\xef\xbb\xbf" + TITRES.replace(";", ",").encode() + b"000000019,A,x\n"))
    assert stricte.canonique.read_bytes().startswith(b"acheteur_siren,")
    assert stricte.position(2) == 2
    lache = lire(texte(tmp_path, b"\xef\xbb\xbf" + TITRES.encode() + b"000000019;A;x\n", "b.csv"))
    assert list(canonique(lache)[0]) == ["acheteur_siren", "reference", "objet"]


# strict or understood


def test_a_canonical_file_is_not_rewritten(tmp_path: Path):
    path = texte(tmp_path, 'acheteur_siren,reference,objet,libre\n000000019,"A, b","x\ny",1 234\n\n2,C,z,\n')
    lecture = lire(path)
    assert lecture.canonique == path
    assert lecture.delimiteur == ","
    assert [lecture.position(n) for n in (1, 2, 3, 4)] == [1, 2, 4, 5]
    assert lecture.original(2, "objet") == "x\ny"
    assert lecture.original(4, "reference") == "C"
    assert lecture.original(2, "reference") == "A, b"
    assert lecture.lignes == 3
    assert lecture.colonne("objet") == (3, "C", "objet")


@pytest.mark.parametrize("separateur", [";", "\t", "|", ","])
def test_the_separator_is_the_one_that_yields_the_titles(tmp_path: Path, separateur: str):
    # more commas than separators in the cells: content is never sniffed
    lignes = [
        ["SIREN de l'acheteur", "RÉFÉRENCE du contrat", "Objet"],
        ["000000019", "A", "a, b; c | d\te, f, g"],
    ]
    path = tmp_path / "essai.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separateur).writerows(lignes)
    lecture = lire(path)
    assert lecture.delimiteur == separateur
    assert colonne(lecture, "objet") == ["a, b; c | d\te, f, g"]


def test_no_known_title_is_refused_with_what_is_expected(tmp_path: Path):
    dit = refus(texte(tmp_path, "Dupont;Marie\n1;2\n"))
    assert "montant_ht_eur" in dit
    assert "Dupont" not in dit  # the schema is private: what looks like titles may be a person


def test_two_columns_for_one_field_are_a_question(tmp_path: Path):
    path = texte(tmp_path, "acheteur_siren;Objet;objet;reference\n1;a;b;R\n")
    dit = refus(path)
    assert "B (« Objet »)" in dit
    assert "C (« objet »)" in dit
    lecture = lire(path, 'colonnes:\n  "colonne C": objet\nignorer: ["colonne B"]\n')
    assert colonne(lecture, "objet") == ["b"]


# rows


def test_titles_below_a_note_totals_and_blank_rows(tmp_path: Path):
    path = texte(
        tmp_path,
        "Suivi des contrats;;\n;;\nacheteur_siren;Référence du contrat;montant_ht_eur;Notes\n"
        '000000019;A;1,5;"deux\nlignes"\n;;;\n\n000000019;B;2,5 %;\nTotal ;;4;\n;TOTAL GÉNÉRAL :;4;\n;;;\n;;;\n',
    )
    lecture = lire(path)
    assert [ligne["reference"] for ligne in canonique(lecture)] == ["A", "B"]
    assert [lecture.position(n) for n in (1, 2, 3)] == [3, 4, 8]
    assert [lecture.original(n, "montant_ht_eur") for n in (1, 2, 3)] == ["montant_ht_eur", "1,5", "2,5 %"]
    assert doutes(lecture) == [(3, "montant_ht_eur", "spaser-pourcentage")]
    vus = {r.code: r.lignes for r in lecture.constats if r.lignes}
    assert vus == {"lignes-au-dessus": (1,), "lignes-vides": (6, 7), "totaux": (9, 10)}
    assert "colonne-non-reprise" in codes(lecture)


@pytest.mark.parametrize(
    "ligne", ["000000019;A;4;Total", ";Totalement;4;", "000000019;Total;4;", ";;4;x Total", ";;4;"]
)
def test_a_row_is_no_total_when_anything_else_stands_in_it(tmp_path: Path, ligne: str):
    path = texte(tmp_path, "acheteur_siren;reference;montant_ht_eur;objet\n" + ligne + "\n")
    lecture = lire(path)
    assert lecture.lignes == 1
    assert "totaux" not in codes(lecture)


def test_short_rows_and_extra_cells_reach_the_engine(tmp_path: Path):
    path = texte(
        tmp_path,
        "Notes;acheteur_siren;reference;montant_ht_eur;objet\n"
        "n;000000019;A;1,5;x;de trop;\nn;000000019;B\nn;3;C;1;x;;\n",
    )
    lecture = lire(path)
    lues = list(csv.reader(lecture.canonique.open(encoding="utf-8", newline="")))
    assert lues[1:] == [
        ["000000019", "A", "1.5", "x", "de trop", ""],
        ["000000019", "B"],
        ["3", "C", "1", "x"],
    ]


def test_constants_stand_before_short_rows(tmp_path: Path):
    path = texte(tmp_path, "reference;objet\nA\nB;x\n")
    lecture = lire(path, 'constantes:\n  acheteur_siren: "000000019"\n')
    lues = list(csv.reader(lecture.canonique.open(encoding="utf-8", newline="")))
    assert lues == [["acheteur_siren", "reference", "objet"], ["000000019", "A"], ["000000019", "B", "x"]]
    assert lecture.colonne("acheteur_siren") is None
    assert lecture.original(2, "acheteur_siren") is None


@pytest.mark.parametrize(
    ("corps", "mot"),
    [
        ('1;A;x\n2;B;"jamais\n3;C;y\n', "ligne 3 : un guillemet y est ouvert"),
        ('1;A;x\n2;B;"ab"c\n3;C;y\n', "ligne 3 : un guillemet y est suivi de texte"),
        ('1;A;"a\nb"\n2;B;"ab"c\n', "ligne 4 : un guillemet y est suivi de texte"),
        ('1;A;"' + "x" * 140_000 + '"\n', "ligne 2 : une cellule dépasse"),
    ],
)
def test_quotes_that_swallow_rows_are_refused_by_line(tmp_path: Path, corps: str, mot: str):
    assert mot in refus(texte(tmp_path, TITRES + corps))


def test_no_row_after_the_titles(tmp_path: Path):
    for fin in ("", "\n", ";;\n"):
        lecture = lire(texte(tmp_path, TITRES.rstrip() + "\n" + fin, f"e{len(fin)}.csv"))
        assert lecture.lignes == 0
        assert lecture.canonique.read_text().splitlines() == ["acheteur_siren,reference,objet"]


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("derniere", [True, False])
def test_line_ends(tmp_path: Path, fin: str, derniere: bool):
    lignes = [TITRES.strip(), "1;A;é", "2;B;x"]
    lecture = lire(texte(tmp_path, fin.join(lignes) + fin * derniere))
    assert colonne(lecture, "objet") == ["é", "x"]
    assert [lecture.position(n) for n in (1, 2, 3)] == [1, 2, 3]


def test_a_nul_is_kept_for_the_engine_to_see(tmp_path: Path):
    lecture = lire(texte(tmp_path, TITRES + "1;A;a\0b\n"))
    assert b"a\0b" in lecture.canonique.read_bytes()


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        (b"", "est vide"),
        (b"  \n \n", "est vide"),
        (b"\xef\xbb\xbf\n", "vide"),
        (b"<!DOCTYPE html><html></html>", "page web"),
        (b"\xef\xbb\xbf<html>", "page web"),
        (b"  <table><tr><td>a</td></tr></table>", "page web"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b'{"a": 1}', "JSON"),
        (b'[{"a": 1}]', "JSON"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PAR1xxxx", "Parquet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), ".xls"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"PK\x03\x04 et rien", "abîmé"),
    ],
)
def test_what_is_no_csv_is_named(tmp_path: Path, octets: bytes, mot: str):
    assert mot in refus(texte(tmp_path, octets))


# size and order


def test_rows_keep_their_order_and_lines_on_several_threads(tmp_path: Path):
    nombre = 150_000
    lignes = (f"000000019;R{i};{i},5;{'' if i % 7 else 'oui'}" for i in range(nombre))
    path = texte(tmp_path, "acheteur_siren;reference;montant_ht_eur;innovant\n" + "\n".join(lignes))
    lecture = lire(path)
    assert colonne(lecture, "reference") == [f"R{i}" for i in range(nombre)]
    assert colonne(lecture, "montant_ht_eur")[::1000] == [f"{i}.5" for i in range(0, nombre, 1000)]
    assert [lecture.position(n) for n in (2, 70_000, nombre + 1)] == [2, 70_000, nombre + 1]
    assert lecture.original(100_002, "montant_ht_eur") == "100000,5"


def test_the_two_ways_of_reading_agree(tmp_path: Path):
    """One quote anywhere takes the record-by-record way: same result but for the quoted cell."""
    corps = [f"000000019;R{i}; {i} ;{i % 28 + 1}/0{i % 9 + 1}/2024;oui" for i in range(500)] + [";;;;"]
    titres = "acheteur_siren;reference;montant_ht_eur;date_debut;innovant"
    vite = lire(texte(tmp_path, "\n".join([titres, *corps]) + "\n", "a.csv"))
    corps[3] = corps[3].replace("R3", '"R3"')
    lent = lire(texte(tmp_path, "\n".join([titres, *corps]) + "\n", "b.csv"))
    assert vite.canonique.read_bytes() == lent.canonique.read_bytes()
    assert [vite.position(n) for n in range(1, 502)] == [lent.position(n) for n in range(1, 502)]
    assert vite.constats == lent.constats
    assert doutes(vite) == doutes(lent) == []


def test_all_titles_in_french(tmp_path: Path):
    from tests.registres.outils import SCHEMA

    titres = ";".join(c["title"].upper() for c in SCHEMA["fields"])
    lecture = lire(texte(tmp_path, titres + "\n" + "000000019;A" + ";" * (len(NOMS) - 2) + "\n"))
    assert list(canonique(lecture)[0]) == NOMS
