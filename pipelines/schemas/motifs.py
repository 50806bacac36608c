"""Regular expressions of schemas: anchored, meaning the same to Python and to DuckDB, and never slow.

frictionless compiles `^` + pattern + `$`, so `a|b` accepts `axxx`; Python's `\\d` takes Arabic digits where
RE2's does not; `(a+)+$` takes seconds on 26 characters. Only the writing of patterns belongs here.
"""

import re
from collections.abc import Iterator
from re import _parser as analyse  # type: ignore[attr-defined]
from typing import Any

import duckdb

CLASSES_UNICODE = re.compile(r"(?<!\\)(?:\\\\)*\\[dDwWsSbB]")


def defauts_du_motif(motif: str) -> list[str]:
    """Return, in French, what is wrong with a pattern; an empty list when it is sound."""
    fautes = [*erreurs_du_motif(motif)]
    return [message for _, message in fautes or usages_du_motif(motif)]


def erreurs_du_motif(motif: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, French sentence) for what is wrong for anyone: broken, leaking, endless."""
    try:
        arbre = analyse.parse(motif)
    except (re.error, RecursionError, OverflowError) as error:
        yield "motif-illisible", f"motif illisible ({error})"
        return
    if _fuit(motif):
        message = (
            "motif non ancré : une alternative laisse passer n'importe quoi après elle, écrire ^(?:...)$"
        )
        yield "motif-alternative", message
    if _repetition_imbriquee(arbre, False):
        message = "motif aux répétitions imbriquées : le temps de calcul peut exploser"
        yield "motif-explosif", message


def usages_du_motif(motif: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, French sentence) for what another tool than Python would read otherwise."""
    try:
        analyse.parse(motif)
    except (re.error, RecursionError, OverflowError):
        return
    if not _enferme(motif) and not _fuit(motif):
        yield "motif-non-ancre", "motif non ancré : écrire ^(?:...)$"
    if CLASSES_UNICODE.search(motif):
        message = r"motif dépendant d'Unicode : écrire [0-9] plutôt que \d, [A-Za-z0-9_] plutôt que \w"
        yield "motif-unicode", message
    try:
        duckdb.execute("SELECT regexp_full_match('', ?)", [motif])
    except duckdb.Error:
        message = "motif que DuckDB (RE2) ne comprend pas : pas de (?=, (?!, (?<, ni de \\1"
        yield "motif-re2", message


def _fuit(motif: str) -> bool:
    """Check whether a branch at the top is left open at one end by `^` + pattern + `$`."""
    coupes = [i for i, signe, profondeur in _structure(motif) if signe == "|" and profondeur == 0]
    branches = [motif[i + 1 : j] for i, j in zip([-1, *coupes], [*coupes, len(motif)], strict=True)]
    fermees = (_finit_par_dollar(branche) for branche in branches[:-1])
    ouvertes = (branche.startswith("^") for branche in branches[1:])
    return not (all(fermees) and all(ouvertes))


def _finit_par_dollar(branche: str) -> bool:
    return any(signe == "$" and i == len(branche) - 1 for i, signe, _ in _structure(branche))


def _enferme(motif: str) -> bool:
    """Check that one group opens after `^` and closes just before `$`."""
    if not (motif.startswith("^(?:") and motif.endswith(")$")):
        return False
    fermetures = [i for i, signe, profondeur in _structure(motif) if signe == ")" and profondeur == 0]
    return fermetures == [len(motif) - 2]


def _structure(motif: str) -> Iterator[tuple[int, str, int]]:
    """Yield (place, sign, depth of groups around it) for each sign that is neither escaped nor in a class."""
    profondeur, dans_classe, i = 0, False, 0
    while i < len(motif):
        signe = motif[i]
        if signe == "\\":
            i += 1
        elif dans_classe:
            dans_classe = signe != "]"
        elif signe == "[":
            dans_classe = True
            i += motif[i + 1 : i + 2] == "^"
            i += motif[i + 1 : i + 2] == "]"  # a bracket that comes first is a plain character
        else:
            profondeur -= signe == ")"
            yield i, signe, profondeur
            profondeur += signe == "("
        i += 1


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
