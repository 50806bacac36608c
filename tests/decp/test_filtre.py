"""Some buyers only: the same rows, ranks and refusals as reading everything, then choosing by the rule of contracts."""

import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commun.duck import connect, literal, sql
from pipelines.contrats import decider
from pipelines.decp import enveloppes, flux
from pipelines.decp.filtre import Filtre, siren_de
from pipelines.decp.lecture import Source, lire_fichiers
from pipelines.fictif.identifiants import siren, siret
from pipelines.sources.modele import Entree
from tests.decp.outils import FABRE, VILLE, marche

NOUS, AUTRE = siren(1), siren(2)
AUTRE_SIRET = siret(AUTRE)
FILTRE = Filtre([NOUS])
BLANCS = "\t\n\v\f\r \x1c\x85\u00a0\u2009\u202f\u3000\ufeff"


MACROS = connect(threads=1)
MACROS.execute(sql(decider.__file__, "macros"))


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return MACROS


# -- the rule in Python is the rule in SQL ------------------------------------------------------------------------


def textes(combien: int) -> Iterator[str]:
    """Identifiers as they are published, and as nobody should publish them."""
    hasard = random.Random(0)
    sirets = [siret(siren(n)) for n in range(1, 60)] + ["35600000000048", "35600000049837", "0" * 14]
    for _ in range(combien):
        juste = hasard.choice(sirets)
        texte = hasard.choice(
            [juste, juste[:9], juste[4:], juste.lstrip("0"), juste[::-1], juste[:-1], juste + "0"]
        )
        for _ in range(hasard.randrange(4)):
            place = hasard.randrange(len(texte) + 1)
            ajout = hasard.choice([*BLANCS, ".0", ".00", ".", "-", "", "０", "٣", "²", "a", "\0", "1"])
            texte = texte[:place] + ajout + texte[place + hasard.randrange(2) :]
        yield texte + hasard.choice(["", "", "", ".0", ".00", "\n", ".0\n", ".0 ", " .0"])


def sirens_sql(con: duckdb.DuckDBPyConnection, lus: list[str]) -> list[str | None]:
    return [
        s
        for (s,) in con.execute(
            "SELECT siren_de(t) FROM (SELECT unnest(?::VARCHAR[]) AS t)", [lus]
        ).fetchall()
    ]


def test_a_siren_is_read_in_python_as_in_sql(con: duckdb.DuckDBPyConnection):
    lus = [*textes(8_000), "", "0", "000000000", ".0", "123456789.0", "1234567890123.0"]
    attendus = sirens_sql(con, lus)
    assert [siren_de(t) for t in lus] == attendus
    assert 500 < sum(s is not None for s in attendus) < len(lus) - 500, "les textes ne disent rien"
    assert {"356000000", NOUS} < set(attendus)


@settings(max_examples=15)
@given(st.lists(st.text("0019. \n\u00a05６a", max_size=16) | st.text(max_size=16), max_size=60))
def test_a_siren_is_read_in_python_as_in_sql_in_any_text(lus: list[str]):
    assert [siren_de(t) for t in lus] == sirens_sql(MACROS, lus)


def test_what_duckdb_lets_through_holds_all_that_is_chosen(con: duckdb.DuckDBPyConnection):
    """The choice of flat files is wider than the rule, and not much."""
    lus = list(textes(4_000))
    filtre = Filtre({s for s in map(siren_de, lus[:1_000]) if s} - {AUTRE})
    passes = {
        t
        for (t,) in con.execute(
            f"SELECT t FROM (SELECT unnest(?::VARCHAR[]) AS t) WHERE {filtre.condition('t')}", [lus]
        ).fetchall()
    }
    assert {t for t in lus if filtre.garde(t)} <= passes
    assert Filtre([]).condition("t") == "false"
    assert AUTRE_SIRET not in passes


# -- the same rows as reading everything, then choosing ------------------------------------------------------------


def comparer(
    con: duckdb.DuckDBPyConnection, dossier: Path, nom: str, contenu: bytes
) -> tuple[Source, Source]:
    """Read a file with and without the filter; the rows must be those that the rule of contracts chooses."""
    chemin, tout, choisi = dossier / nom, dossier / "tout", dossier / "choisi"
    chemin.write_bytes(contenu)
    (entier,) = lire_fichiers([Entree(nom, chemin)], tout)
    (filtre,) = lire_fichiers([Entree(nom, chemin, filtrer=True)], choisi, filtre=FILTRE)
    ou = f"WHERE siren_de(acheteur_id) = {literal(NOUS)}"
    attendues = lignes(con, tout, ou)
    assert lignes(con, choisi, "") == attendues
    assert filtre.refus == entier.refus
    assert (filtre.format, filtre.sha256, filtre.reparations) == (
        entier.format,
        entier.sha256,
        entier.reparations,
    )
    if entier.lus is not None:
        retenus = len(attendues[1])
        assert (filtre.lus, filtre.ecartes) == (retenus, entier.lus - retenus)
    return entier, filtre


def lignes(con: duckdb.DuckDBPyConnection, staging: Path, ou: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    parts = ", ".join(literal(p) for p in sorted(staging.glob("source=*/part-*.parquet")))
    if not parts:
        return COLONNES, []
    lu = con.execute(f"SELECT * FROM read_parquet([{parts}], hive_partitioning = false) {ou} ORDER BY rang")
    return [c[0] for c in lu.description or []], lu.fetchall()


COLONNES: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def colonnes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The columns of staging, which a file that leaves nothing has too."""
    ici = tmp_path_factory.mktemp("colonnes")
    (ici / "f.json").write_bytes(b'{"marches": []}')
    lire_fichiers([ici / "f.json"], ici / "staging")
    COLONNES[:] = lignes(MACROS, ici / "staging", "")[0]


def chez(qui: Any, n: int = 0) -> dict[str, Any]:
    return marche(f"2024M{n}", acheteur=qui)


def formes(qui: str) -> list[Any]:
    """A buyer in every place and spelling that the reader knows."""
    nu = marche(acheteur=None)
    return [
        chez({"id": qui}),
        chez({"id": qui, "nom": "Ville « imaginaire »"}),
        chez(qui),
        chez([{"id": qui}]),
        chez({"id": [qui]}),
        chez({"id": int(qui)}),
        chez({"id": float(qui)}),
        chez({"id": f" {qui[:9]} {qui[9:]}.0"}),
        chez({"id": f"{qui}.0\n"}),
        chez({"id": qui[:9]}),
        chez({"id": qui.lstrip("0")}),
        chez({"id ": qui}),
        chez({"id": None, "nom": "sans"}),
        chez({"siret": qui}),
        nu | {"acheteur.id": qui},
        nu | {"acheteur": None, "acheteur.id": qui},
        nu | {" acheteur": {"id": qui}},
        nu | {"autoriteConcedante": {"id": qui}},
        nu | {"acheteur": {"id": AUTRE_SIRET}, "autoriteConcedante": {"id": qui}},
        nu | {"acheteur": {"id": 5}, "autoriteConcedante": {"id": qui}},
        nu | {"acheteur": {"id": ""}, "autoriteConcedante": {"id": qui}},
        nu | {"acheteur": {"nom": "x"}, "autoriteConcedante": {"id": qui}},
        chez({"id": qui}) | {"champInconnu": {"a": [1, 2]}},
        chez({"id": qui, "id.x": 1}) | {"titulaires": "texte"},
        nu,
    ]


DEUX_FOIS = [
    b'{"id":"a","acheteur":{"id":"%s"},"acheteur":{"id":"%s"}}',
    b'{"id":"b","acheteur":{"id":"%s","id":"%s"}}',
    b'{"id":"c","acheteur ":{"id":"%s"},"acheteur":{"id":"%s"}}',
    b'{"id":"d","acheteur":{" id":"%s","id":"%s"}}',
    b'{"id":"f","montant":1,"montant":2.50,"acheteur":{"id":"%s"},"autoriteConcedante":{"id":"%s"}}',
]
ECHAPPE = b'[{"id":"e","achete\\u0075r":{"id":"%s"},"acheteur":{"id":"%s"}}, {"id":"f","acheteur":{"\\u0069d":"%s"}}]'
ENVELOPPES = {
    "2019": b'{"marches": [%s]}',
    "2022": b'{"$schema": "x", "marches": {"marche": [%s], "contrat-concession": []}}',
    "racine": b'{"contrat-concession": [%s]}',
    "liste": b"\xef\xbb\xbf [%s]",
}


@pytest.mark.parametrize(("enveloppe", "bloc"), [*((e, None) for e in ENVELOPPES), ("2019", 2_000)])
def test_every_spelling_of_a_buyer_is_chosen_as_contracts_read_it(
    enveloppe: str,
    bloc: int | None,
    con: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    if bloc:  # several packets: ranks go on from one to the next
        monkeypatch.setattr(flux, "BLOC", bloc)
        monkeypatch.setattr(enveloppes, "BLOC", bloc)
    elements = [
        json.dumps(f, ensure_ascii=False).encode() for qui in (AUTRE_SIRET, VILLE) for f in formes(qui)
    ]
    elements += [b"42", b"null", b'"texte"', b"[]"]
    doubles = [
        d % (a.encode(), b.encode())
        for d in DEUX_FOIS
        for a, b in ((VILLE, AUTRE_SIRET), (AUTRE_SIRET, VILLE))
    ]
    elements += doubles if enveloppe in ("2019", "liste") else []
    elements += [b'{"id":"l\\\'eau","acheteur":{"id":"%s"}}' % VILLE.encode()]
    entier, filtre = comparer(con, tmp_path, "f.json", ENVELOPPES[enveloppe] % b",\n".join(elements))
    assert (entier.refus, entier.lus, entier.reparations) == (None, len(elements), {"antislash": 1})
    assert filtre.lus and filtre.lus >= 14


@given(
    st.lists(st.sampled_from([*formes(VILLE), *formes(AUTRE_SIRET), 7, None]), max_size=6), st.integers(0, 3)
)
@settings(max_examples=6)
def test_any_few_records_give_the_same_rows(elements: list[Any], enveloppe: int):
    texte = b",".join(json.dumps(e).encode() for e in elements)
    with tempfile.TemporaryDirectory() as dossier:
        comparer(MACROS, Path(dossier), "f.json", list(ENVELOPPES.values())[enveloppe] % texte)


def test_a_name_of_field_may_be_spelled_with_escapes(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    for qui in ((VILLE, AUTRE_SIRET, AUTRE_SIRET), (AUTRE_SIRET, VILLE, VILLE)):
        _, filtre = comparer(con, tmp_path, "f.json", ECHAPPE % tuple(q.encode() for q in qui))
        assert (filtre.lus, filtre.ecartes) == (1, 1)


REFUSES = {
    "coupé": b'{"marches": [%s, {"id": "x"',
    "hors UTF-8 chez un autre": b'{"marches": [%s, {"objet": "\xe9t\xe9", "acheteur": {"id": "00000201400018"}}]}',
    "hors UTF-8 dans un champ inconnu": b'{"marches": [%s, {"x": {"y": "\xff"}, "acheteur": {"id": "000"}}]}',
    "nul": b'{"marches": [%s, {"objet": "a\\u0000", "acheteur": {"id": "00000201400018"}}]}',
    "demi-caractère": b'{"marches": [%s, {"objet": "\\ud800", "acheteur": {"id": "00000201400018"}}]}',
    "long nombre": b'{"marches": [%s, {"montant": '
    + b"1" * 1_200
    + b', "acheteur": {"id": "00000201400018"}}]}',
    "virgule": b'{"marches": [%s,]}',
    "reste": b'{"marches": [%s]} {}',
    "enveloppe": b'{"marches": 5, "x": [%s]}',
    "profond": b'{"marches": [%s, {"x": ' + b"[" * 5_000 + b"]" * 5_000 + b"}]}",
}


@pytest.mark.parametrize("quoi", REFUSES)
def test_a_file_is_refused_for_what_other_buyers_publish_in_it(
    quoi: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
):
    nous = json.dumps(marche()).encode()
    entier, _ = comparer(con, tmp_path, "f.json", REFUSES[quoi].replace(b"%s", nous))
    assert entier.refus


def test_xml_is_chosen_too(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    un = "<marche><id>{0}</id><acheteur><id>{1}</id></acheteur><montant>1</montant></marche>"
    marches = "".join(
        un.format(n, q) for n, q in enumerate([AUTRE_SIRET, VILLE, "", f" {VILLE} ", AUTRE_SIRET])
    )
    _, filtre = comparer(con, tmp_path, "f.xml", f"<marches><marche/>{marches}</marches>".encode())
    assert (filtre.lus, filtre.ecartes) == (2, 4)
    comparer(con, tmp_path, "f.xml", f"<marches>{marches}".encode())


ENTETE = "id,acheteur_id,titulaire_id,montant,dateNotification,objet,autre\n"


def test_a_flat_csv_and_its_parquet_are_chosen_too(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    qui = [
        AUTRE_SIRET,
        VILLE,
        VILLE[:9],
        VILLE.lstrip("0"),
        f" {VILLE[:3]} {VILLE[3:]}.0",
        "",
        f"{VILLE}.",
        VILLE + "9",
        "x",
    ]
    corps = "".join(f'{n},"{q}",{FABRE},1,2024-03-01,"L\'objet, {n}",\n' for n, q in enumerate(qui))
    _, filtre = comparer(con, tmp_path, "f.csv", (ENTETE + corps).encode())
    assert (filtre.lus, filtre.ecartes) == (3, 6)
    con.execute(
        f"COPY (FROM read_csv('{tmp_path}/f.csv', all_varchar = true)) TO '{tmp_path}/p' (FORMAT parquet)"
    )
    _, filtre = comparer(con, tmp_path, "f.parquet", (tmp_path / "p").read_bytes())
    assert (filtre.lus, filtre.ecartes) == (3, 6)
    for abime in (corps + "1,2\n", corps + '1,"a', corps.replace("objet", "ob\0jet")):
        entier, _ = comparer(con, tmp_path, "f.csv", (ENTETE + abime).encode())
        assert entier.refus


def test_the_filter_says_the_same_buyers_in_the_same_words():
    sirens = [siren(n) for n in range(1, 30)]
    assert repr(Filtre(sirens)) == ",".join(sorted(sirens))
    assert repr(Filtre([AUTRE, NOUS])) == repr(Filtre({NOUS, AUTRE})) != repr(Filtre([NOUS]))
