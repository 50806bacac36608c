"""CHANGELOG.md: its figures are counted again in plain Python, its values can do nothing, former sections stay."""

import html
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commun import duck
from pipelines.commun.fichiers import sha256
from pipelines.publication import changements
from pipelines.publication.changements import phrases
from tests.publication.changements.outils import APRES, AVANT, changer, lire, publier, vraies
from tests.publication.changements.test_motifs import Monde

PIEGES = "<script>alert(1)</script> [x](javascript:alert(1)) | a\n# titre `code` &lt; https://exemple.invalid *gras*"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    racine = tmp_path_factory.mktemp("versions")
    a, b = Monde(), Monde()
    for n in range(7):
        b.contrat(f"N{n}", [f"n{n}"], date="2026-06-20", objet=PIEGES)
    for n in range(2):
        b.contrat(f"L{n}", [f"l{n}"], date="2026-01-20")
        a.contrat(f"R{n}", [f"r{n}"], objet="retiré")
    for n in range(5):
        a.contrat(f"C{n}", [f"c{n}"], objet="x", code_cpv="1", nb_publications="1")
        b.contrat(f"C{n}", [f"c{n}", f"d{n}"], objet=PIEGES, code_cpv="1" if n else "2", nb_publications="2")
    a.contrat("P", ["p"], nb_publications="1")
    b.contrat("P", ["p", "q"], nb_publications="2")
    a.contrat("V", ["v"])
    b.contrat("W", ["v"])
    for monde, valeur, etat in ((a, "0.25", "en_retard"), (b, "0.3125", "atteint")):
        tete = {
            "niveau": "consolide",
            "acheteur_siren": None,
            "perimetre": "simple_et_accords_cadres",
            "unite": "taux",
        }
        monde.resultat(valeur, **tete, etat=etat, cible="0.3", arrete_au="2026-05-31")
        monde.tables["indicateurs"].append(
            {
                "spaser": "s",
                "edition": "1",
                "indicateur_id": "I1",
                "libelle": "Part <b>sociale</b>",
                "mesure": "x",
            }
        )
    avant = publier(racine / "2026.05.1", vraies(a.tables), AVANT, "2026.05.1")
    apres = publier(racine / "2026.06.1", vraies(b.tables), APRES, "2026.06.1")
    shutil.copy(changer(avant, apres, racine / "c"), apres)
    (avant / "CHANGELOG.md").write_text(
        "# Changements\n\n## Version 2026.05.1 (données)\n\n- Déjà dit.\n", encoding="utf-8"
    )
    for dossier in (avant, apres):
        sommes = "".join(f"{sha256(p)}  {p.name}\n" for p in sorted(dossier.iterdir()))
        (dossier / "SHA256SUMS").write_text(sommes, encoding="utf-8")
    return avant, apres


@pytest.fixture(scope="module")
def journal(versions: tuple[Path, Path]) -> str:
    with duck.connect(threads=1) as con:
        return changements.rediger(versions[1], versions[0], "2026.06.1", APRES, con)


def test_its_figures_are_those_of_the_two_versions(versions: tuple[Path, Path], journal: str):
    avant, apres = ({x["contrat_id"]: x for x in lire(v / "contrats.csv")} for v in versions)
    renommes = {"V", "W"}
    ajoutes, retires = set(apres) - set(avant) - renommes, set(avant) - set(apres) - renommes
    tardifs = [c for c in ajoutes if (apres[c]["date_notification"] or "") < "2026-03-31"]
    communs = set(avant) & set(apres)
    cases = {(c, col) for c in communs for col in avant[c] if avant[c][col] != apres[c][col]}
    utiles = {(c, col) for c, col in cases if col != "nb_publications"}
    republies = {c for c, _ in cases} - {c for c, _ in utiles}
    taux = [Decimal(lire(v / "resultats.csv")[0]["valeur"]) * 100 for v in versions]
    nouveaux = len(ajoutes) - len(tardifs)
    assert (
        f"- {len(ajoutes)} contrats ajoutés : nouveau contrat ({nouveaux}), arrivé tard ({len(tardifs)})."
        in journal
    )
    assert f"et {len(ajoutes) - 3} autres : voir changements.csv" in journal
    assert (
        f"- {len({c for c, _ in utiles})} contrats corrigés, {len(utiles)} cases (nombres de publications à "
        "part) : `objet` 5, `code_cpv` 1." in journal
    )
    assert f"- {len(republies)} contrat dont seul le nombre de publications a changé." in journal
    assert f"- {len(retires)} contrats retirés : plus publié ({len(retires)})." in journal
    assert "- 1 identifiant changé : `V` → `W`." in journal
    assert taux == [Decimal(25), Decimal("31.25")]
    assert "25\u00a0% → 31,25\u00a0% ; objectif en retard → objectif atteint." in journal


def test_its_heading_names_the_version_and_the_former_sections_stay(journal: str):
    titres = [ligne for ligne in journal.splitlines() if ligne.startswith("## ")]
    assert titres == [
        "## Version 2026.06.1 (données arrêtées au 30/06/2026)",
        "## Version 2026.05.1 (données)",
    ]
    assert journal.endswith("## Version 2026.05.1 (données)\n\n- Déjà dit.\n")


def test_a_value_can_do_nothing(journal: str):
    assert "<" not in journal.replace("&lt;", "") and "\n# titre" not in journal
    assert not re.search(r"(?<!\\)\]\(", journal) and "`code`" not in journal
    assert "https://" not in journal


@pytest.mark.parametrize(
    "valeur", [PIEGES, "1. liste", "- puce", "# titre", "a_b*c~d", "\u202egauche\u0000", "x" * 500]
)
def test_a_value_is_shown_as_it_is(valeur: str):
    dit = phrases.texte(valeur, 1000)
    assert "\n" not in dit and not re.match(r"[#+=-]|\d+[.)]", dit)
    attendu = " ".join("".join(c for c in valeur.replace("\u202e", "").replace("\u0000", " ")).split())
    assert phrases.sans_marques(dit).replace("\u2060", "") == attendu or "&lt;" in valeur
    assert html.unescape(phrases.texte("<&>")) == "<&>"


def test_the_page_gets_the_first_section_as_plain_text(journal: str):
    lignes = changements.nouveautes(journal)
    assert lignes[0].startswith("9 contrats ajoutés : nouveau contrat (7)")
    assert not any("Déjà dit" in ligne or "`" in ligne.replace("`code`", "") for ligne in lignes)


def test_the_first_version_says_so(versions: tuple[Path, Path]):
    with duck.connect(threads=1) as con:
        texte = changements.rediger(versions[0], None, "2026.05.1", AVANT, con)
    contrats = len(lire(versions[0] / "contrats.csv"))
    assert f"- Première version : 11 tables, {contrats} contrats.\n" in texte


def test_diff_tells_and_writes_what_changed(versions: tuple[Path, Path], tmp_path: Path):
    ecrit = tmp_path / "changements.csv"
    fait = CliRunner().invoke(app, ["diff", *map(str, versions), "--csv", str(ecrit)])
    assert fait.exit_code == 1 and "9 contrats ajoutés" in fait.output
    assert ecrit.read_bytes() == (versions[1] / "changements.csv").read_bytes()
    egales = CliRunner().invoke(app, ["diff", str(versions[0]), str(versions[0])])
    assert egales.exit_code == 0 and "Aucune différence" in egales.output


def test_diff_reads_nothing_that_has_changed_since_it_was_published(
    versions: tuple[Path, Path], tmp_path: Path
):
    copie = Path(shutil.copytree(versions[0], tmp_path / "copie"))
    octets = bytearray((copie / "contrats.csv").read_bytes())
    octets[-2] ^= 1
    (copie / "contrats.csv").write_bytes(octets)
    fait = CliRunner().invoke(app, ["diff", str(copie), str(versions[1])])
    assert "contrats.csv » manque ou a changé" in str(fait.exception)
