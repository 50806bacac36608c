"""The SQL of one file: each raw column becomes its canonical text, a record of what was done, and what was written.

The macros are in macros.sql, their French names in `normalisations`; what each column is belongs to `consignes`.
"""

import re
import unicodedata
from collections.abc import Sequence

from pipelines.commun.duck import literal
from pipelines.registres.consignes import NUMERIQUES, Consigne

SERIES = {"serie_excel": "1899-12-30", "serie_excel_1904": "1904-01-01"}
LIAISONS = {"d", "de", "du", "des", "l", "la", "le", "les", "avec"}


def depouille(liste: Sequence[Consigne], marques: bool) -> str:
    """Write the columns t (trimmed text), m (mark) and r (text as sent) of each field."""
    lignes = []
    for i, consigne in enumerate(liste):
        c = consigne.colonne
        if marques:
            lignes.append(f"CASE WHEN starts_with({c}, chr(1)) THEN {c}[2] END AS m{i}")
            lignes.append(f"CASE WHEN starts_with({c}, chr(1)) THEN {c}[3:] ELSE {c} END AS r{i}")
        else:
            lignes.append(f"NULL::VARCHAR AS m{i}")
            lignes.append(f"{c} AS r{i}")
    return ",\n    ".join(lignes)


def rognees(liste: Sequence[Consigne]) -> str:
    """Write the trimmed text of each field; empty is NULL."""
    return ",\n    ".join(f"nullif(rogner(r{i}), '') AS t{i}" for i in range(len(liste)))


def nues(liste: Sequence[Consigne]) -> str:
    """Write u, the text of a number without the currency or per cent sign that its column allows."""
    lignes = []
    for i, consigne in enumerate(liste):
        if consigne.champ.get("type") not in NUMERIQUES:
            continue
        admis = [s for s, oui in (("€|EUR|euros?", consigne.en_euros), ("%", consigne.en_pct)) if oui]
        u = f"replace(t{i}, '−', '-')"
        if admis:
            motif = literal(rf"[ \x{{00A0}}\x{{202F}}]*(?:{'|'.join(admis)})$")
            u = f"regexp_replace({u}, {motif}, '', 'i')"
        lignes.append(f"{u} AS u{i}")
    return ",\n    ".join(lignes) or "NULL AS rien"


def lues(liste: Sequence[Consigne], base: str) -> str:
    """Write {v, k} of each field; `base` is the date system of the workbook, which counts for its serial numbers."""
    return ",\n    ".join(f"{_cellule(c, f't{i}', f'm{i}', base)} AS s{i}" for i, c in enumerate(liste))


def gardees(liste: Sequence[Consigne]) -> str:
    """Write the columns kept for each field: v, the canonical text, and k, what was done."""
    return ",\n    ".join(
        f"nullif(s{i}.v, '') AS v{i}, coalesce(s{i}.k, 0) | CASE WHEN r{i} <> t{i} THEN 1 ELSE 0 END AS k{i}"
        for i in range(len(liste))
    )


def vide(largeur: int) -> str:
    """Write the condition of a row without anything."""
    vides = " AND ".join(f"coalesce(rogner(c{j}), '') = ''" for j in range(1, largeur + 1))
    return f"{vides} AND reste IS NULL"


def peut_etre_total(largeur: int) -> str:
    """Write the condition of the few rows to look at: « tota » stands somewhere in them."""
    return f"contains(lower(concat_ws(' ', {', '.join(f'c{j}' for j in range(1, largeur + 1))})), 'tota')"


def _cellule(consigne: Consigne, t: str, m: str, base: str) -> str:
    cas = []
    if consigne.vides:
        vides = ", ".join(literal(v.strip().lower()) for v in consigne.vides)
        cas.append(f"WHEN list_contains([{vides}], lower({t})) THEN fait(NULL::VARCHAR, 512)")
    cas.append(f"WHEN {m} = 'e' OR en_erreur({t}) THEN douteux({t}, {m}, 8)")
    cas.append(f"WHEN {m} = 'f' THEN douteux({t}, {m}, 9)")
    for de, vers in consigne.valeurs:
        cas.append(f"WHEN {t} = {literal(de.strip())} THEN fait({literal(vers)}, 32768)")
    return f"CASE WHEN {t} IS NULL THEN NULL\n        {' '.join(cas)} ELSE {_type(consigne, t, m, base)} END"


def _type(consigne: Consigne, t: str, m: str, base: str) -> str:
    champ = consigne.champ
    type_, contraintes = champ.get("type"), champ.get("constraints", {})
    if type_ in NUMERIQUES:
        return _nombre(consigne, t, m)
    if type_ == "date":
        americain = str(consigne.dates == "mm/jj/aaaa").lower()
        serie = SERIES.get(consigne.dates, "")
        if serie and base != SERIES["serie_excel"]:
            serie = base
        return f"jour({t}, {m}, {americain}, {literal(serie)})"
    if type_ == "boolean":
        return f"logique({t}, {m})"
    if type_ != "string":
        return f"tel_quel({t})"
    if contraintes.get("enum"):
        codes = [str(code) for code in contraintes["enum"]]
        liste = ", ".join(literal(code) for code in codes)
        plis = [pli_code(code) for code in codes]
        uniques = [(p, c) for p, c in zip(plis, codes, strict=True) if p and plis.count(p) == 1]
        cles, valeurs = (", ".join(literal(paire[k]) for paire in uniques) for k in (0, 1))
        return f"liste_fermee({t}, {m}, [{liste}], MAP([{cles}], [{valeurs}]))"
    if contraintes.get("pattern"):
        return f"identifiant({t}, {m}, {literal(contraintes['pattern'])})"
    return f"texte({t}, {m})"


def _nombre(consigne: Consigne, t: str, m: str) -> str:
    u = "u" + t[1:]
    lu = f"nombre({t}, {u}, {m}, {literal(consigne.decimale)})"
    decimales = int(consigne.champ.get("decimales", 2))
    if consigne.unite == "minutes":
        return f"minutes({t}, {lu}, {decimales}, {10**decimales})"
    if consigne.en_heures:
        lu = f"heures({t}, {m}, {lu}, {decimales}, {10**decimales})"
    if consigne.facteur != 1:
        lu = f"multiplier({t}, {lu}, {consigne.facteur})"
    if consigne.champ.get("type") == "integer":
        lu = f"sans_decimales({lu})"
    return lu


def pli_code(code: str) -> str:
    """Fold a code as the SQL macro `plier` does."""
    ascii_ = "".join(c for c in unicodedata.normalize("NFD", code) if not unicodedata.combining(c)).lower()
    mots = re.sub(r"[^a-z0-9]+", "_", ascii_).strip("_").split("_")
    return "_".join(mot for mot in mots if mot not in LIAISONS)
