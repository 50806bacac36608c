"""The documents against the code: commands, options, targets, codes, tables, figures and links that they name."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
import typer

from pipelines.cli import app
from pipelines.contrats.corrections import TABLE as CORRECTIONS
from pipelines.contrats.couverture import TABLES as COUVERTURE
from pipelines.contrats.etablir import TABLES
from pipelines.contrats.union import TABLES as UNION
from pipelines.indicateurs.tables.lignes import DEFINITION
from pipelines.livraisons.etablir import ETAT
from pipelines.publication import FAITES_EN_PUBLIANT
from pipelines.schemas import tables as schemas

RACINE = Path(__file__).parents[2]
ACCUEILS = ("README.md", "LISEZMOI.md")
GUIDES = (
    "docs/valider-un-fichier.md",
    "docs/livraisons.md",
    "docs/lecture-du-rapport.md",
    "docs/definir-un-spaser.md",
    "CONTRIBUTING.md",
)
REGLES = "docs/regles-contrats.md"
DOCUMENTS = [
    *sorted(RACINE.glob("*.md")),
    *sorted((RACINE / "docs").rglob("*.md")),
    RACINE / "schemas/README.md",
    RACINE / "benchmarks/README.md",
]
CONTRATS = RACINE / "pipelines" / "contrats"
EXTRAITS = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LIEN = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TITRE = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def lire(nom: str) -> str:
    return (RACINE / nom).read_text(encoding="utf-8")


def code(nom: str) -> list[str]:
    """The lines of code of a document: blocks and inline spans, without comments."""
    lignes = [ligne for extrait in EXTRAITS.findall(lire(nom)) for ligne in extrait.strip("`").splitlines()]
    return [ligne.partition("  #")[0].partition(" # ")[0] for ligne in lignes]


def commandes() -> dict[str, set[str]]:
    """Each command of `spaser` with the options that its --help shows."""
    groupe = typer.main.get_command(app)
    connues = {}
    for nom, commande in groupe.commands.items():  # type: ignore[attr-defined]
        for sous, une in {"": commande, **getattr(commande, "commands", {})}.items():
            visibles = (p for p in une.params if not getattr(p, "hidden", False))
            connues[f"{nom} {sous}".strip()] = {"--help", *(opt for p in visibles for opt in p.opts)}
    return connues


@pytest.mark.parametrize("nom", [*ACCUEILS, *GUIDES])
def test_every_command_and_option_named_exists(nom: str):
    connues = commandes()
    toutes = set().union(*connues.values())
    nommees = set()
    for ligne in code(nom):
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", ligne))
        if trouvee := re.search(r"(?:^|[\s/])spaser +([a-z]+)(?: +([a-z]+)\b)?", ligne):
            assert trouvee[1] in connues, f"{nom} : « {ligne} »"
            deux = f"{trouvee[1]} {trouvee[2]}"
            groupe = any(autre.startswith(f"{trouvee[1]} ") for autre in connues)
            assert deux in connues or not (groupe and trouvee[2]), f"{nom} : « {ligne} »"
            commande = deux if deux in connues else trouvee[1]
            nommees |= {trouvee[1], commande}
            assert options <= connues[commande], f"{nom} : « {ligne} »"
        elif ligne.startswith("--"):
            assert options <= toutes, f"{nom} : « {ligne} »"
    assert nommees, f"{nom} ne nomme plus aucune commande"
    if nom in ACCUEILS:
        assert nommees == set(connues), f"{nom} ne dit pas toutes les commandes"


@pytest.mark.parametrize("nom", [*ACCUEILS, "CONTRIBUTING.md", "docs/dependencies.md"])
def test_every_make_target_named_exists(nom: str):
    cibles = set(re.findall(r"^([a-z][a-z-]*):", lire("Makefile"), re.MULTILINE))
    nommees = {cible for ligne in code(nom) for cible in re.findall(r"\bmake +([a-z-]+)", ligne)}
    assert nommees and nommees <= cibles, f"{nom} : {sorted(nommees - cibles)}"
    if nom in ACCUEILS:
        aide = set(re.findall(r"^([a-z-]+):.*## ", lire("Makefile"), re.MULTILINE))
        assert aide - {"help"} <= nommees, f"{nom} oublie {sorted(aide - {'help'} - nommees)}"


def enumeration(table: str, champ: str) -> set[str]:
    champs = {c["name"]: c for c in schemas.charger(table)["fields"]}
    return set(champs[champ]["constraints"]["enum"])


def codes() -> dict[str, set[str]]:
    """The codes that tables may hold, read in the code that writes them."""
    sql = {p.stem: p.read_text(encoding="utf-8") for p in CONTRATS.glob("*.sql")}
    regles = sql["comptabilite"].split("END AS regle")[0].rpartition("CASE WHEN format = 'plat'")[2]
    anomalies = sql["annexes"].split("TO {anomalies}")[0]
    return {
        "regle": set(re.findall(r"(?:THEN|ELSE) '([a-z0-9_]+)'", regles)),
        "motif": set(re.findall(r"WHEN '([a-z_]+)' THEN '", sql["comptabilite"])),
        "montant": {f"montant_{code}" for code in enumeration("contrats", "montant_anomalie")},
        "interpretation": enumeration("modifications", "interpretation"),
        "modification": {
            f"modification_{code}"
            for code in re.findall(
                r"'([a-z]+)'", sql["annexes"].rpartition("interpretation IN (")[2].partition(")")[0]
            )
        },
        "anomalie": set(
            re.findall(r"SELECT contrat_id, '[a-z_]+'(?: AS champ)?, '([a-z_]*[a-z])'", anomalies)
        ),
    }


@pytest.mark.parametrize("famille", codes())
def test_every_code_is_explained_in_the_rules(famille: str):
    trouves = codes()[famille]
    assert len(trouves) >= 3, "les codes ne sont plus où ce test les cherche"
    regles = lire(REGLES)
    assert [code for code in sorted(trouves) if f"`{code}`" not in regles] == []


def test_the_reasons_of_quarantine_are_those_of_the_schema():
    assert codes()["motif"] == enumeration("quarantaine", "motif")


def test_every_rule_explained_exists():
    """No code in the tables of the rules that nothing writes any more."""
    connus = set().union(*codes().values(), enumeration("contrats", "montant_anomalie"))
    premieres = re.findall(r"^\| ((?:`[a-z0-9_]+`(?:, )?)+) \|", lire(REGLES), re.MULTILINE)
    entetes = {"regle", "montant_anomalie", "interpretation"}
    expliques = {code for cellule in premieres for code in re.findall(r"`([a-z0-9_]+)`", cellule)} - entetes
    assert sorted(expliques - connus) == []


def test_every_table_is_described():
    tables = {
        *TABLES,
        *UNION,
        *COUVERTURE,
        CORRECTIONS,
        ETAT,
        "resultats",
        *DEFINITION,
        *FAITES_EN_PUBLIANT,
    }
    tables |= {"attributions", "completude", "rapport_l2111_3"}
    assert tables == set(schemas.lister(usage="publication"))
    for nom in (*ACCUEILS, "schemas/README.md"):
        assert [table for table in sorted(tables) if f"`{table}`" not in lire(nom)] == [], nom


def test_every_doubt_unit_and_reason_of_refusal_is_explained():
    from pipelines.registres.correspondance import CLES, CLES_COLONNE, DATES, UNITES
    from pipelines.registres.normalisations import DOUTES

    valider, livrer = lire("docs/valider-un-fichier.md"), lire("docs/livraisons.md")
    dits = {*(code for code, _ in DOUTES.values()), *CLES, *CLES_COLONNE, *DATES, *UNITES}
    assert [mot for mot in sorted(dits) if f"`{mot}`" not in valider] == []
    motifs = set(enumeration("livraisons_etat", "motif"))
    assert len(motifs) >= 8 and [motif for motif in sorted(motifs) if f"`{motif}`" not in livrer] == []


def test_every_private_register_is_named():
    prives = [t for t in schemas.lister(usage="registre") if schemas.est_prive(schemas.charger(t))]
    for nom in (*ACCUEILS, "docs/valider-un-fichier.md"):
        assert [table for table in prives if f"`{table}`" not in lire(nom)] == [], nom


def test_every_indicator_is_defined():
    from pipelines.indicateurs.calcul.legal import INDICATEURS

    definitions = lire("docs/indicateurs-l2111-3.md")
    assert [nom for nom in INDICATEURS if f"`L2111-3_{nom}`" not in definitions] == []
    for champ in ("base", "perimetre"):
        assert [v for v in sorted(enumeration("resultats", champ)) if f"`{v}`" not in definitions] == []


def test_the_checks_of_the_interface_are_named():
    from dagster_project.defs import (
        completude,
        contrats,
        decp,
        fournisseurs,
        publication,
        rapports,
        registres,
        resultats,
        union,
    )

    modules = (decp, registres, contrats, union, completude, fournisseurs, resultats, rapports, publication)
    noms = {nom for module in modules for nom in module.CONTROLES}
    for nom in ACCUEILS:
        assert [controle for controle in sorted(noms) if f"`{controle}`" not in lire(nom)] == [], nom


def test_the_figures_of_the_demonstration_are_the_true_ones():
    verite = json.loads(lire("data/raw/exemple/verite.json"))
    presentation = lire("data/raw/exemple/LISEZMOI.md")
    lus = re.search(r"(\d+) enregistrements publiés", presentation)
    assert lus
    attendu = f"{lus[1]} enregistrements publiés → {len(verite['contrats'])} contrats"
    for nom in ACCUEILS:
        assert attendu in lire(nom), nom


@pytest.mark.parametrize("nom", ACCUEILS)
def test_the_refusals_quoted_are_those_of_the_code(nom: str):
    sources = "".join(p.read_text(encoding="utf-8") for p in sorted((RACINE / "pipelines").rglob("*.py")))
    dit = re.split(r"^## ", lire(nom), flags=re.MULTILINE)
    [partie] = [p for p in dit if p.startswith(("When a file is refused", "Quand un fichier est refusé"))]
    phrases = [p for ligne in partie.splitlines() for p in re.findall(r"`([^`]+)`", ligne.split(" | ")[0])]
    phrases = [phrase for phrase in phrases if " " in phrase and not phrase.startswith("spaser")]
    morceaux = [m for phrase in phrases for m in re.split(r"\.{2,}", phrase) if len(m) > 4]
    assert len(morceaux) > 10
    assert [m for m in morceaux if m not in sources.replace("\\\\", "\\")] == []


def test_both_languages_say_the_same_things_in_the_same_order():
    def forme(nom: str) -> list[tuple[int, int, int]]:
        parties = re.split(r"^## ", lire(nom), flags=re.MULTILINE)
        return [(p.count("\n|"), p.count("```"), len(re.findall(r"^- ", p, re.MULTILINE))) for p in parties]

    assert forme("README.md") == forme("LISEZMOI.md")


def ancres(path: Path) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    texte = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    titres = (re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", t).lower()) for t in TITRE.findall(texte))
    return {titre.replace(" ", "-") for titre in titres}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(RACINE)))
def test_internal_links_resolve(document: Path):
    texte = EXTRAITS.sub("", document.read_text(encoding="utf-8"))
    casses = []
    for cible in LIEN.findall(texte):
        if re.match(r"[a-z]+:", cible):
            continue
        chemin, _, ancre = cible.partition("#")
        visee = (document.parent / chemin).resolve() if chemin else document
        if not visee.exists() or (ancre and ancre not in ancres(visee)):
            casses.append(cible)
    assert casses == []


def test_records_of_decisions_are_short_and_numbered_without_a_gap():
    fiches = sorted((RACINE / "docs" / "decisions").glob("*.md"))
    assert [int(fiche.name[:4]) for fiche in fiches] == list(range(1, len(fiches) + 1))
    for fiche in fiches:
        texte = fiche.read_text(encoding="utf-8")
        assert texte.startswith(f"# {fiche.name[:4]}. ") and len(texte.splitlines()) < 25
        assert all(f"**{partie}." in texte for partie in ("Context", "Decision"))
        assert "**Consequence." in texte
