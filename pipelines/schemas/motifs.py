"""Regular expressions of schemas: anchored, meaning the same to Python and to DuckDB, and never slow.

frictionless compiles `^` + pattern + `$`, so `a|b` accepts `axxx`; Python's `\\d` takes Arabic digits where
RE2's does not; `(a+)+$` takes seconds on 26 characters. Only the writing of patterns belongs here.
"""

import re
from re import _parser as analyse  # type: ignore[attr-defined]
from typing import Any

import duckdb

CLASSES_UNICODE = re.compile(r"(?<!\\)(?:\\\\)*\\[dDwWsSbB]")


def defauts_du_motif(motif: str) -> list[str]:
    """Return, in French, what is wrong with a pattern; an empty list when it is sound."""
    try:
        arbre = analyse.parse(motif)
    except re.error as error:
        return [f"motif illisible ({error})"]
    defauts = []
    if not _enferme(motif):
        defauts.append(
            "motif non ancré : écrire ^(?:...)$, sinon une alternative laisse passer n'importe quoi"
        )
    if CLASSES_UNICODE.search(motif):
        defauts.append(r"motif dépendant d'Unicode : écrire [0-9] plutôt que \d, [A-Za-z0-9_] plutôt que \w")
    if _repetition_imbriquee(arbre, False):
        defauts.append("motif aux répétitions imbriquées : le temps de calcul peut exploser")
    try:
        duckdb.execute("SELECT regexp_full_match('', ?)", [motif])
    except duckdb.Error:
        defauts.append("motif que DuckDB (RE2) ne comprend pas : pas de (?=, (?!, (?<, ni de \\1")
    return defauts


def _enferme(motif: str) -> bool:
    """Check that one group opens after `^` and closes just before `$`."""
    if not (motif.startswith("^(?:") and motif.endswith(")$")):
        return False
    profondeur, dans_classe, i = 0, False, 1
    while i < len(motif) - 1:
        signe = motif[i]
        if signe == "\\":
            i += 1
        elif dans_classe:
            dans_classe = signe != "]"
        elif signe == "[":
            dans_classe = True
            i += motif[i + 1 : i + 2] == "^"
            i += motif[i + 1 : i + 2] == "]"  # a bracket that comes first is a plain character
        elif signe == "(":
            profondeur += 1
        elif signe == ")":
            profondeur -= 1
            if profondeur == 0 and i != len(motif) - 2:
                return False
        i += 1
    return profondeur == 0


def _repetition_imbriquee(noeud: Any, sous_repetition: bool) -> bool:
    """Find an unbounded repetition whose body itself starts by an unbounded repetition of its own."""
    for operation, argument in noeud:
        if operation in (analyse.MAX_REPEAT, analyse.MIN_REPEAT):
            _, maximum, corps = argument
            illimite = maximum == analyse.MAXREPEAT
            if illimite and sous_repetition and len(noeud) == 1:
                return True
            if _repetition_imbriquee(corps, illimite):
                return True
        elif operation is analyse.SUBPATTERN:
            if _repetition_imbriquee(argument[3], sous_repetition):
                return True
        elif operation is analyse.BRANCH and any(
            _repetition_imbriquee(branche, sous_repetition) for branche in argument[1]
        ):
            return True
    return False
