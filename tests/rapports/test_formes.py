"""The two forms of a report: same words, same bytes, safe with any text, accessible, opened where they will be."""

import itertools
import re
import subprocess
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipelines.rapports import html, mots, odt
from pipelines.rapports.annuel import rapport_annuel
from pipelines.rapports.legal import rapport_legal
from pipelines.rapports.matiere import Periode
from pipelines.rapports.modele import Colonne, Ligne, Paragraphe, Rapport, Section, Tableau, cellules, groupe
from tests.rapports.monde import ARRETE, definition, indicateur, legaux, ligne, matiere, taux, textes

DEUX_ANS = Periode(2024, 2025)
HOSTILES = (
    "<script>alert(1)</script>",
    "]]><b>x</b>",
    "{{ 7 * 7 }} {% raw %}",
    "a\x00b\x07c\x1bd\ud800e",
    "\u202eenvers\u2066",
    "&amp; &lt; \" ' <!-- -->",
    "x" * 5_000,
    "=HYPERLINK(1)",
    "ligne 1\nligne 2\tfin",
)


def legal() -> Rapport:
    return rapport_legal(matiere(legaux()), DEUX_ANS)


def hostile() -> Rapport:
    texte = " ".join(HOSTILES)
    table = Tableau(
        texte,
        (Colonne(texte, 1), Colonne("n", 1, "nombre")),
        (groupe(texte), Ligne(cellules(texte, texte))),
        (texte,),
    )
    blocs = (Paragraphe(texte), table)
    return Rapport(
        texte, texte, texte, ((texte, texte),), (Section(texte, blocs),), texte, ARRETE, fictif=True
    )


def contenu(path: Path, nom: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(nom).decode("utf-8")


@pytest.mark.parametrize("fictif", [True, False])
def test_fictional_data_say_so_on_every_page(fictif: bool, tmp_path: Path):
    rapport = rapport_legal(matiere(legaux(), fictif=fictif), DEUX_ANS)
    odt.ecrire(rapport, tmp_path / "x.odt")
    entete = (
        contenu(tmp_path / "x.odt", "styles.xml")
        .partition("<style:header>")[2]
        .partition("</style:header>")[0]
    )
    assert ("DONNÉES FICTIVES" in entete) is fictif  # the header of the master page: each page
    page = html.page(rapport)
    assert ('@top-center { content: "DONNÉES FICTIVES"' in page) is fictif
    assert ("(données fictives)</title>" in page) is fictif


def test_same_report_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    odt.ecrire(legal(), tmp_path / "un.odt")
    une = html.page(legal())
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    time.sleep(2.1)  # the dates of an archive count by two seconds
    odt.ecrire(legal(), tmp_path / "autre.odt")
    autre = html.page(legal())
    monkeypatch.undo()
    time.tzset()
    assert (tmp_path / "un.odt").read_bytes() == (tmp_path / "autre.odt").read_bytes() and une == autre


def test_both_forms_say_everything(tmp_path: Path):
    rapport = legal()
    odt.ecrire(rapport, tmp_path / "x.odt")
    en_odt = "".join(ElementTree.fromstring(contenu(tmp_path / "x.odt", "content.xml")).itertext())
    en_html = Textes.de(html.page(rapport))
    for texte in (
        mots.sur(t) for t in textes(rapport).split("\n") if t not in ("", *("normal", "chapeau", "note"))
    ):
        cherche = texte.replace("\u202f", " ").replace("\u00a0", " ")
        if cherche in ("texte", "nombre", "groupe", "detail", "alerte", "remarque"):
            continue  # kinds, which are not said
        assert cherche in en_odt.replace("\u202f", " ").replace("\u00a0", " "), texte
        assert cherche in en_html.replace("\u202f", " ").replace("\u00a0", " "), texte


def test_what_announces_stays_with_what_it_announces(tmp_path: Path):
    """A title, the sentence below it, a table: none is left alone at the bottom of a page."""
    axe = Section("Axe 1", (Paragraphe("7 actions."),))
    table = Tableau("", (Colonne("a", 1),), (Ligne(cellules("b")),))
    action = Section("Action 1", (Paragraphe("Pilote.", "note"), table), 2)
    suite = Section("Axe 2", (Paragraphe("Une phrase."), Paragraphe("Une autre.")))
    odt.ecrire(Rapport("t", "s", "e", (), (axe, action, suite), "e", ARRETE), tmp_path / "x.odt")
    corps, styles = (contenu(tmp_path / "x.odt", nom) for nom in ("content.xml", "styles.xml"))
    poses = re.findall(r'<text:[ph] text:style-name="(\w+)"[^>]*>([^<]+)<', corps)
    debut = r'<style:style style:name="{}"[^>]*><style:paragraph-properties[^>]*keep-with-next="always"'
    lies = {texte for style, texte in poses if re.search(debut.format(style), styles)}
    assert lies >= {"Axe 1", "7 actions.", "Action 1", "Pilote.", "Axe 2"}
    assert not lies & {"Une phrase.", "Une autre."}


def test_no_text_can_break_the_odt(tmp_path: Path):
    odt.ecrire(hostile(), tmp_path / "x.odt")
    for nom in ("content.xml", "styles.xml", "meta.xml"):
        racine = ElementTree.fromstring(contenu(tmp_path / "x.odt", nom))
        dit = "".join(racine.itertext())
        assert "<script>alert(1)</script>" in dit and "]]><b>x</b>" in dit and "{{ 7 * 7 }}" in dit, nom
        assert "abcde" in dit and "\u202e" not in dit and "ligne 1 ligne 2 fin" in dit, nom
        assert racine.find(".//script") is None


def test_no_text_can_break_the_page():
    page = html.page(hostile())
    assert "<script" not in page and "<b>x" not in page and "<!--" not in page
    assert "{{ 7 * 7 }}" in page.replace("\u00a0", " ") and "\x00" not in page and "\u202e" not in page
    page.encode("utf-8")


class Textes(HTMLParser):
    """The words of a page, its tags in order, its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.mots: list[str] = []
        self.balises: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        self.mots.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, dict(attrs)))

    @staticmethod
    def de(page: str) -> str:
        lecteur = Textes()
        lecteur.feed(page)
        return "".join(lecteur.mots)


@pytest.mark.parametrize("rapport", [legal(), hostile()], ids=["legal", "hostile"])
def test_the_page_can_be_read_aloud(rapport: Rapport):
    page = html.page(rapport)
    lecteur = Textes()
    lecteur.feed(page)
    noms = [tag for tag, _ in lecteur.balises]
    assert dict(lecteur.balises)["html"] == {"lang": "fr"}
    assert all(noms.count(repere) == 1 for repere in ("h1", "header", "main", "nav", "footer"))
    assert (
        "script" not in noms and "default-src 'none'" in page and not re.search(r"(src|href)=\"(?!#)", page)
    )
    niveaux = [int(n[1]) for n in noms if re.fullmatch("h[1-6]", n)]
    assert niveaux[0] == 1 and all(b - a <= 1 for a, b in itertools.pairwise(niveaux))
    assert all(a.get("scope") in ("col", "row", "rowgroup") for n, a in lecteur.balises if n == "th")
    tables = [a for n, a in lecteur.balises if n == "table"]
    assert len(tables) == noms.count("caption") + sum("aria-labelledby" in a for a in tables)
    ids = [a["id"] for _, a in lecteur.balises if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for n, a in lecteur.balises if n == "a" and a["href"]} <= set(ids)


def test_titles_of_tables_are_repeated_and_no_row_is_cut(tmp_path: Path):
    odt.ecrire(legal(), tmp_path / "x.odt")
    corps = contenu(tmp_path / "x.odt", "content.xml")
    tables = corps.count("<table:table ")
    assert corps.count("<table:table-header-rows>") == tables - 2  # not the facts, nor the signature
    lignes = re.findall(r'<style:style style:name="r\w+" style:family="table-row">.*?</style:style>', corps)
    assert len(lignes) == 3 and all('fo:keep-together="always"' in ligne for ligne in lignes)
    styles = contenu(tmp_path / "x.odt", "styles.xml")
    assert "<text:page-number" in styles and "<text:page-count" in styles
    assert 'fo:page-width="21cm" fo:page-height="29.7cm"' in styles


@pytest.mark.outil("soffice")
def test_libreoffice_opens_every_report(tmp_path: Path):
    suivi = definition(
        (indicateur("x", "part_contrats", axe_numero="1", axe="Un", libelle="% de contrats suivis"),)
    )
    m = matiere([*legaux(), ligne("x", None, 2025, **taux(58, 100))], suivi)
    for nom, rapport in (("legal", legal()), ("annuel", rapport_annuel(m, 2025)), ("hostile", hostile())):
        odt.ecrire(rapport, tmp_path / f"{nom}.odt")
    commande = ["soffice", "--headless", "--nologo", f"-env:UserInstallation=file://{tmp_path}/profil"]
    for filtre in ("txt:Text (encoded):UTF8", "pdf"):
        noms = [str(tmp_path / f"{nom}.odt") for nom in ("legal", "annuel", "hostile")]
        fait = subprocess.run(
            [*commande, "--convert-to", filtre, "--outdir", str(tmp_path), *noms],
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert fait.returncode == 0, fait.stderr
    lu = (tmp_path / "legal.txt").read_text(encoding="utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    for attendu in (
        "Achats socialement et écologiquement responsables", "30 sur 148 contrats", "1 234 567,89 €", "30,0 % à 32,0 %",
        "aucun objectif chiffré dans ce SPASER", "Nom et qualité du signataire",
    ):  # fmt: skip
        assert attendu in lu, attendu
    annuel = (tmp_path / "annuel.txt").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "% de contrats suivis" in annuel and "58,0 %" in annuel
    assert "<script>alert(1)</script>" in (tmp_path / "hostile.txt").read_text(encoding="utf-8")
    for nom in ("legal", "annuel", "hostile"):
        assert (tmp_path / f"{nom}.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.outil("chromium")
def test_the_page_holds_on_a_telephone_without_javascript(tmp_path: Path):
    import shutil

    from playwright.sync_api import sync_playwright

    pages = {"legal": legal(), "hostile": hostile()}
    for nom, rapport in pages.items():
        html.ecrire(rapport, tmp_path / f"{nom}.html")
    with sync_playwright() as jeu:
        navigateur = jeu.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for nom in pages:
            page = navigateur.new_context(
                java_script_enabled=False, viewport={"width": 360, "height": 800}
            ).new_page()
            demandes: list[str] = []
            page.on("request", lambda r, d=demandes: d.append(r.url))
            page.goto(f"file://{tmp_path}/{nom}.html")
            assert demandes == [f"file://{tmp_path}/{nom}.html"]
            boite = page.locator("main").bounding_box()
            assert boite is not None and boite["x"] >= 0 and boite["x"] + boite["width"] <= 360, nom
        navigateur.close()


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("6 000 000 kWh", "6\u202f000\u202f000 kWh"),
        ("« oui » : 12 % !", "«\u00a0oui\u00a0»\u00a0: 12\u00a0%\u00a0!"),
        ("article L. 2111-3", "article L.\u00a02111-3"),
        ("le 31 2024 fois", "le 31 2024 fois"),
    ],
)
def test_french_spaces(texte: str, dit: str):
    assert mots.sur(texte) == dit


def test_french_numbers():
    from datetime import date
    from decimal import Decimal

    assert mots.euros(Decimal("1234567.89")) == "1\u202f234\u202f567,89\u00a0€"
    assert mots.euros(Decimal("40000.00")) == "40\u202f000\u00a0€"
    assert (
        mots.pourcent(Decimal("0.1234")) == "12,3\u00a0%"
        and mots.pourcent(Decimal("-0.0001")) == "0,0\u00a0%"
    )
    assert mots.jour(date(2024, 1, 1)) == "1er janvier 2024" and mots.jour_court(None) == "—"
    assert mots.accorder(1, "contrat") == "1 contrat" and mots.accorder(0, "contrat") == "0 contrat"
    assert mots.enumerer(["a", "b", "c"]) == "a, b et c" and mots.enumerer([]) == ""
