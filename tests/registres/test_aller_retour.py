"""A canonical table, written as a French office would, is read back as it was: CSV in any habit, XLSX and ODS."""

import csv
import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document, Table

from tests.registres.outils import NOMS, SCHEMA, canonique, doutes, lire

MILLIERS = st.sampled_from(["", " ", "\u00a0", "\u202f"])
BLANCS = st.sampled_from(["", " ", "\u00a0", " \u202f"])
OUI, NON = (
    st.sampled_from(["oui", "OUI", "o", "x", "vrai", "1", "true"]),
    st.sampled_from(["non", "N", "faux", "0"]),
)
CODES = {
    "appel_offres_ouvert": ["appel_offres_ouvert", "Appel offres ouvert", "APPEL-OFFRES-OUVERT"],
    "procedure_adaptee": ["procedure_adaptee", "Procédure adaptée", "procédure  ADAPTÉE"],
    "ESS": ["ESS", "ess"],
    "autre": ["Autre"],
}
SIGNES = st.sampled_from("abcdéèçœÀ0123456789 ,;|\t\"'\n€%().-/")
OBJET = st.text(SIGNES, min_size=1, max_size=25).map(str.strip).filter(lambda t: any(c.isalpha() for c in t))
ENREGISTREMENT = st.fixed_dictionaries(
    {
        "acheteur_siren": st.just("000001024"),
        "reference": st.from_regex(r"[A-Z]{2}-[0-9]{1,4}", fullmatch=True),
        "titulaire_siret": st.none() | st.from_regex(r"[0-9]{14}", fullmatch=True),
        "montant_ht_eur": st.none() | st.decimals(-(10**9), 10**9, places=2),
        "taux_pct": st.none() | st.decimals(0, 100, places=2),
        "nombre": st.none() | st.integers(-(10**9), 10**9),
        "heures_realisees": st.none() | st.integers(0, 10**6).map(lambda quarts: Decimal(quarts) / 4),
        "date_debut": st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)),
        "innovant": st.none() | st.booleans(),
        "procedure": st.none() | st.sampled_from(sorted(CODES)),
        "objet": st.none() | OBJET,
        "pseudonyme": st.none(),
    }
).map(lambda tire: {nom: tire[nom] for nom in NOMS})
TABLE = st.lists(ENREGISTREMENT, min_size=1, max_size=8)


def attendue(valeur: Any) -> Any:
    """Compare what is equal in value: 12.50 and 12.5."""
    return "" if valeur is None else valeur


def lue(nom: str, texte: str) -> Any:
    type_ = next(c["type"] for c in SCHEMA["fields"] if c["name"] == nom)
    if texte == "":
        return ""
    return {
        "string": str,
        "number": Decimal,
        "integer": int,
        "boolean": {"true": True, "false": False}.get,
        "date": dt.date.fromisoformat,
    }[type_](texte)


def francais(draw: Any, nom: str, valeur: Any, milliers: str, signe: str) -> str:
    if valeur is None:
        return draw(BLANCS)
    if isinstance(valeur, bool):
        return draw(OUI if valeur else NON)
    if isinstance(valeur, dt.date):
        forme = draw(
            st.sampled_from(["{0:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{0:%d-%m-%Y}", "{0:%Y-%m-%d}"])
        )
        return forme.format(valeur)
    if isinstance(valeur, Decimal | int):
        if nom == "heures_realisees" and draw(st.booleans()):
            return f"{int(valeur)}{draw(st.sampled_from(['h', ':', ' h ']))}{int(valeur % 1 * 60):02}"
        texte = f"{valeur:,.2f}" if isinstance(valeur, Decimal) else f"{valeur:,}"
        unite = {"montant_ht_eur": ["", " €", "\u00a0€"], "taux_pct": ["", " %", "%"]}.get(nom, [""])
        ecrit = texte.replace(",", milliers).replace(".", signe)
        return draw(BLANCS) + ecrit + draw(st.sampled_from(unite)) + draw(BLANCS)
    if nom == "procedure":
        return draw(st.sampled_from(CODES[valeur]))
    return draw(BLANCS) + valeur + draw(BLANCS)


def verifier(path: Path, table: list[dict[str, Any]], lignes: list[int] | None = None) -> None:
    lecture = lire(path)
    vues = [{nom: lue(nom, texte) for nom, texte in ligne.items()} for ligne in canonique(lecture)]
    assert vues == [{nom: attendue(valeur) for nom, valeur in ligne.items()} for ligne in table]
    assert doutes(lecture) == []
    if lignes is not None:
        assert [lecture.position(n) for n in range(2, len(table) + 2)] == lignes


@settings(max_examples=60)
@given(st.data(), TABLE)
def test_csv_in_french(data: st.DataObject, table: list[dict[str, Any]]):
    milliers, signe = data.draw(MILLIERS), data.draw(st.sampled_from(",."))
    separateur = data.draw(st.sampled_from([";", "\t", "|", ","]))
    titres = [
        data.draw(st.sampled_from([c["title"], c["title"].upper(), c["name"].capitalize()]))
        for c in SCHEMA["fields"]
    ]
    with tempfile.TemporaryDirectory() as dossier:
        path = Path(dossier) / "essai.csv"
        lignes = []
        with path.open("w", encoding=data.draw(st.sampled_from(["utf-8", "utf-8-sig"])), newline="") as file:
            plume = csv.writer(
                file,
                delimiter=separateur,
                quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
                lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])),
            )
            rangees = [
                [francais(data.draw, n, v, milliers, signe) for n, v in ligne.items()] for ligne in table
            ]
            ligne_ = 2
            for rangee in [titres, *rangees]:
                plume.writerow(rangee)
            for rangee in rangees:
                lignes.append(ligne_)
                ligne_ += 1 + sum(cellule.count("\n") for cellule in rangee)
        verifier(path, table, lignes)


@settings(max_examples=20)
@given(TABLE, st.booleans(), st.integers(0, 3), st.integers(0, 2))
def test_xlsx(table: list[dict[str, Any]], typees: bool, haut: int, gauche: int):
    wb = openpyxl.Workbook()
    for _ in range(haut):
        wb.active.append([])
    for ligne in [NOMS, *([_cellule(v, typees) for v in ligne.values()] for ligne in table)]:
        wb.active.append([None] * gauche + ligne)
    with tempfile.TemporaryDirectory() as dossier:
        wb.save(Path(dossier) / "essai.xlsx")
        verifier(Path(dossier) / "essai.xlsx", table, [haut + 2 + i for i in range(len(table))])


@settings(max_examples=12)
@given(TABLE, st.booleans())
def test_ods(table: list[dict[str, Any]], typees: bool):
    document = Document("spreadsheet")
    document.body.clear()
    feuille = Table("F")
    for y, ligne in enumerate([NOMS, *([_cellule(v, typees) for v in ligne.values()] for ligne in table)]):
        for x, valeur in enumerate(ligne):
            if valeur is not None:
                feuille.set_value((x, y), valeur)
    document.body.append(feuille)
    with tempfile.TemporaryDirectory() as dossier:
        document.save(Path(dossier) / "essai.ods")
        verifier(Path(dossier) / "essai.ods", table)


def _cellule(valeur: Any, typee: bool) -> Any:
    if valeur is None or typee or isinstance(valeur, bool):
        return valeur
    return f"{valeur:%d/%m/%Y}" if isinstance(valeur, dt.date) else str(valeur)
