"""The custom checks of a schema: python-stdnum and plain Python as oracles, SQL against the exact judgement."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas.controles import CONTROLES
from pipelines.validation import regles_jugement
from pipelines.validation.regles import plan, regles_du_schema
from pipelines.validation.regles_jugement import CODES, Regle, siret_juste
from pipelines.validation.regles_sql import preuve_sql


class Examen:
    """What the rules need of an examination: the faults already found, in file order, and its warnings."""

    def __init__(self, *erreurs: dict[str, Any]) -> None:
        self.avertissements: list[str] = []
        self._erreurs = erreurs

    def erreurs(self, limite: int | None = None):
        return iter(self._erreurs)


def schema(types: dict[str, str], *controles: tuple[str, dict[str, Any]], **rgpd: str) -> dict[str, Any]:
    champs = [{"name": c, "type": t, "rgpd": rgpd.get(c, "aucune")} for c, t in types.items()]
    return {
        "name": "essai",
        "fields": champs,
        "custom_checks": [{"name": n, "params": p} for n, p in controles],
    }


@pytest.fixture
def trouver(tmp_path: Path):
    def trouver(texte: str, contrat: dict[str, Any], examen: Examen | None = None, threads: int = 2):
        path = tmp_path / "t.csv"
        path.write_bytes(texte.encode())
        con = duck.connect(threads=threads)
        return list(regles_du_schema(path, contrat, examen or Examen(), con, tmp_path))  # type: ignore[arg-type]

    return trouver


def places(erreurs) -> list[tuple[int | None, int | None, str | None, int | None, str]]:
    return [(e["ligne"], e["enregistrement"], e["champ"], e["numero_champ"], e["code"]) for e in erreurs]


def avec_cle(debut: str) -> str:
    return next(debut + c for c in "0123456789" if regles_jugement.luhn(debut + c))


chiffres = st.text("0123456789", min_size=0, max_size=16)
sirens = st.text("0123456789", min_size=8, max_size=8).map(avec_cle)
sirets = st.builds(lambda s, n: avec_cle(s + n), sirens, st.text("0123456789", min_size=4, max_size=4))
poste = st.text("0123456789", min_size=5, max_size=5).map(lambda n: "356000000" + n)
numeros = st.one_of(chiffres, sirens, sirets, poste, st.text(" .0123456789a\n٣", max_size=18))


@pytest.fixture(scope="module")
def con():
    con = duck.connect(threads=1)
    con.execute((Path(regles_jugement.__file__).parent / "regles_macros.sql").read_text(encoding="utf-8"))
    return con


def prouvee(con, nom: str, cellules: dict[str, str | None], types: dict[str, str], params=None) -> bool:
    champs = {c: {"name": c, "type": t, "rgpd": "aucune"} for c, t in types.items()}
    sql = {c: (duck.literal(v) if v is not None else "NULL::VARCHAR") for c, v in cellules.items()}
    preuve = preuve_sql(nom, list(cellules), sql, params or {}, champs)
    return bool(con.execute(f"SELECT {preuve}").fetchall()[0][0])


@given(numero=numeros)
def test_a_siret_is_what_stdnum_says(con, numero: str):
    regle = Regle("siret", ("s",), {}, {"s": {"name": "s", "type": "string", "rgpd": "aucune"}})
    juste = stdnum_siret.is_valid(numero)
    assert (regle.defaut({"s": numero or None}) is None) is (juste or not numero)
    assert not prouvee(con, "siret", {"s": numero}, {"s": "string"}) or juste
    if juste and numero.isascii() and numero.isdigit():
        assert prouvee(con, "siret", {"s": numero}, {"s": "string"}), "a plain valid number must be proved"


@given(numero=numeros)
def test_a_siren_is_what_stdnum_says(con, numero: str):
    regle = Regle("siren", ("s",), {}, {"s": {"name": "s", "type": "string", "rgpd": "aucune"}})
    juste = stdnum_siren.is_valid(numero)
    assert (regle.defaut({"s": numero or None}) is None) is (juste or not numero)
    assert not prouvee(con, "siren", {"s": numero}, {"s": "string"}) or juste
    if juste and numero.isascii() and numero.isdigit():
        assert prouvee(con, "siren", {"s": numero}, {"s": "string"})


def test_the_establishments_of_la_poste():
    assert siret_juste("35600000000048")  # the head office keeps Luhn
    assert siret_juste("35600000049837")
    assert not siret_juste("35600000049838")
    assert sum(siret_juste(f"356000000{n:05d}") for n in range(1000)) == 200 + 1


nombres = st.one_of(
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.integers(-50, 50).map(str),
    st.sampled_from(
        ["1e3", "1_000", " 12 ", "1.", "0.1", "0.10", "-0", "+5", "9" * 30, "1e-13", "1e400", "x"]
    ),
    st.just(None),
)


@given(a=nombres, b=nombres, op=st.sampled_from([">", ">=", "==", "<=", "<"]))
def test_numbers_are_compared_as_numbers(con, a, b, op):
    types = {"a": "number", "b": "number"}
    champs = {c: {"name": c, "type": t, "rgpd": "aucune"} for c, t in types.items()}
    defaut = Regle("compare-columns-value", ("a", "b"), {"op": op}, champs).defaut({"a": a, "b": b})
    tient = None in (a, b) or "x" in (a, b) or regles_jugement.TIENT[op](Decimal(a), Decimal(b))
    assert (defaut is None) is tient
    if prouvee(con, "compare-columns-value", {"a": a, "b": b}, types, {"op": op}):
        assert tient


@given(t=nombres, a=nombres, b=nombres)
def test_a_sum_is_exact_and_skipped_where_a_cell_is_empty(con, t, a, b):
    types = dict.fromkeys("tab", "number")
    champs = {c: {"name": c, "type": "number", "rgpd": "aucune"} for c in "tab"}
    cellules = {"t": t, "a": a, "b": b}
    tient = not {None, "x"}.isdisjoint(cellules.values()) or Decimal(t) == Decimal(a) + Decimal(b)
    assert (Regle("sum-columns-value", tuple("tab"), {}, champs).defaut(cellules) is None) is tient
    if prouvee(con, "sum-columns-value", cellules, types):
        assert tient


def test_one_tenth_and_two_tenths_make_three_tenths(trouver):
    contrat = schema(
        dict.fromkeys("tab", "number"), ("sum-columns-value", {"column": "t", "columns": ["a", "b"]})
    )
    assert trouver("t,a,b\n0.3,0.1,0.2\n,1,1\n5,,2\n", contrat) == []
    [e] = trouver("a,t,b\n1,2.99,2\n", contrat)
    assert places([e]) == [(2, 2, "t", 2, "spaser-somme")] and "« 2.99 », et non 3" in e["message"]


def test_dates_are_compared_as_dates_and_texts_as_texts(trouver):
    regle = ("compare-columns-value", {"column": "fin", "op": ">=", "column2": "debut"})
    dates = schema({"debut": "date", "fin": "date"}, regle)
    # frictionless reads 2024-1-5: compared as text it would come after 2024-02-01
    assert trouver("debut,fin\n2024-01-01,2024-01-01\n2024-1-5,2024-02-01\n", dates) == []
    [e] = trouver("debut,fin\n2024-02-01,2024-1-31\n", dates)
    assert e["message"] == "fin : « 2024-1-31 » ne peut précéder debut, « 2024-02-01 »."
    textes = schema({"debut": "string", "fin": "string"}, regle)
    assert len(trouver("debut,fin\n9,10\n", textes)) == 1
    assert trouver("debut,fin\n9,10\n", schema({"debut": "integer", "fin": "integer"}, regle)) == []


def test_a_column_that_has_its_own_spelling_is_read_by_it(trouver):
    contrat = schema(
        {"a": "number", "b": "number"}, ("compare-columns-value", {"column": "a", "op": "<", "column2": "b"})
    )
    for champ in contrat["fields"]:
        champ.update(groupChar=".", decimalChar=",")
    assert trouver('a,b\n"1,5","1.234"\n', contrat) == []
    assert len(trouver('a,b\n"1.234","2,5"\n', contrat)) == 1


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("a,b,c\n1,2,3\n,,\n", []),
        ("a,b,c\n1,,3\n,,\n,2,\n", [(2, 2, "b", 2), (4, 4, "a", 1)]),
        ("a,b\n1,2\n,\n", [(2, 2, "c", None)]),
    ],
)
def test_columns_that_go_together(trouver, texte, attendu):
    contrat = schema(
        dict.fromkeys("abc", "string"),
        ("cohesive-columns-value", {"column": "a", "othercolumns": ["b", "c"]}),
    )
    assert places(trouver(texte, contrat)) == [(*p, "spaser-colonnes-solidaires") for p in attendu]


def test_one_of_two_at_least(trouver):
    contrat = schema(dict.fromkeys("abc", "string"), ("one-of-required", {"column1": "a", "column2": "b"}))
    assert places(trouver("c,a,b\nx,,\nx,1,\nx,,2\n", contrat)) == [(2, 2, "a", 2, "spaser-une-au-moins")]
    assert places(trouver("c,b\nx,\nx,1\n", contrat)) == [(2, 2, "a", None, "spaser-une-au-moins")]


def test_intervals_of_years(trouver):
    nom, cas = "year-interval-value", "a\n2024/2025\n2025/2024\n2024\n24/25\n2024/2024\n"
    seuls = schema({"a": "string"}, (nom, {"column": "a"}))
    assert [e["ligne"] for e in trouver(cas, seuls)] == [3, 4, 5, 6]
    ou_un_an = schema({"a": "string"}, (nom, {"column": "a", "allow-year-only": "yes"}))
    assert [e["ligne"] for e in trouver(cas, ou_un_an)] == [3, 5, 6]


def test_telephone_numbers(trouver):
    contrat = schema({"a": "string"}, ("phone-number-value", {"column": "a"}))
    bons = [
        "0123456789",
        "01 23 45 67 89",
        "01.23.45.67.89",
        "+33 1 23 45 67 89",
        "+33(0)123456789",
        "0033123456789",
    ]
    assert trouver("a\n" + "\n".join(bons) + "\n", contrat) == []
    mauvais = ["123456789", "01 23 45 67 8", "00 23 45 67 89", "zéro un"]
    assert [e["valeur"] for e in trouver("a\n" + "\n".join(mauvais) + "\n", contrat)] == mauvais


def test_old_names_still_work(trouver):
    ancien = schema(
        {"s": "string", "n": "string"},
        ("french-siret-value", {"column": "s"}),
        ("french-siren-value", {"column": "n"}),
    )
    assert [e["code"] for e in trouver("s,n\n73282932000079,404833047\n", ancien)] == [
        "spaser-siret",
        "spaser-siren",
    ]
    champ = schema({"s": "string"})
    champ["fields"][0]["customCheck"] = "siret"
    assert [e["code"] for e in trouver("s\n73282932000079\n", champ)] == ["spaser-siret"]


def test_a_check_that_needs_a_list_is_said_not_to_be_run(trouver):
    contrat = schema({"c": "string"}, ("commune", {"column": "c", "cog": "2024"}))
    examen = Examen()
    assert trouver("c\nBordeau\n", contrat, examen) == []
    assert len(examen.avertissements) == 1 and "« commune » (c) non exécuté" in examen.avertissements[0]
    for nom, controle in CONTROLES.items():
        assert controle.execute is (nom in CODES), nom


@pytest.mark.parametrize(
    "controle", [("sirret", {"column": "s"}), ("siret", {"colonne": "s"}), ("siret", {"column": "x"})]
)
def test_a_check_that_does_not_exist_is_never_passed_over(controle):
    with pytest.raises(SpaserErreur, match="à corriger"):
        plan(schema({"s": "string"}, controle))


def test_no_value_of_a_column_about_persons_is_cited(trouver):
    secret = {"s": "73282932000079", "a": "424242.42", "b": "535353.53"}
    contrat = schema(
        {"s": "string", "a": "number", "b": "number", "t": "number"},
        ("siret", {"column": "s"}),
        ("compare-columns-value", {"column": "a", "op": ">", "column2": "b"}),
        ("compare-columns-value", {"column": "t", "op": ">", "column2": "a"}),
        ("sum-columns-value", {"column": "t", "columns": ["a", "b"]}),
        s="indirecte", a="sensible", b="directe",
    )  # fmt: skip
    erreurs = trouver(f"s,a,b,t\n{secret['s']},{secret['a']},{secret['b']},7.77\n", contrat)
    assert len(erreurs) == 4
    assert [v for v in secret.values() if v in repr(erreurs)] == []
    assert str(Decimal(secret["a"]) + Decimal(secret["b"])) not in repr(erreurs)
    assert "7.77" in repr(erreurs), "a column about no person is shown"


def refus(enregistrement: int, champ: str | None, code: str, regle: str = "") -> dict[str, Any]:
    return {"enregistrement": enregistrement, "champ": champ, "code": code, "regle": regle or code}


def test_a_cell_that_the_engine_refuses_is_not_blamed_twice(trouver):
    contrat = schema(
        {"s": "string", "a": "string"},
        ("siret", {"column": "s"}),
        ("one-of-required", {"column1": "s", "column2": "a"}),
    )
    texte = "s,a\n1,x\n2,x\n3,x\n,\n4,x\n"
    examen = Examen(
        refus(1, "a", "missing-label"),
        refus(2, "s", "constraint-error", "pattern"),
        refus(3, "s", "constraint-error", "unique"),
        refus(4, "a", "type-error"),
        refus(5, None, "blank-row"),
    )
    assert [e["ligne"] for e in trouver(texte, contrat, examen)] == [3, 4, 6]


def test_columns_are_found_by_name_and_absent_ones_are_silent(trouver):
    contrat = schema(
        {"s": "string", "a": "integer", "b": "integer"},
        ("siret", {"column": "s"}),
        ("compare-columns-value", {"column": "a", "op": ">", "column2": "b"}),
    )
    assert places(trouver("autre,S, s \nx,y,73282932000079\n", contrat)) == [(2, 2, "s", 3, "spaser-siret")]
    assert trouver("a,autre\n1,2\n", contrat) == []
    assert trouver("", contrat) == [] and trouver("s,s\n1,1\n", contrat) == []


@pytest.mark.parametrize(
    "texte",
    [
        's,n\n"x\ny",0\n73282932000079,1\n',  # a cell on two lines: record 3 is on line 4
        "s,n\n\n\n73282932000079,1\n",  # blank rows keep their number
        "s,n\n0\n0,1,2\n73282932000079,1\n",  # ragged
        "s,n\r\n0,1\r\n73282932000079,1\r\n",
        's,n\n"a"b,1\n73282932000079\x00,1\n73282932000079,1',
    ],
)
def test_records_and_lines_of_irregular_files(trouver, texte: str):
    contrat = schema({"s": "string", "n": "string"}, ("siret", {"column": "s"}))
    trouves = [
        (e["enregistrement"], e["ligne"]) for e in trouver(texte, contrat) if e["valeur"] == "73282932000079"
    ]
    lignes = texte.splitlines()
    records = list(csv.reader(texte.splitlines(keepends=True)))
    attendu = (
        next(n for n, row in enumerate(records, 1) if row and row[0] == "73282932000079"),
        next(
            n
            for n, ligne in enumerate(lignes, 1)
            if ligne.startswith("73282932000079") and "\x00" not in ligne
        ),
    )
    assert trouves == [attendu]


def test_record_numbers_hold_on_several_threads_and_many_rows(trouver):
    contrat = schema({"s": "string", "t": "string"}, ("siret", {"column": "s"}), ("siren", {"column": "t"}))
    faux = {n for n in range(2, 300_000) if n % 997 == 0}
    texte = "s,t\n" + "".join(
        f"{'73282932000079' if n in faux else '73282932000074'},404833048\n" for n in range(2, 300_002)
    )
    assert [e["enregistrement"] for e in trouver(texte, contrat, threads=4)] == sorted(faux)


def test_decimals_that_would_be_rounded_are_told(trouver):
    contrat = schema({"m": "number", "h": "number"}, h="indirecte")
    for champ in contrat["fields"]:
        champ["decimales"] = 2
    examen = Examen()
    texte = "m,h\n1.23,7.50\n1.230,4.567\n1.234,\n185000.00000000003,4.5678\n1e-3,NaN\n"
    assert trouver(texte, contrat, examen) == []
    m, h = examen.avertissements
    assert m.startswith("m : 2 valeurs à plus de 2 décimales (lignes 4, 6)")
    assert h.startswith("h : 2 valeurs") and "4.56" not in h
