"""The splitter against json.loads: every element exactly once, in order, wherever the blocks fall."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commun.erreurs import FichierRefuse
from pipelines.decp import enveloppes, flux
from pipelines.decp.enveloppes import lots

MORCEAUX = [
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "},{",
    '"},{"',
    '\\"},',
    "/",
    "é",
    "€",
    "😀",
    "\n",
    "\u2028",
    "a",
    " ",
]
TEXTES = st.lists(st.sampled_from(MORCEAUX), max_size=12).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
SCALAIRES = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXTES
VALEURS = st.recursive(
    SCALAIRES, lambda v: st.lists(v, max_size=4) | st.dictionaries(TEXTES, v, max_size=4), max_leaves=12
)
ELEMENTS = st.lists(st.dictionaries(TEXTES, VALEURS, max_size=5) | VALEURS, max_size=12)
BLOCS = st.sampled_from([64, 65, 127, 128, 300, 1024, 4096])
STYLES = st.sampled_from([{"separators": (",", ":")}, {"indent": 1}, {"indent": 7}, {}])


def _decouper(chemin: Path, contenu: bytes, bloc: int) -> tuple[list[tuple[str | None, Any]], list[str]]:
    """What the splitter yields with blocks of this size: (genre, element), and the faults of its own account."""
    chemin.write_bytes(contenu)
    avant = (flux.BLOC, enveloppes.BLOC)
    flux.BLOC = enveloppes.BLOC = bloc
    try:
        elements: list[tuple[str | None, Any]] = []
        fautes = []
        for lot in lots("f.json", chemin, {}):
            elements += [(lot.genre, json.loads(bytes(element))) for element in lot.elements]
            if json.loads(lot.texte) != [json.loads(bytes(element)) for element in lot.elements]:
                fautes.append("le texte du lot n'est pas celui de ses éléments")
            debut = lot.octet(1)
            if contenu[debut : debut + len(lot.texte) - 2].strip() != lot.texte[1:-1].strip():
                fautes.append(f"le lot n'est pas à l'octet {debut}")
        return elements, fautes
    finally:
        flux.BLOC, enveloppes.BLOC = avant


@pytest.fixture(scope="module")
def chemin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file, written again for each example."""
    return tmp_path_factory.mktemp("decoupe") / "f.json"


@settings(max_examples=120)
@given(
    marches=ELEMENTS,
    concessions=ELEMENTS,
    autre=VALEURS,
    ordre=st.permutations(["marche", "contrat-concession", "autre"]),
    dehors=st.booleans(),
    ascii_=st.booleans(),
    style=STYLES,
    bloc=BLOCS,
)
def test_every_element_comes_once_and_in_order(
    chemin: Path,
    marches: list[Any],
    concessions: list[Any],
    autre: Any,
    ordre: list[str],
    dehors: bool,
    ascii_: bool,
    style: dict[str, Any],
    bloc: int,
) -> None:
    corps = {"marche": marches, "contrat-concession": concessions, "autre": autre}
    objet: Any = {cle: corps[cle] for cle in ordre}
    if not dehors:
        objet = {"autre": autre, "marches": objet, "suite": autre}
    contenu = json.dumps(objet, ensure_ascii=ascii_, **style).encode()
    elements, fautes = _decouper(chemin, contenu, bloc)
    genres = {"marche": "marche", "contrat-concession": "concession"}
    attendus = [(genres[cle], element) for cle in ordre if cle in genres for element in corps[cle]]
    assert elements == attendus
    assert fautes == []


@settings(max_examples=150)
@given(elements=ELEMENTS, liste=st.booleans(), style=STYLES, bloc=BLOCS)
def test_a_bare_list_and_the_list_of_2019(
    chemin: Path, elements: list[Any], liste: bool, style: dict[str, Any], bloc: int
) -> None:
    contenu = json.dumps(elements if liste else {"marches": elements}, **style).encode()
    assert _decouper(chemin, contenu, bloc) == ([(None, element) for element in elements], [])


@settings(max_examples=100)
@given(
    elements=st.lists(st.dictionaries(TEXTES, TEXTES, min_size=1, max_size=4), min_size=1, max_size=8),
    bloc=BLOCS,
    style=STYLES,
)
def test_stray_backslashes_anywhere_change_no_element_but_themselves(
    chemin: Path, elements: list[Any], bloc: int, style: dict[str, Any]
) -> None:
    texte = json.dumps({"marches": [element | {"objet": "l'eau d'ici"} for element in elements]}, **style)
    casse = texte.replace("'", "\\'").encode()
    lus, _ = _decouper(chemin, casse, bloc)
    attendus = json.loads(texte.replace("'", "\\\\'"))["marches"]
    assert [element for _, element in lus] == attendus


@settings(max_examples=150)
@given(elements=ELEMENTS, coupe=st.floats(0, 1, exclude_max=True), bloc=BLOCS, style=STYLES)
def test_a_document_cut_anywhere_is_refused(
    chemin: Path, elements: list[Any], coupe: float, bloc: int, style: dict[str, Any]
) -> None:
    contenu = json.dumps({"marches": {"marche": elements}}, **style).encode()
    with pytest.raises(
        FichierRefuse, match=r"^f\.json : ligne \d+, colonne \d+ : |n'est pas un fichier JSON"
    ):
        _decouper(chemin, contenu[: int(len(contenu) * coupe)], bloc)


@settings(max_examples=150)
@given(elements=ELEMENTS, place=st.floats(0, 1), octet=st.binary(min_size=1, max_size=2), bloc=BLOCS)
def test_a_damaged_document_is_refused_or_read_as_json_reads_it(
    chemin: Path, elements: list[Any], place: float, octet: bytes, bloc: int
) -> None:
    contenu = bytearray(json.dumps({"marches": elements}, ensure_ascii=False).encode())
    debut = int(place * len(contenu))
    contenu[debut : debut + 1] = octet
    try:
        attendus = json.loads(bytes(contenu).decode("utf-8", "surrogateescape"))
    except ValueError:
        attendus = None
    try:
        lus, _ = _decouper(chemin, bytes(contenu), bloc)
    except (FichierRefuse, UnicodeDecodeError):
        return  # stricter than json.loads, never looser
    if attendus is None:
        # only a stray backslash is put right
        assert b"\\" in contenu
    elif isinstance(attendus, dict) and "marches" in attendus:
        assert [element for _, element in lus] == attendus["marches"]


@pytest.mark.parametrize("bloc", [64, 300])
def test_elements_much_larger_than_the_block(chemin: Path, bloc: int) -> None:
    elements = [{"objet": '{"[' * n, "suite": ["]}" * n, {"x": "\\" * n}]} for n in (1, 500, 2, 900, 3)]
    lus, fautes = _decouper(chemin, json.dumps({"marches": elements}).encode(), bloc)
    assert ([element for _, element in lus], fautes) == (elements, [])


@pytest.mark.parametrize("ou", ["liste", "objet", "entete"])
def test_an_element_longer_than_the_limit_is_refused_and_not_called_cut(
    ou: str, chemin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (flux, enveloppes):
        monkeypatch.setattr(module, "VALEUR_MAX", 4_000)
    long = {"objet": "x" * 9_000}
    corps: dict[str, Any] = {
        "liste": {"marches": [{"a": 1}, long]},
        "objet": {"marches": {"marche": long}},
        "entete": {"titre": "x" * 9_000, "marches": []},
    }
    with pytest.raises(FichierRefuse, match=r"ligne 1, colonne \d+ : un enregistrement dépasse 64 Mio"):
        _decouper(chemin, json.dumps(corps[ou]).encode(), 256)
    assert _decouper(chemin, json.dumps({"marches": [{"objet": "x" * 3_000}]}).encode(), 256)[0]


def test_the_limit_is_what_its_sentence_says() -> None:
    assert flux.VALEUR_MAX == enveloppes.VALEUR_MAX == 64 * 1024 * 1024


def test_what_msgspec_says_of_a_rest_is_what_we_read_in_it() -> None:
    """The wording that marks the end of a value belongs to msgspec: a new version must not change it unseen."""
    import msgspec

    for texte, fin in ((b'{"a":1} ,', 8), (b"[1]]", 3), (b'"x":', 3), (b"12 ,", 3)):
        with pytest.raises(msgspec.DecodeError) as trouve:
            msgspec.json.decode(texte, type=msgspec.Raw)
        assert flux.fin_avant_reste(trouve.value) == fin


@pytest.mark.parametrize("ou", ["entete", "objet", "liste"])
def test_a_block_may_end_anywhere_in_a_token(ou: str, chemin: Path) -> None:
    valeur = {"a": [-1, -0.5, 1e-7, -1.25e30, True, False, None, '😀\\"é', {"b": -3}], "c": "x" * 20}
    corps: dict[str, Any] = {
        "entete": {"autre": valeur, "marches": [1]},
        "objet": {"marches": {"marche": valeur}},
        "liste": {"marches": [valeur, -1, -2.5e-3, None]},
    }
    attendus = {"entete": [1], "objet": [valeur], "liste": [valeur, -1, -2.5e-3, None]}[ou]
    contenu = json.dumps(corps[ou]).encode()
    for bloc in range(8, len(contenu) + 2):
        lus, _ = _decouper(chemin, contenu, bloc)
        assert [element for _, element in lus] == attendus, bloc
