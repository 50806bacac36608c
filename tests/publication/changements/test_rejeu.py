"""Release n + changes = release n+1, byte for byte, whatever was edited: rows, cells, columns, keys, tables."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.changements import tamis
from pipelines.publication.changements.appliquer import appliquer
from tests.publication.changements.outils import APRES, AVANT, changer, lire, publier, schema

TEXTES = st.one_of(
    st.none(),
    st.sampled_from(
        [
            '"',
            '""',
            "\n",
            "a\nb",
            "a\r\nb",
            ",",
            "'",
            "\u00a0",
            " a ",
            "#",
            "null",
            "NULL",
            "é",
            "\\",
            "0",
            '{"a":1}',
            "—",
            "\u2028",
            "\t",
            ";",
            "[]",
            "-1",
            "true",
            '"\n"',
            "🧾",
        ]
    ),
    st.text(
        alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6
    ),
)
ENTIERS = st.one_of(st.none(), st.integers(-3, 12).map(str))
VALEURS = {
    "string": TEXTES,
    "integer": ENTIERS,
    "boolean": st.sampled_from([None, "true", "false"]),
    "date": st.sampled_from([None, "2026-01-02", "2025-12-31"]),
}
NOMS = ("a", "b", "c", "secret", "contrat_id", "arrete_au")


@st.composite
def tables(draw: Any) -> dict[str, Any]:
    """A release: some tables, each with columns in some order, a key of one or two parts, rows of distinct keys."""
    faites = {}
    for nom in draw(st.lists(st.sampled_from(["t1", "t2", "contrats"]), unique=True, max_size=3)):
        colonnes = {
            c: draw(st.sampled_from(["string", "integer", "boolean", "date"]))
            for c in draw(st.permutations(draw(st.lists(st.sampled_from(NOMS), unique=True, max_size=5))))
        }
        cle = draw(st.sampled_from([["k"], ["k", "l"], ["l", "k"]]))
        colonnes = dict(draw(st.permutations([*colonnes.items(), ("k", "string"), ("l", "integer")])))
        lignes = draw(
            st.lists(
                st.fixed_dictionaries(
                    {c: VALEURS[t] for c, t in colonnes.items()} | {"k": TEXTES, "l": ENTIERS}
                ),
                max_size=6,
            )
        )
        distinctes = {tuple(ligne[c] for c in cle): ligne for ligne in lignes}
        if cle == ["k"]:
            distinctes.pop((None,), None)
        faites[nom] = (schema(nom, colonnes, cle), list(distinctes.values()))
    return faites


@st.composite
def retouchees(draw: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A release and the next: the same tables with a few edits, or others altogether."""
    avant = draw(tables())
    apres = draw(tables()) if draw(st.booleans()) else {}
    for nom, (s, lignes) in avant.items():
        if nom in apres or draw(st.integers(0, 5)) == 0:
            continue
        types = {c["name"]: c["type"] for c in s["fields"]}
        gardees = [dict(ligne) for ligne in lignes if draw(st.integers(0, 4))]
        for ligne in gardees:
            for c in types:
                if c not in s["primaryKey"] and draw(st.integers(0, 3)) == 0:
                    ligne[c] = draw(VALEURS[types[c]])
        apres[nom] = (s, gardees)
    return avant, apres


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)
@given(retouchees(), st.booleans(), st.sampled_from([1, 40, 10**6]))
def test_a_release_and_its_changes_make_the_next(versions: Any, taire: bool, limite: int):
    avant, apres = versions
    with tempfile.TemporaryDirectory() as dossier, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tamis.tamiser, "__defaults__", (limite,))
        racine = Path(dossier)
        a = publier(racine / "a", avant, AVANT, "2026.05.1")
        b = publier(racine / "b", apres, APRES, "2026.06.1")
        changements = changer(a, b, racine / "c", taire=taire)
        refaites = appliquer(a, changements, b / "datapackage.json", racine / "d")
        assert sorted(refaites) == sorted(apres)
        for nom in apres:
            assert (racine / "d" / f"{nom}.csv").read_bytes() == (b / f"{nom}.csv").read_bytes()
        if taire:
            natures = {"renomme", "cle_changee"}
            assert not [x for x in lire(changements) if x["ancienne_valeur"] and x["nature"] not in natures]


def test_equal_releases_have_no_change(tmp_path: Path):
    t = {"t1": (schema("t1", {"k": "string", "v": "string"}, ["k"]), [{"k": "a", "v": "1"}])}
    a, b = publier(tmp_path / "a", t, AVANT, "1"), publier(tmp_path / "b", t, APRES, "2")
    assert lire(changer(a, b, tmp_path / "c")) == []


def test_only_what_differs_is_listed(tmp_path: Path):
    """No change too many: one line a cell, one a row, one for a column that is the same everywhere."""
    s = schema("t1", {"k": "integer", "v": "string", "arrete_au": "date"}, ["k"])
    jours = ["2026-05-31", "2026-06-30"]
    rangees = [[{"k": str(k), "v": "x", "arrete_au": jour} for k in range(20)] for jour in jours]
    rangees[1][4]["v"] = None
    del rangees[1][7]
    rangees[1].append({"k": "30", "v": "é", "arrete_au": jours[1]})
    a, b = (publier(tmp_path / n, {"t1": (s, r)}, AVANT, n) for n, r in zip("ab", rangees, strict=True))
    lues = [
        (x["nature"], x["cle"], x["colonne"], x["ancienne_valeur"], x["nouvelle_valeur"])
        for x in lire(changer(a, b, tmp_path / "c"))
    ]
    assert lues == [
        ("corrige_partout", None, "arrete_au", *jours),
        ("ajoute", '["30"]', None, None, '{"k":"30","v":"é","arrete_au":"2026-06-30"}'),
        ("corrige", '["4"]', "v", "x", None),
        ("retire", '["7"]', None, '{"k":"7","v":"x","arrete_au":"2026-05-31"}', None),
    ]


def test_values_that_left_do_not_come_back(tmp_path: Path):
    """A column or a table withdrawn, a result masked or withdrawn: what they said is not said again (law 5)."""
    s = schema("t1", {"k": "string", "nom": "string", "v": "string"}, ["k"])
    masquable = schema("t2", {"k": "string", "v": "string", "secret": "string"}, ["k"])
    parti = schema("t3", {"k": "string"}, ["k"])
    a = publier(
        tmp_path / "a",
        {
            "t1": (s, [{"k": "1", "nom": "SECRET-A", "v": "x"}, {"k": "2", "nom": "SECRET-B", "v": "x"}]),
            "t2": (
                masquable,
                [
                    {"k": "1", "v": "SECRET-C", "secret": "publie"},
                    {"k": "2", "v": "SECRET-D", "secret": "publie"},
                    {"k": "3", "v": "1", "secret": "publie"},
                ],
            ),
            "t3": (parti, [{"k": "SECRET-E"}]),
            "t4": (masquable, [{"k": "1", "v": "SECRET-F", "secret": "publie"}]),
        },
        AVANT,
        "1",
    )
    sans_nom = schema("t1", {"k": "string", "v": "string"}, ["k"])
    b = publier(
        tmp_path / "b",
        {
            "t1": (sans_nom, [{"k": "1", "v": "y"}]),
            "t2": (
                masquable,
                [
                    {"k": "1", "v": None, "secret": "masque_primaire"},
                    {"k": "3", "v": "2", "secret": "publie"},
                ],
            ),
            "t4": (masquable, [{"k": "1", "v": "masqué", "secret": "masque_primaire"}]),
        },
        APRES,
        "2",
    )
    chemin = changer(a, b, tmp_path / "c")
    assert "SECRET" not in chemin.read_text(encoding="utf-8")
    assert ("t2", '["3"]', "1", "2") in [
        (x["table"], x["cle"], x["ancienne_valeur"], x["nouvelle_valeur"]) for x in lire(chemin)
    ]
    appliquer(a, chemin, b / "datapackage.json", tmp_path / "d")


def test_a_replay_on_the_wrong_version_is_refused(tmp_path: Path):
    s = schema("t1", {"k": "string", "v": "string"}, ["k"])
    a, b, autre = (
        publier(tmp_path / n, {"t1": (s, [{"k": "1", "v": v}, {"k": "2", "v": w}])}, AVANT, n)
        for n, v, w in (("a", "x", "1"), ("b", "y", "1"), ("autre", "x", "2"))
    )
    chemin = changer(a, b, tmp_path / "c")
    with pytest.raises(SpaserErreur, match=r"Table « t1 » : le fichier refait n'est pas celui de la version"):
        appliquer(autre, chemin, b / "datapackage.json", tmp_path / "d")


def test_a_folder_that_is_no_version_is_told(tmp_path: Path):
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": 3}), encoding="utf-8")
    with pytest.raises(SpaserErreur, match="ne décrit pas une version publiée"):
        changer(tmp_path, tmp_path, tmp_path / "c")
