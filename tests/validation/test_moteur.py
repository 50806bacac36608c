"""The engine against frictionless run whole: order, record, field, number, type, note and message, for each engine."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.validation.generateur import generer
from benchmarks.validation.schema import SCHEMA
from pipelines.commun import duck
from pipelines.validation.moteur import MOTEURS, Dialecte
from tests.validation.temoin import Liste, attendus, obtenus
from tests.validation.tirages import MOTIFS, PIEGES

TYPES: list[dict] = [
    {"type": "string"},
    {"type": "string", "constraints": {"minLength": 2, "maxLength": 4}},
    {"type": "string", "constraints": {"enum": ["a", "abc", "é", "1", "true", "100", "NC"]}},
    {"type": "string", "constraints": {"required": True}, "missingValues": ["", "NC", "None"]},
    {"type": "string", "format": "email"},
    {"type": "string", "format": "uri"},
    *({"type": "string", "constraints": {"pattern": motif}} for motif in MOTIFS),
    {"type": "integer"},
    {"type": "integer", "constraints": {"minimum": 0, "maximum": 100}},
    {"type": "integer", "constraints": {"enum": [5, 7, 12]}},
    {"type": "integer", "bareNumber": False},
    {"type": "number"},
    {"type": "number", "constraints": {"minimum": 0}},
    {"type": "number", "constraints": {"minimum": "0.1", "maximum": 100}},
    {"type": "number", "constraints": {"enum": ["12.5", 100]}},
    {"type": "number", "decimalChar": ",", "groupChar": " "},
    {"type": "boolean"},
    {"type": "boolean", "trueValues": ["oui", "true"], "falseValues": ["non", "false"]},
    {"type": "date"},
    {"type": "date", "constraints": {"minimum": "2024-02-29", "maximum": "2026-01-01"}},
    {"type": "date", "format": "%d/%m/%Y"},
    {"type": "year"},
    {"type": "year", "constraints": {"minimum": 226, "maximum": 2026}},
    {"type": "yearmonth", "constraints": {"minimum": "2026-02"}},
    {"type": "datetime"},
    {"type": "time"},
    {"type": "any", "constraints": {"required": True}},
]


def schema_de(types: list[dict], **autres: object) -> dict:
    return {
        "name": "t",
        "fields": [{"name": f"f{n}", "rgpd": "aucune"} | t for n, t in enumerate(types)],
        **autres,
    }


def ecrire(path: Path, lignes: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(",".join('"' + c.replace('"', '""') + '"' for c in ligne) + "\n" for ligne in lignes)
    return path


@pytest.fixture(scope="module")
def pieges(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict, Liste]:
    """Every trap in every kind of column. A signalling NaN stops frictionless: it has its own test."""
    schema = schema_de(TYPES)
    lignes = [[piege] * len(TYPES) for piege in PIEGES if piege != "sNaN"]
    path = ecrire(tmp_path_factory.mktemp("p") / "p.csv", [[c["name"] for c in schema["fields"]], *lignes])
    return path, schema, attendus(path, schema)


@pytest.mark.parametrize("moteur", MOTEURS)
def test_every_trap_in_every_kind_of_column(pieges: tuple[Path, dict, Liste], moteur: str):
    path, schema, liste = pieges
    assert len(liste) > 1_500 and len(PIEGES) * len(TYPES) > 4_000
    assert obtenus(path, schema, moteur=moteur) == liste


@pytest.fixture(scope="module", params=[("each", False), ("total", True)], ids=["irrégulier", "régulier"])
def genere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Liste]:
    mode, regulier = request.param
    path = generer(tmp_path_factory.mktemp("g") / "g.csv", 4_000, mode=mode, regulier=regulier)
    return path, attendus(path, SCHEMA)


@pytest.mark.parametrize(
    ("moteur", "threads"), [("hybride", 1), ("hybride", 4), ("sql", 1), ("sql", 2), ("frictionless", 1)]
)
def test_generated_files_with_every_kind_of_fault(genere: tuple[Path, Liste], moteur: str, threads: int):
    path, liste = genere
    assert len({e[3] for e in liste}) >= 4
    assert obtenus(path, SCHEMA, moteur=moteur, threads=threads) == liste


def test_the_kinds_of_faults_are_many(genere: tuple[Path, Liste]):
    from benchmarks.validation.fautes import BIZARRERIES, CELLULES, DOUBLES, IRREGULIERES

    assert len(CELLULES) + len(DOUBLES) + len(IRREGULIERES) >= 34 and len(BIZARRERIES) >= 8


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("moteur", ["hybride", "sql"])
def test_record_numbers_hold_on_a_large_file_and_several_threads(tmp_path: Path, moteur: str, threads: int):
    """With five constants or more, an IN list may lose the order of the file: every number would be wrong."""
    path, listes = tmp_path / "g.csv", ["a", "b", "c", "d", "e", "f", "g"]
    duckdb.execute(
        "COPY (SELECT i AS f0, CASE WHEN i % 7919 = 3 THEN 'z' ELSE chr((97 + i % 7)::INT) END AS f1, "
        f"'texte ' || (i - (i % 20011 = 0)::INT) AS f2 FROM range(1, 130_001) r(i)) TO '{path}' (HEADER)"
    )
    types = [
        {"type": "integer", "constraints": {"unique": True}},
        {"type": "string", "constraints": {"enum": listes}},
    ]
    schema = schema_de([*types, {"type": "string"}], primaryKey=["f2"])
    trouves = obtenus(path, schema, moteur=moteur, threads=threads)
    attendues = [(i + 1, "f1") for i in range(1, 130_001) if i % 7919 == 3]
    attendues += [(i + 1, None) for i in range(1, 130_001) if i % 20011 == 0]
    assert [(e[0], e[1]) for e in trouves] == sorted(attendues)
    assert [e[4] for e in trouves if e[1] is None] == [
        f"the same as in the row at position {i}" for i in range(1, 130_001) if i % 20011 == 0
    ]


UN = {"type": "string", "constraints": {"required": True}}
ENTIER = {"type": "integer"}
DEUX = schema_de([UN, ENTIER], primaryKey=["f0"])
FORMES = {
    "vide": b"",
    "une ligne vide": b"\n",
    "titres seuls": b"f0,f1\n",
    "titres sans fin de ligne": b"f0,f1",
    "titres vides puis des lignes": b"\na,1\nb,x\n",
    "titres entourés": b" f0 ,f1\t\na,1\n",
    "titre sur deux lignes": b'"f0",f1,"x\ny"\na,x,c\n',
    "titres doubles": b"f0,f1,f0\na,1,b\n",
    "deux titres vides": b"f0,f1,,\na,1,,\n",
    "un titre vide": b"f0,f1,\na,x,\n",
    "colonne obligatoire absente": b"f1\n1\nx\n",
    "colonne facultative absente": b"f0\na\na\n",
    "colonnes inversées": b"f1,f0\nx,a\n1,\n",
    "colonne inconnue": b"zz,f0,f1\nq,a,x\n,,\n",
    "aucun titre connu": b"x,y\na,1\n",
    "ligne vide": b"f0,f1\n\na,1\n\n\n",
    "ligne de virgules": b"f0,f1\n,\na,1\n,,,\n",
    "lignes courtes et longues": b"f0,f1\na\n,1,2\na,1,,\n1\n",
    "une cellule vide de trop": b"f0,f1\na,1,\nb,2\n",
    "crlf": b"f0,f1\r\na,1\r\nb,x\r\n",
    "crlf et lf": b"f0,f1\r\na,1\nb,x\r\n",
    "cr seul": b"f0,f1\ra,1\rb,x\r",
    "cr dans une cellule": b'f0,f1\n"a\rb",x\nc,y\n',
    "guillemets partout": b'"f0","f1"\n"a","1"\n"b","x"\n',
    "guillemet dans une cellule": b'f0,f1\na"b,x\n"a""b",y\n"""",z\n',
    "texte après un guillemet": b'f0,f1\n"a"b,x\n"c" ,y\n',
    "blanc avant un guillemet": b'f0,f1\n "a,b",x\nc, "1"\n',
    "guillemet jamais refermé": b'f0,f1\na,1\n"b,x\nc,y\n',
    "guillemet refermé plus loin": b'f0,f1\n"a,x\nb","y"\nc,z\n',
    "cellules sur plusieurs lignes": b'f0,f1\n"a\n\nb",x\n"c\n",y\n\n',
    "octet nul": b"f0,f1\na\x00,1\x00\nb,x\n",
    "bom": b"\xef\xbb\xbff0,f1\na,x\n",
    "bom et guillemets": b'\xef\xbb\xbf"f0",f1\na,x\n',
    "octet non utf-8 au début": b"f0,f1\n\xe9,x\nb,y\n",
    "clés en double": b"f0,f1\na,1\nb,2\na,x\na,3\n,4\n,5\n",
    "fin sans saut de ligne": b"f0,f1\na,x\nb,y",
    "signe réservé": "f0,f1\n\"\ue00d\uf8f0\ue00d\r\",x\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("moteur", ["hybride", "sql"])
@pytest.mark.parametrize("par_nom", [True, False], ids=["par nom", "exact"])
@pytest.mark.parametrize("forme", FORMES)
def test_every_shape_of_file(tmp_path: Path, forme: str, par_nom: bool, moteur: str):
    path = tmp_path / "t.csv"
    path.write_bytes(FORMES[forme])
    assert obtenus(path, DEUX, moteur=moteur, par_nom=par_nom) == attendus(path, DEUX, par_nom=par_nom)


@pytest.mark.parametrize("forme", [b"f0\n\na\n\n", b'f0\n""\na\n', b"f0\na,b\n,\n", b'f0\n"a\nb"\n'])
def test_a_file_of_one_column(tmp_path: Path, forme: bytes):
    schema, path = schema_de([UN]), tmp_path / "t.csv"
    path.write_bytes(forme)
    assert obtenus(path, schema) == attendus(path, schema)


def test_the_faults_of_unique_columns_and_keys_come_first_unless_a_repeat_interrupts(tmp_path: Path):
    unique = {"type": "integer", "constraints": {"unique": True, "maximum": 5}}
    schema = schema_de([ENTIER, unique, ENTIER, unique, ENTIER], primaryKey=["f4", "f2"])
    lignes = [
        "x,9,x,8,x",
        "x,9,x,7,x",
        "x,9,x,8,x",
        "x,1,x,8,x",
        "1,1,01,2,1",
        "1,x,1,3,001",
        "1,x,,,",
        ",,,,",
    ]
    path = tmp_path / "t.csv"
    path.write_text("f0,f1,f2,f3,f4\n" + "\n".join(lignes) + "\n1,2\n1,9\n\n1,2,3,8\n", encoding="utf-8")
    for moteur in MOTEURS:
        assert obtenus(path, schema, moteur=moteur) == attendus(path, schema)


@pytest.mark.parametrize(
    "type_", ["number", "date", "boolean", "year", "yearmonth", "datetime", "string", "any"]
)
def test_repeated_values_are_compared_once_cast(tmp_path: Path, type_: str):
    schema = schema_de([{"type": type_, "constraints": {"unique": True}}, UN], primaryKey=["f0"])
    valeurs = [p for p in PIEGES if p != "sNaN" and "\r" not in p]
    path = ecrire(
        tmp_path / "t.csv",
        [["f0", "f1"], *([v, "a"] for v in [*valeurs, *valeurs, "1.50", "1.5000", "15e-1"])],
    )
    for moteur in ("hybride", "sql"):
        assert obtenus(path, schema, moteur=moteur) == attendus(path, schema)


@pytest.mark.parametrize("encodage", ["cp1252", "iso-8859-15", "mac_roman", "utf-16", "utf-8"])
def test_a_declared_encoding(tmp_path: Path, encodage: str):
    path, dialecte = tmp_path / "t.csv", Dialecte(";", encodage)
    path.write_bytes("f0;f1\né;1\nà;x\né;2\n".encode(encodage))
    assert obtenus(path, DEUX, dialecte) == attendus(path, DEUX, dialecte)


@pytest.mark.parametrize("encodage", ["utf-8", "cp1252"])
@pytest.mark.parametrize("avant", [50, 3_000, 40_000])
def test_where_a_wrong_byte_stops_the_reading(tmp_path: Path, avant: int, encodage: str):
    """frictionless judges what precedes, as far as its buffers happened to reach."""
    path, dialecte = tmp_path / "t.csv", Dialecte(",", encodage)
    bonnes = b"".join(b"ligne %d,%s\n" % (n, b"x" if n % 500 == 7 else b"1") for n in range(avant))
    path.write_bytes(b"f0,f1\n" + bonnes + b"\x81\xff,1\n" + bonnes)
    trouves = obtenus(path, DEUX, dialecte)
    assert trouves == attendus(path, DEUX, dialecte) and trouves[-1][3] == "encoding-error"


def test_a_missing_value_list_without_the_empty_text_is_left_to_frictionless(tmp_path: Path):
    schema = schema_de([UN, ENTIER], missingValues=["NC"], primaryKey=["f0"])
    path = tmp_path / "t.csv"
    path.write_text("f0,f1\n,\nNC,NC\na,\n,1\n\nx\n", encoding="utf-8")
    assert obtenus(path, schema) == attendus(path, schema)


def test_one_row_number_per_scan_whatever_the_connection(tmp_path: Path):
    """A connection of the caller keeps its own temporary tables and settings."""
    con = duck.connect(threads=2)
    con.execute("CREATE TEMP TABLE cellules_douteuses AS SELECT 1 AS a")
    from pipelines.validation.moteur import examiner

    path = tmp_path / "t.csv"
    path.write_text("f0,f1\na,x\n", encoding="utf-8")
    assert examiner(path, DEUX, dossier=tmp_path / "m", con=con).total == 1
    assert con.execute("SELECT a FROM cellules_douteuses").fetchall() == [(1,)]
