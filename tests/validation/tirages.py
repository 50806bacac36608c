"""Random schemas, cells and files for the property tests, drawn from what readers disagree on."""

from typing import Any

from hypothesis import strategies as st

# Blanks, other scripts, half-written dates, huge numbers, spellings that one reader takes and another does not.
PIEGES = [
    "", " ", "\u00a0", "a", "é", "x\ny", "x\n\ny", "x\r\ny", "x\ry", "NaN", "-nan", "sNaN", "inf",
    "-Infinity", "-0", "0", "00", "007", "+5", "5", "-5", "1_000", "1__0", "1 000", "1\u202f000", " 12 ",
    "\t12\n", "٣", "٣٤٥", "²", "12.0", "12.50", "012.5", "1e3", "1E-2", "1e400", "1,5", "1.5", ".5", "5.",
    "-0.05", "100", "100.0", "100.00000000000000001", "9" * 17, "9" * 19, "9" * 30, "0." + "3" * 40,
    "true", "True", "TRUE", " true", "false", "0x1F", "1", "oui", "non", "2026-01-01", "2026-1-1",
    "2026-01- 1", "2026-02-29", "2024-02-29", "2026-02-30", "0000-01-01", "0001-01-01", "9999-12-31",
    "10000-01-01", "20260101", "2026/01/01", "01/02/2026", "2026-01-01 ", "2026-01-01T00:00", "infinity",
    "epoch", "2026-01-01 (BC)", "0044-03-15 (BC)", "2026", "226", "+226", "2_26", " 226", "-226", "20260",
    "2026-13", "2026-12", "2026-1", "٢٠٢٦-٠١-٠١", "2026-01-01T10:11:12", "2026-01-01T24:00:00",
    "2026-01-01 10:11:12", "2026-01-01T10:11:12Z", "10:11:12", "24:00:00", "10:11", "NC", "nc", "NULL",
    "None", "abc", "abcd", "ab", "AB", "aé", "a\x00b", "x" * 40, '"', "'", '""', 'a"b', '"a"', "=1+1",
    "a,b", "a;b", "#a", "\\N", "\u2028", "\ufeff", "\U0001f600",
]  # fmt: skip
MOTIFS = [
    "^(?:[0-9]{3})$", "[a-z]+", "a|b", "^a|b$", r"\d+", r"\w*", r"[^a]+", r"\D", "(?i:abc)", "a{,3}", "^(?:.*)$", "é?a",
    r"^(?:[0-9]{4}-[0-9]{2})$", r"\s*", "(?:ab)+|[0-9]{2,}", "[[:alpha:]]", r"x(?=\n)", "^(?:[!-~]+)$",
]  # fmt: skip
TYPES = ["string", "integer", "number", "boolean", "date", "year", "yearmonth", "datetime", "time", "any"]
TEXTES_ENUM = ["a", "abc", "NC", "é", "", "1", "true"]


@st.composite
def champs(draw: Any, nom: str) -> dict[str, Any]:
    """One field: any type that registers may use, with constraints of its type."""
    type_ = draw(st.sampled_from(TYPES))
    champ: dict[str, Any] = {"name": nom, "type": type_, "rgpd": "aucune"}
    contraintes: dict[str, Any] = {}
    possibles = ["required", "unique"]
    if type_ == "string":
        possibles += ["pattern", "enum", "minLength", "maxLength"]
    elif type_ in ("integer", "number", "date", "year", "yearmonth"):
        possibles += ["enum", "minimum", "maximum"]
    for nom_contrainte in draw(st.lists(st.sampled_from(possibles), unique=True, max_size=3)):
        contraintes[nom_contrainte] = draw(_contrainte(nom_contrainte, type_))
    if contraintes:
        champ["constraints"] = contraintes
    if type_ == "boolean" and draw(st.booleans()):
        champ |= {"trueValues": ["true", "oui"], "falseValues": ["false", "0"]}
    if type_ == "date" and draw(st.integers(0, 4)) == 0:
        champ["format"] = draw(st.sampled_from(["%d/%m/%Y", "%Y-%m-%d"]))
        champ.pop("constraints", None)
    if type_ == "number" and draw(st.integers(0, 4)) == 0:
        champ |= draw(st.sampled_from([{"decimalChar": ","}, {"bareNumber": False}, {"groupChar": " "}]))
        champ.pop("constraints", None)
    if draw(st.integers(0, 6)) == 0:
        champ["missingValues"] = draw(
            st.sampled_from([["", "NC"], ["", "-0", "0"], ["NC"], ["", " ", "None"]])
        )
    return champ


def _contrainte(nom: str, type_: str) -> st.SearchStrategy[Any]:
    if nom in ("required", "unique"):
        return st.just(True)
    if nom == "pattern":
        return st.sampled_from(MOTIFS)
    if nom in ("minLength", "maxLength"):
        return st.integers(0, 5)
    valeurs = {
        "string": TEXTES_ENUM,
        "integer": [0, 5, 12, 100, 7],
        "number": [0, 5, "0.1", "12.5", 100],
        "date": ["2026-01-01", "2024-02-29", "0001-01-01"],
        "year": [2026, 226, 0],
        "yearmonth": ["2026-12", "2026-01"],
    }[type_]
    if nom == "enum":
        return st.lists(st.sampled_from(valeurs), min_size=1, max_size=4, unique=True)
    return st.sampled_from(valeurs)


@st.composite
def schemas(draw: Any) -> dict[str, Any]:
    """A schema of one to five fields, with or without a key."""
    noms = ["a", "b", "c", "d", "e"][: draw(st.integers(1, 5))]
    schema: dict[str, Any] = {"name": "t", "fields": [draw(champs(nom)) for nom in noms]}
    if draw(st.integers(0, 3)) == 0:
        schema["missingValues"] = draw(st.sampled_from([[""], ["", "NC"], ["NC"], ["", "0", "a"]]))
    if draw(st.booleans()):
        schema["primaryKey"] = draw(st.lists(st.sampled_from(noms), min_size=1, max_size=2, unique=True))
    return schema


@st.composite
def titres(draw: Any, noms: list[str]) -> list[str]:
    """Titles: mostly those of the schema; moved, missing, unknown, blank, padded or repeated otherwise."""
    lus = [*noms]
    for geste in draw(
        st.lists(st.sampled_from(["melanger", "oter", "inconnu", "vide", "blanc", "double"]), max_size=2)
    ):
        if geste == "melanger":
            lus = draw(st.permutations(lus))
        elif geste == "oter" and lus:
            lus.pop(draw(st.integers(0, len(lus) - 1)))
        elif geste in ("inconnu", "vide"):
            lus.insert(draw(st.integers(0, len(lus))), "zz" if geste == "inconnu" else "")
        elif geste == "blanc" and lus:
            lus[0] = f" {lus[0]} "
        elif geste == "double" and draw(st.integers(0, 3)) == 0 and lus:
            lus.append(lus[0])
    return [*lus]


@st.composite
def fichiers(draw: Any, entete: list[str], delimiteur: str) -> str:
    """The text of a file: cells quoted or not, records short, long or blank, quotes astray, any line end."""
    fin = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    peu = st.sampled_from(draw(st.lists(st.sampled_from(PIEGES), min_size=1, max_size=12)))
    lignes = [delimiteur.join(_ecrire(titre, delimiteur, False) for titre in entete)]
    for _ in range(draw(st.integers(0, 12))):
        forme = draw(st.integers(0, 11))
        if forme == 0:
            lignes.append(draw(st.sampled_from(["", delimiteur, delimiteur * len(entete), " ", '""'])))
        elif forme == 1:
            lignes.append(draw(st.text(alphabet=f'ab{delimiteur}" \n', max_size=12)))
        else:
            largeur = max(0, len(entete) + (draw(st.integers(-2, 2)) if forme < 4 else 0))
            cellules = draw(st.lists(peu, min_size=largeur, max_size=largeur))
            partout = forme == 5
            lignes.append(delimiteur.join(_ecrire(cellule, delimiteur, partout) for cellule in cellules))
    return fin.join(lignes) + draw(st.sampled_from([fin, fin, "", fin * 2]))


def _ecrire(cellule: str, delimiteur: str, partout: bool) -> str:
    if partout or any(signe in cellule for signe in f'{delimiteur}"\r\n'):
        return '"' + cellule.replace('"', '""') + '"'
    return cellule
