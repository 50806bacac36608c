"""Patterns of Python rewritten for RE2 from their parse tree, so that RE2 never accepts what Python refuses.

`\\d` is ASCII here and Unicode there, `{,3}` and `[[:alpha:]]` mean two things, `$` lets a line end pass: what is not
surely the same, or narrower, is not rewritten at all.
"""

import functools
import re
import warnings
from functools import cache
from re import _constants as signes  # type: ignore[attr-defined]
from re import _parser as analyse  # type: ignore[attr-defined]
from typing import Any

import duckdb

from pipelines.commun import duck

CLASSES = {
    signes.CATEGORY_DIGIT: "0-9",
    signes.CATEGORY_SPACE: r"\t\n\x{b}\f\r ",
    signes.CATEGORY_WORD: "0-9A-Za-z_",
}


DEBUT, FIN = (signes.AT, signes.AT_BEGINNING), (signes.AT, signes.AT_END)
SIMPLES = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-/:.;,@ ")
FORMES, LONGUEUR = 2, 40
ANCRES = re.compile(r"\\[Az]")


class IntraduisibleError(Exception):
    """This part of a pattern has no sure equivalent."""


@functools.lru_cache(maxsize=4096)
def motif_sql(motif: str, colonne: str) -> str | None:
    """Condition that frictionless' `re.compile("^" + pattern + "$").match` accepts the cell; None when not sure."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            arbre = analyse.parse(f"^{motif}$")
        if arbre.state.flags & ~re.UNICODE:
            return None
        noeuds = [*arbre]
        while noeuds and noeuds[0] == DEBUT:
            del noeuds[0]
        fin = len(noeuds)
        while fin and noeuds[fin - 1] == FIN:
            fin -= 1
        traduit = _suite(noeuds[:fin])
        if fin < len(noeuds) and (formes := _formes(noeuds[:fin])):
            return f"({' OR '.join(f'{colonne} GLOB {duck.literal(forme)}' for forme in formes)})"
        if fin < len(noeuds) and not ANCRES.search(traduit):
            condition = f"regexp_full_match({colonne}, {duck.literal(traduit)})"
        else:
            ancre = r"\A(?:" + _suite([*arbre]) + ")"
            condition = f"regexp_matches({colonne}, {duck.literal(ancre)})"
        # no `?`: to bind a parameter, DuckDB imports pandas
        _banc().execute(f"SELECT regexp_matches('', {duck.literal(traduit)})")
    except (re.error, IntraduisibleError, duckdb.Error, RecursionError, OverflowError):
        return None
    return condition


@cache
def _banc() -> duckdb.DuckDBPyConnection:
    """A connection to try patterns on."""
    return duck.connect(threads=1)


def _suite(noeuds: Any) -> str:
    return "".join(_noeud(operation, argument) for operation, argument in noeuds)


def _noeud(operation: Any, argument: Any) -> str:
    if operation is signes.LITERAL:
        return _signe(argument)
    if operation is signes.NOT_LITERAL:
        return f"[^{_signe(argument)}]"
    if operation is signes.ANY:
        return r"[^\n]"
    if operation is signes.IN:
        return _classe(argument)
    if operation is signes.BRANCH:
        return f"(?:{'|'.join(_suite(branche) for branche in argument[1])})"
    if operation is signes.SUBPATTERN and not argument[1] and not argument[2]:
        return f"(?:{_suite(argument[3])})"
    if operation in (signes.MAX_REPEAT, signes.MIN_REPEAT):
        minimum, maximum, corps = argument
        borne = "" if maximum is signes.MAXREPEAT else maximum
        return f"(?:{_suite(corps)}){{{minimum},{borne}}}"
    if operation is signes.AT and argument in (signes.AT_BEGINNING, signes.AT_BEGINNING_STRING):
        return r"\A"
    if operation is signes.AT and argument in (signes.AT_END, signes.AT_END_STRING):
        return r"\z"
    raise IntraduisibleError


def _formes(noeuds: Any) -> list[str]:
    """The few shapes of fixed length that a pattern amounts to, as GLOB writes them: half the cost of RE2.

    Empty when there are too many, or when one is not made of plain ASCII signs.
    """
    formes = [""]
    for operation, argument in noeuds:
        suites: list[str] = []
        if operation is signes.LITERAL and chr(argument) in SIMPLES:
            suites = [chr(argument)]
        elif operation is signes.IN and all(map(_simple, argument)):
            suites = [f"[{''.join(_membre(membre) for membre in argument)}]"]
        elif operation is signes.SUBPATTERN and not argument[1] and not argument[2]:
            suites = _formes(argument[3])
        elif operation is signes.BRANCH:
            par_branche = [_formes(branche) for branche in argument[1]]
            suites = [forme for formes_ in par_branche for forme in formes_] if all(par_branche) else []
        elif operation in (signes.MAX_REPEAT, signes.MIN_REPEAT) and argument[1] <= LONGUEUR:
            corps = _formes(argument[2])
            suites = [corps[0] * n for n in range(argument[0], argument[1] + 1)] if len(corps) == 1 else []
        formes = [debut + suite for debut in formes for suite in suites]
        if not 0 < len(formes) <= FORMES:
            return []
    return formes if all(formes) else []


def _simple(membre: Any) -> bool:
    operation, argument = membre
    bornes = argument if operation is signes.RANGE else (argument,)
    return operation in (signes.RANGE, signes.LITERAL) and all(chr(b) in SIMPLES and b != 45 for b in bornes)


def _membre(membre: Any) -> str:
    operation, argument = membre
    return f"{chr(argument[0])}-{chr(argument[1])}" if operation is signes.RANGE else chr(argument)


def _classe(membres: Any) -> str:
    textes, negation = [], ""
    for operation, argument in membres:
        if operation is signes.NEGATE:
            negation = "^"
        elif operation is signes.LITERAL:
            textes.append(_signe(argument))
        elif operation is signes.RANGE:
            textes.append(f"{_signe(argument[0])}-{_signe(argument[1])}")
        elif operation is signes.CATEGORY and argument in CLASSES and not negation:
            textes.append(CLASSES[argument])
        else:
            raise IntraduisibleError  # a negated class would be wider in RE2 than in Python
    return f"[{negation}{''.join(textes)}]"


def _signe(code: int) -> str:
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else f"\\x{{{code:x}}}"
