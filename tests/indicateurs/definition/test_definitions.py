"""The six definitions of this repository: sound, complete, and word for word what the inventory of the texts holds."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.indicateurs.calcul.specs import spec_de
from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.modele import Definition, Indicateur
from pipelines.indicateurs.definition.verifier import verifier_definition
from pipelines.indicateurs.listes import listes
from tests.indicateurs.definition import decidees as d

RACINE = Path(__file__).parents[3]
INVENTAIRE = Path(__file__).parents[4] / "shared" / "inventaire"
TEXTES = Path(__file__).parents[4] / "shared" / "seeds"
avec_inventaire = pytest.mark.skipif(not INVENTAIRE.is_dir(), reason="l'inventaire n'est pas ici")
VRAIS = list(d.EDITIONS)


def lire(slug: str) -> Definition:
    return lire_definition(RACINE, slug)


def inventaire(nom: str) -> list[dict[str, str]]:
    with (INVENTAIRE / f"{nom}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tous() -> dict[str, Indicateur]:
    return {i.indicateur_id: i for slug in VRAIS for i in lire(slug).indicateurs}


def texte(filtre: dict[str, str], *sans: str) -> str:
    return ";".join(f"{cle}={valeur}" for cle, valeur in filtre.items() if cle not in sans)


@pytest.mark.parametrize("slug", [*VRAIS, "exemple"])
def test_each_definition_is_sound(slug: str):
    assert verifier_definition(RACINE, slug) == []


@pytest.mark.parametrize("slug", VRAIS)
def test_each_edition_is_the_one_its_text_dates(slug: str):
    lue = lire(slug)
    assert (lue.edition, lue.fictif) == (d.EDITIONS[slug], False)
    assert lue.yaml["titre"] and lue.yaml["emetteur"] and lue.yaml["texte"]["lignes"]
    assert lue.yaml["acheteurs"] == [], "aucun SIREN n'a été donné : ne pas en inventer"
    assert "entrees" not in lue.yaml and "registres" not in lue.yaml
    assert (lue.yaml.get("s_applique_a") == "tous") == (slug == "national")


def test_each_row_of_the_texts_is_there_once():
    comptes = Counter(i.indicateur_id for slug in VRAIS for i in lire(slug).indicateurs)
    assert set(comptes.values()) == {1}
    assert sum(n for ident, n in comptes.items() if ident not in d.AJOUTES) == 261
    for slug in VRAIS:
        siens = [i.indicateur_id for i in lire(slug).indicateurs if i.indicateur_id not in d.AJOUTES]
        assert len(siens) == d.COMPTES[slug]
        assert all(ident.startswith(f"{slug}-") for ident in siens)
    assert set(d.AJOUTES) <= set(comptes) and set(d.AJOUTES.values()) <= set(comptes)


@avec_inventaire
def test_wording_measure_filter_and_place_are_those_of_the_inventory():
    lues, inventees = tous(), inventaire("indicators")
    assert {ligne["row_id"] for ligne in inventees} == set(lues) - set(d.AJOUTES)
    for ligne in inventees:
        lu = lues[ligne["row_id"]]
        attendu = d.FILTRES.get(ligne["row_id"], ligne["measure_filter"])
        assert (lu.libelle, lu.chapeau or "", lu.partie or "") == (
            ligne["indicator"],
            ligne["lead_in"],
            ligne["part"],
        )
        assert (lu.mesure, texte(lu.filtre, "cible")) == (ligne["measure_id"], attendu), ligne["row_id"]
        assert (lu.type, lu.unite) == (d.TYPES[ligne["kind"]], d.UNITES[ligne["unit"]]), ligne["row_id"]
        assert (lu.pilote or "", str(lu.ligne_texte)) == (ligne["pilot"], ligne["source_line"])
        assert (lu.axe or "", lu.objectif or "", lu.action or "") == (
            ligne["axis"],
            ligne["objective"],
            ligne["action"],
        )


@avec_inventaire
def test_a_second_reading_keeps_the_words_of_the_first():
    lues = tous()
    for ajoute, origine in d.AJOUTES.items():
        un, autre = lues[ajoute], lues[origine]
        assert (un.libelle, un.puce_id, un.ligne_texte, un.pilote) == (
            autre.libelle,
            autre.puce_id,
            autre.ligne_texte,
            autre.pilote,
        )
        assert un.partie and (un.mesure, un.filtre) != (autre.mesure, autre.filtre)


def nombre(valeur: str, unite: str) -> Decimal | None:
    """What the inventory writes 30 is 0.3 for a rate; « oui » is 1."""
    if valeur in ("", "oui"):
        return Decimal(1) if valeur else None
    if unite == "date":
        return None
    return Decimal(valeur) / (100 if unite == "taux" else 1)


@avec_inventaire
def test_targets_are_those_of_the_inventory_but_for_what_was_decided():
    lues = tous()
    attendus = {}
    for ligne in inventaire("targets"):
        cle = (ligne["row_id"], ligne["year"])
        if cle in d.OBJECTIFS_RETIRES:
            continue
        unite = lues[ligne["row_id"]].unite
        dit = {
            "operateur": ligne["operator"],
            "valeur": nombre(ligne["value"], unite),
            "texte": ligne["value"] if unite == "date" else None,
            "echeance": ligne["year"] or None,
            "fondement": d.FONDEMENTS[ligne["basis"]],
        } | d.OBJECTIFS_CHANGES.get(cle, {})
        attendus[ligne["row_id"], dit["echeance"]] = dit
    assert len(attendus) == 45 - len(d.OBJECTIFS_RETIRES)
    trouves = {
        (o.indicateur_id, o.echeance): {
            "operateur": o.operateur,
            "valeur": o.valeur,
            "texte": o.valeur_texte,
            "echeance": o.echeance,
            "fondement": o.fondement,
        }
        for slug in VRAIS
        for o in lire(slug).objectifs
        if (o.indicateur_id, o.echeance or "") not in d.OBJECTIFS_AJOUTES
    }
    assert trouves == attendus


@avec_inventaire
def test_observed_values_are_those_of_the_inventory():
    lues = tous()
    attendues = sorted(
        (
            ligne["row_id"],
            int(ligne["year"]),
            nombre(ligne["value"], lues[ligne["row_id"]].unite),
            ligne["value"] if lues[ligne["row_id"]].unite == "date" else None,
        )
        for ligne in inventaire("observations")
    )
    ecrites = [o for slug in VRAIS for o in lire(slug).observations]
    construites = {o.indicateur_id for o in ecrites if o.valeur_texte == "en cours de construction"}
    assert construites == d.EN_CONSTRUCTION
    trouvees = sorted(
        (o.indicateur_id, o.annee, o.valeur, o.valeur_texte)
        for o in ecrites
        if o.valeur_texte != "en cours de construction"
    )
    assert len(attendues) == 41 and trouvees == attendues


@avec_inventaire
def test_actions_are_those_of_the_inventory_and_name_nobody():
    for slug in VRAIS:
        attendues = [a for a in inventaire("actions") if a["spaser"] == slug]
        trouvees = lire(slug).actions
        assert [(a.libelle, str(a.ligne_texte), a.pilote or "") for a in trouvees] == [
            (a["action"], a["source_line"], a["pilot"]) for a in attendues
        ]
    assert {a.action_id for a in lire("clermont").actions} == {f"action_{n}" for n in range(1, 27)}


@pytest.mark.skipif(not TEXTES.is_dir(), reason="les textes ne sont pas ici")
def test_no_person_named_by_a_text_is_named_by_a_definition():
    [lignes] = [p.read_text(encoding="utf-8").splitlines() for p in TEXTES.glob("003_*.txt")]
    # « une interview vidéo de <prénom> / <nom>, chef de projet »: the one person whose words were taken up
    rang = next(n for n, ligne in enumerate(lignes) if "interview vidéo de " in ligne)
    prenom = lignes[rang].rpartition(" de ")[2].strip()
    nom = lignes[rang + 1].split(",")[0].strip()
    ecrits = "".join(p.read_text(encoding="utf-8") for p in sorted((RACINE / "spasers").rglob("*.*")))
    assert prenom and nom and prenom not in ecrits and nom not in ecrits
    assert "vidéo de [nom], chef de projet" in ecrits


@pytest.mark.parametrize("slug", VRAIS)
def test_targeted_for_what_is_said_wherever_it_is_asked(slug: str):
    for i in lire(slug).indicateurs:
        if i.filtre.get("denominateur") == "cibles" and i.action_numero and i.filtre["cible"] != "cad":
            assert i.filtre["cible"] == f"action_{i.action_numero}"


def test_what_the_texts_leave_open_is_decided_with_its_reason():
    dits = {s: " ".join(str(c) for c in lire(s).yaml["choix"]) for s in VRAIS}
    cherches = {
        "bordeaux": ("39 %", "territoire", "n'est pas daté"),
        "clermont": ("hors insertion", "22 août 2026", "deduite_annee", "clausé responsable", "tpe_pme"),
        "asp": ("en cours de construction", "31,25 %", "cumul_contrats_actifs", "asp-ax4-i4-contrats"),
        "landes": ("100 M€", "territoire", "n'est pas daté"),
        "national": ("national-i7", "s_applique_a"),
    }
    for slug, mots in cherches.items():
        assert [mot for mot in mots if mot not in dits[slug]] == [], slug


def test_the_example_uses_every_code_of_the_closed_lists():
    connus, lue = listes(), lire("exemple")
    filtres = [i.filtre for i in lue.indicateurs]
    assert {i.mesure for i in lue.indicateurs} == set(connus.mesures) and len(connus.mesures) == 73
    assert {f.get("caracteristique") for f in filtres} - {None} == {c for c, _ in connus.caracteristiques}
    assert {f.get("denominateur") for f in filtres} - {None} == {c for c, _ in connus.denominateurs}
    categories = {f.get(cle) for f in filtres for cle in ("titulaire", "fournisseur")} - {None}
    assert categories == set(connus.categories)
    assert {o.trajectoire for o in lue.objectifs} == {"lineaire", "paliers", "aucune"}
    assert {i.statut for i in lue.indicateurs} == {"actif", "en_construction"}


def test_what_is_typed_in_for_the_example_has_an_indicator_of_its_unit():
    unites: dict[str, set[str]] = {}
    for path in sorted((RACINE / "data/raw/exemple/registres/saisies").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for ligne in csv.DictReader(file):
                unites.setdefault(ligne["indicateur_id"], set()).add(ligne["unite"].replace("pct", "taux"))
    definis = {i.indicateur_id: i for i in lire("exemple").indicateurs}
    orphelins = {"exemple-ecart-barometre", "exemple-ratio-commandes-groupees", "exemple-essai-fautif"}
    assert set(unites) - set(definis) == orphelins
    assert [i for i in unites if i in definis and definis[i].unite not in unites[i]] == []
    saisies = {i for i in definis if listes().mesures[definis[i].mesure][0].mode == "saisie"}
    assert saisies - set(unites) == {"exemple-barometre-territorial"}, "celui-ci est en construction"


@pytest.mark.parametrize("slug", [*VRAIS, "exemple"])
def test_the_calculation_understands_every_indicator(slug: str):
    for indicateur in lire(slug).indicateurs:
        spec_de(indicateur, listes())
