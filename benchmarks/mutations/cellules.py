"""Kinds of error in one cell: which columns can have it, what is written instead, the codes that may answer.

Kinds that touch rows, titles or bytes belong to `structures`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.mutations.fichiers import Brut, Cellule, EnErreur, Formule, Nombre
from pipelines.schemas.tables import Champ

INTERDIT = "£¤ @£"
CONTRAINTE = ("constraint-error",)
TYPE = ("type-error",)
NOMBRES = ("integer", "number")
FRANCAIS = ("csv_fr", "xlsx", "ods")
CLASSEURS = ("xlsx", "ods")
CSV = ("csv", "csv_fr")
TOUS = ("csv", *FRANCAIS)


@dataclass(frozen=True)
class Case:
    """The cell to be spoilt: its column, the format of the file, its canonical text, the checks of its column."""

    champ: Champ
    format: str
    avant: str
    controles: frozenset[str] = frozenset()

    @property
    def contraintes(self) -> dict[str, Any]:
        return dict(self.champ.get("constraints", {}))

    @property
    def francais(self) -> bool:
        """A person writes it: French spellings are understood."""
        return self.format in FRANCAIS


@dataclass(frozen=True)
class Genre:
    """One kind: `pour` says which cells, `ecrire` what they become, `codes` what may answer.

    `accepte`: formats in which such a spelling is understood, on purpose: the file must stay valid.
    """

    nom: str
    dit: str
    pour: Callable[[Case], bool]
    ecrire: Callable[[Case], Cellule]
    codes: tuple[str, ...]
    formats: tuple[str, ...] = TOUS
    accepte: tuple[str, ...] = ()
    ou_refus: str | None = None


def _type(*types: str) -> Callable[[Case], bool]:
    return lambda case: case.champ["type"] in types


def _a(
    *contraintes: str, types: tuple[str, ...] = ("string", "integer", "number", "date")
) -> Callable[[Case], bool]:
    return lambda case: (
        case.champ["type"] in types and any(case.contraintes.get(c) is not None for c in contraintes)
    )


def _verifie(*controles: str) -> Callable[[Case], bool]:
    return lambda case: not case.controles.isdisjoint(controles)


def _texte(texte: str, francais: str | None = None) -> Callable[[Case], Cellule]:
    return lambda case: Brut(francais if francais and case.francais else texte)


def _nombre(valeur: float) -> Callable[[Case], Cellule]:
    return lambda case: nombre(valeur, case.format)


def _jour(jour: str) -> Callable[[Case], Cellule]:
    """A day typed as text: an impossible one cannot be typed otherwise."""
    return lambda case: Brut("/".join(reversed(jour.split("-"))) if case.francais else jour)


def nombre(valeur: float, format_: str) -> Cellule:
    """A number as each format writes it."""
    texte = f"{valeur:g}"
    if format_ in CLASSEURS:
        return Nombre(valeur, texte.replace(".", ","))
    return Brut(texte.replace(".", ",") if format_ == "csv_fr" else texte)


def _borne(nom: str, ecart: int) -> Callable[[Case], Cellule]:
    return lambda case: nombre(case.contraintes[nom] + ecart, case.format)


def _en_classeur(cellule: Cellule, texte: str, francais: str | None = None) -> Callable[[Case], Cellule]:
    """A typed cell in a workbook, its text in a CSV."""
    return lambda case: cellule if case.format in CLASSEURS else _texte(texte, francais)(case)


def _zeros_perdus(case: Case) -> Cellule:
    texte = str(int(case.avant))
    return Nombre(int(case.avant), texte) if case.format in CLASSEURS else Brut(texte)


def _blanc(case: Case) -> Cellule:
    if case.champ["type"] == "boolean" and case.francais:
        return Brut(" oui" if case.avant == "true" else " non")
    return Brut(f" {_jour(case.avant)(case) if case.champ['type'] == 'date' else case.avant}")


def _hexadecimal(case: Case) -> bool:
    return (
        len(case.avant) >= 16 and set(case.avant) <= set("0123456789abcdef") and "pattern" in case.contraintes
    )


def _autre_chiffre(case: Case) -> Cellule:
    return Brut(case.avant[:-1] + str((int(case.avant[-1]) + 3) % 10))


GENRES = (
    Genre("nombre-en-lettres", "« douze » à la place d'un nombre", _type(*NOMBRES), _texte("douze"), TYPE),
    Genre("deux-virgules", "« 12,5,0 »", _type("number"), _texte("12.5.0", "12,5,0"), TYPE),
    Genre("entier-decimal", "12,5 dans une colonne d'entiers", _type("integer"), _nombre(12.5), TYPE),
    Genre("non-fini", "« NaN »", _type("number"), _texte("NaN"), ("spaser-nombre-non-fini", "type-error")),
    Genre("infini", "« inf »", _type("number"), _texte("inf"), ("spaser-nombre-non-fini", "type-error")),
    Genre(
        "chiffres-arabes", "« ١٢ » dans une colonne de nombres", _type(*NOMBRES), _texte("١٢"),
        ("spaser-chiffres-non-latins", "type-error"),
    ),
    Genre(
        "sous-le-minimum", "un de moins que la borne",
        _a("minimum", types=NOMBRES), _borne("minimum", -1), CONTRAINTE,
    ),
    Genre(
        "au-dessus-du-maximum", "un de plus que la borne",
        _a("maximum", types=NOMBRES), _borne("maximum", 1), CONTRAINTE,
    ),
    Genre(
        "pourcentage-hors-bornes", "130 dans une colonne en pour cent",
        lambda case: case.champ["name"].endswith("_pct") and case.contraintes.get("maximum") == 100,
        _nombre(130), CONTRAINTE,
    ),
    Genre(
        "pourcentage-ailleurs", "25 % dans une colonne d'euros ou d'heures",
        lambda case: case.champ["type"] == "number" and not case.champ["name"].endswith("_pct"),
        _en_classeur(Nombre(0.25, "25 %", "0%"), "25 %"), ("type-error", "spaser-pourcentage"),
    ),
    Genre(
        "unite-ecrite", "« 12 k€ »",
        lambda case: case.champ["name"].endswith("_ht_eur"), _texte("12 k€"), TYPE,
    ),
    Genre(
        "heures-et-minutes", "« 7h30 » dans une colonne d'heures",
        lambda case: case.champ["type"] == "number" and case.champ["name"].startswith("heures_"), _texte("7h30"), TYPE,
        accepte=FRANCAIS,
    ),
    Genre("date-en-lettres", "« mars 2026 »", _type("date"), _texte("mars 2026"), TYPE),
    Genre("date-impossible", "le 30 février", _type("date"), _jour("2026-02-30"), TYPE),
    Genre(
        "annee-sur-deux-chiffres", "« 12/03/26 »",
        _type("date"), _texte("12/03/26"), ("type-error", "spaser-annee-courte"),
    ),
    Genre(
        "date-a-l-americaine", "« 03/25/2026 »", _type("date"), _texte("03/25/2026"), TYPE,
        ou_refus="mm/jj/aaaa.*Quel est l'ordre",
    ),
    Genre(
        "date-avec-heure", "« 12/03/2026 10:30 »",
        _type("date"), _texte("2026-03-12 10:30", "12/03/2026 10:30"),
        ("type-error", "spaser-date-avec-heure"),
    ),
    Genre("date-hors-bornes", "en 1889", _a("minimum", types=("date",)), _jour("1889-03-12"), CONTRAINTE),
    Genre(
        "date-en-nombre", "46093 là où l'on attend une date",
        _type("date"), _en_classeur(Nombre(46093, "46093"), "46093"),
        ("type-error", "spaser-date-en-serie"),
    ),
    Genre("booleen-inconnu", "« peut-être »", _type("boolean"), _texte("peut-être"), TYPE),
    Genre(
        "hors-liste", "un code mal écrit",
        _a("enum"), lambda case: Brut(f"{case.contraintes['enum'][0]}q"), CONTRAINTE,
    ),
    Genre(
        "autre-casse", "un code en majuscules",
        lambda case: "enum" in case.contraintes and case.avant.swapcase() != case.avant,
        lambda case: Brut(case.avant.swapcase()), CONTRAINTE, accepte=FRANCAIS,
    ),
    Genre(
        "obligatoire-vide", "une cellule obligatoire vidée",
        lambda case: bool(case.contraintes.get("required"),
    ),
          lambda _: "", CONTRAINTE),
    Genre(
        "hors-motif", "des signes interdits",
        lambda case: "pattern" in case.contraintes and not re.fullmatch(case.contraintes["pattern"], INTERDIT),
        _texte(INTERDIT), CONTRAINTE,
    ),
    Genre(
        "trop-long", "un caractère de trop",
        _a("maxLength"), lambda case: Brut("x" * (case.contraintes["maxLength"] + 1)),
        CONTRAINTE,
    ),
    Genre(
        "trop-court", "un pseudonyme de 8 caractères",
        _hexadecimal, lambda case: Brut("a" + case.avant[1:8]), CONTRAINTE,
    ),
    Genre(
        "siret-cle-fausse", "le dernier chiffre changé",
        _verifie("siret"), _autre_chiffre, ("spaser-siret",),
    ),
    Genre(
        "siren-cle-fausse", "le dernier chiffre changé",
        _verifie("siren"), _autre_chiffre, ("spaser-siren",),
    ),
    Genre(
        "siret-scientifique", "« 2,13E+13 »", _verifie("siret"),
        _en_classeur(Nombre(2.13e13, "2,13E+13", "0.00E+00"), "2.13E+13", "2,13E+13"),
        ("constraint-error", "spaser-identifiant-arrondi", "spaser-siret"),
    ),
    Genre(
        "zeros-perdus", "les zéros de tête d'un SIREN ou d'un SIRET effacés par le tableur",
        lambda case: _verifie("siret", "siren")(case) and case.avant.startswith("0"), _zeros_perdus,
        ("constraint-error", "spaser-zero-perdu"),
    ),
    Genre(
        "caractere-nul", "un octet nul dans la cellule", _type("string"),
        lambda case: Brut(f"{case.avant[:1]}\0{case.avant[1:]}"), ("spaser-caractere-nul",), formats=CSV,
    ),
    Genre(
        "nc", "« NC » à la place d'une valeur", _type("date", "number", "integer", "boolean"), _texte("NC"),
        ("type-error", "spaser-sans-reponse"),
    ),
    Genre(
        "cellule-en-erreur", "#REF!", _type("date", *NOMBRES), lambda _: EnErreur("#REF!"),
        ("type-error", "spaser-cellule-en-erreur"),
    ),
    Genre(
        "formule-sans-resultat", "une formule jamais calculée", _type(*NOMBRES), lambda _: Formule("=1+1"),
        ("spaser-formule-sans-valeur", "type-error"), formats=CLASSEURS,
    ),
    Genre(
        "formule-en-texte", "« =B2 » resté du texte",
        _type("date", *NOMBRES), _texte("=B2"), TYPE, formats=CSV,
    ),
    Genre(
        "blanc-avant", "un espace avant la valeur",
        _type("date", "boolean"), _blanc, TYPE, accepte=FRANCAIS,
    ),
)  # fmt: skip
