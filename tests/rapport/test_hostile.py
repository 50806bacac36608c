"""A file whose cells try to be something else than data: markup, orders to the terminal, formulas, endless texts."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.validation import rapport_propre as propre
from tests.rapport import rendus
from tests.rapport.envois import FEUILLE, lire_json, registre

PIEGES = (
    "<script>alert(1)</script>",
    "[red]rouge[/red] [link=http://exemple.fr]ici[/link]",
    '=HYPERLINK("http://exemple.fr")',
    "+33 1 23 45 67 89",
    "@SUM(A1)",
    "{{ 7*7 }}{% for a in b %}",
    "\u202egnp.erutcaf",
    "x" * 30_000,
)


def envoi_piege():
    envoi = registre("registre_contrats", len(PIEGES))
    for rang, piege in enumerate(PIEGES):
        envoi.ecrire(rang, "procedure", piege)
    return envoi


@pytest.mark.parametrize("forme", ["xlsx", "ods"])
def test_traps_are_shown_as_texts(spaser, tmp_path: Path, forme: str):
    path = envoi_piege().deposer(tmp_path, forme)
    rapport, page, retour = tmp_path / "r.json", tmp_path / "r.html", tmp_path / f"rendu.{forme}"
    fin = spaser(
        "validate",
        path,
        "--schema",
        "registre_contrats",
        "--json",
        rapport,
        "--html",
        page,
        "--retour",
        retour,
    )
    lu = lire_json(rapport)
    assert {e["valeur"] for e in lu["erreurs"]} >= set(PIEGES[:6])
    texte = page.read_text()
    assert "[red]rouge[/red]" in texte and "‹U+202E›gnp.erutcaf" in texte
    assert "« <script>alert(1)</script> »" in fin.ecran
    assert "<script" not in texte and "&lt;script&gt;" in texte and "{{ 7*7 }}" in texte
    assert len(texte) < 60_000
    for dit in (fin.tout, texte, rapport.read_text()):
        assert "\u202e" not in dit and "\x1b" not in dit
    marques = getattr(rendus, f"marques_{forme}")(retour, FEUILLE)
    assert len(marques) == len(PIEGES)
    assert max(len(commentaire) for _, commentaire in marques.values()) <= 1_200


def test_no_text_of_ours_is_a_formula(spaser, tmp_path: Path):
    """Neither in the summary of a workbook, nor in the column of a CSV opened in a spreadsheet."""
    from openpyxl import load_workbook

    schema = tmp_path / "schema.json"
    champ = {
        "name": "=cmd()",
        "title": "=x",
        "type": "string",
        "rgpd": "aucune",
        "example": "=2",
        "description": "=3",
    }
    champ["constraints"] = {"pattern": "^(?:=2)$", "required": True}
    autre = champ | {"name": "-bis", "constraints": {"required": True}}
    absent = champ | {"name": "=absent", "description": "+4"}
    schema.write_text(
        json.dumps({"name": "s", "title": "=cmd", "version": "=1", "fields": [champ, autre, absent]})
    )
    path = tmp_path / "a.csv"
    path.write_text("=cmd();-bis\n=1+1;x\n")
    for retour in (tmp_path / "r.csv", tmp_path / "r.xlsx"):
        fin = spaser("validate", path, "--schema", schema, "--retour", retour)
        assert fin.code == 1, fin.tout
    page = load_workbook(tmp_path / "r.xlsx")["À corriger"]
    cellules = [c for rangee in page.iter_rows() for c in rangee if c.value is not None]
    assert {c.data_type for c in cellules} == {"s"}
    assert not [c.value for c in cellules if str(c.value).startswith(("=", "+", "-", "@"))]
    assert not [
        dit for dit in rendus.lignes_csv(tmp_path / "r.csv").values() if dit.startswith(("=", "+", "-", "@"))
    ]


def test_control_characters_of_a_csv_reach_no_terminal(spaser, tmp_path: Path):
    path = tmp_path / "a.csv"
    envoi = registre("registre_contrats", 1)
    envoi.ecrire(0, "procedure", "\x1b]0;titre\x07\x9b31m[red]rouge[/red]")
    ligne = ",".join(f'"{v}"' for v in envoi.rangees[0])
    path.write_text(f"{','.join(envoi.champs)}\n{ligne}\n", encoding="utf-8")
    fin = spaser(
        "validate", path, "--schema", "registre_contrats", "--html", tmp_path / "r.html", "--json", "-"
    )
    assert fin.code == 1
    for dit in (fin.tout, (tmp_path / "r.html").read_text()):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", dit)
    assert "␛]0;titre␇‹U+009B›31m[red]rouge[/red]" in fin.erreurs


def test_a_file_name_is_a_text_too(spaser, tmp_path: Path):
    from openpyxl import load_workbook

    path = registre("registre_contrats", 1).deposer(tmp_path, "xlsx").rename(tmp_path / "=[bold]<b>.xlsx")
    classeur = load_workbook(path)
    classeur[FEUILLE]["N4"] = "MAPA"
    classeur.save(path)
    fin = spaser(
        "validate",
        path,
        "--schema",
        "registre_contrats",
        "--html",
        tmp_path / "r.html",
        "--retour",
        tmp_path / "r.xlsx",
    )
    assert fin.code == 1
    assert "=[bold]<b>.xlsx" in fin.ecran
    assert "<b>" not in (tmp_path / "r.html").read_text()


@pytest.mark.parametrize(
    ("ecrit", "montre"),
    [
        ("\x1b[31m", "« ␛[31m »"),
        ("a\u200bb", "« a‹U+200B›b »"),
        (" a ", "« ␣a␣ »"),
        ("\u00a0", "« ␣ »"),
        ("deux\nlignes", "« deux␊lignes »"),
        ("\ud800", "« ‹U+D800› »"),
    ],
)
def test_what_cannot_be_seen_is_named(ecrit: str, montre: str):
    assert propre.citer(ecrit) == montre


class _Balises(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ouvertes, self.vues = [], []

    def handle_starttag(self, tag, attrs):
        self.vues.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.ouvertes.append(tag)

    def handle_endtag(self, tag):
        assert self.ouvertes.pop() == tag


def test_the_page_is_one_file_that_anyone_can_read(spaser, tmp_path: Path):
    envoi = envoi_piege()
    path = envoi.deposer(tmp_path, "xlsx")
    spaser("validate", path, "--schema", "registre_contrats", "--html", tmp_path / "r.html")
    balises = _Balises()
    balises.feed((tmp_path / "r.html").read_text())
    assert balises.ouvertes == []
    noms = [nom for nom, _ in balises.vues]
    assert not {"script", "link", "img", "iframe", "object"} & set(noms)
    assert [a["lang"] for nom, a in balises.vues if nom == "html"] == ["fr"]
    assert all(a.get("scope") in ("col", "row") for nom, a in balises.vues if nom == "th")
    assert noms.count("h1") == 1 and "main" in noms
    adresses = [a.get("href", "") + a.get("src", "") for _, a in balises.vues]
    assert all(adresse == "" or adresse.startswith("#") for adresse in adresses)
    ancres = {a["id"] for _, a in balises.vues if "id" in a}
    assert {adresse[1:] for adresse in adresses if adresse} <= ancres


def test_colours_of_the_page_are_told_apart():
    """WCAG AA: 4.5 to 1 against white and against the pale ground."""
    css = (Path(propre.__file__).parent / "rapport.html.j2").read_text()
    couleurs = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    textes = {nom: c for nom, c in couleurs.items() if nom in ("encre", "gris", "rouge", "vert", "ocre")}
    assert len(textes) == 5
    for nom, couleur in textes.items():
        for fond in ("#ffffff", couleurs["fond"]):
            clair, sombre = sorted((_luminance(couleur), _luminance(fond)), reverse=True)
            assert (clair + 0.05) / (sombre + 0.05) >= 4.5, (nom, fond)


def _luminance(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return sum(p * c for p, c in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))
