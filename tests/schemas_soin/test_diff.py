"""The level of a change is a promise on files: each kind by hand, then random pairs judged by frictionless."""

import copy
import warnings
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas.diff import attendu, comparer, comparer_dossiers
from pipelines.schemas.diff.langages import contenu
from pipelines.schemas.diff.niveaux import version_demandee
from pipelines.schemas.diff.provenances import REDHIBITOIRES, lire

BASE: dict[str, Any] = {
    "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
    "name": "essai",
    "title": "Essai",
    "description": "Un essai.",
    "version": "1.4.2",
    "missingValues": [""],
    "primaryKey": ["siren", "annee"],
    "references": [{"fields": "siren", "table": "perimetre", "champs": "acheteur_siren"}],
    "custom_checks": [{"name": "siren", "params": {"column": "siren"}}],
    "fields": [
        {"name": "siren", "title": "SIREN", "type": "string", "example": "000000019", "rgpd": "aucune",
         "constraints": {"required": True, "pattern": "^(?:[0-9]{9})$"}},
        {"name": "annee", "title": "Année", "type": "integer", "constraints": {"minimum": 2000, "maximum": 2100}},
        {"name": "montant", "title": "Montant", "type": "number", "decimales": 2, "constraints": {"minimum": 0}},
        {"name": "etat", "title": "État", "type": "string", "constraints": {"enum": ["ouvert", "clos"]}},
        {"name": "vu", "title": "Vu", "type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
        {"name": "jour", "title": "Jour", "type": "date", "format": "default"},
        {"name": "note", "title": "Note", "type": "string", "rgpd": "aucune", "constraints": {"maxLength": 9}},
    ],
}  # fmt: skip


def c(s: dict[str, Any], nom: str) -> dict[str, Any]:
    return next(x for x in s["fields"] if x["name"] == nom)


def k(nom: str, **contraintes: Any):
    return lambda s: c(s, nom).setdefault("constraints", {}).update(contraintes)


def ote(nom: str, contrainte: str):
    return lambda s: c(s, nom)["constraints"].pop(contrainte)


def f(nom: str, **valeurs: Any):
    return lambda s: c(s, nom).update(valeurs)


def h(**valeurs: Any):
    return lambda s: s.update(valeurs)


def ajoute(**champ: Any):
    return lambda s: s["fields"].append({"title": "Autre chose", "type": "string", **champ})


CAS = [
    ("title", "patch", "« title » changé", h(title="Un essai")),
    ("description of a column", "patch", "« description » changé", f("note", description="...")),
    ("example", "patch", "« example » changé", f("siren", example="000000027")),
    ("column optional", "mineur", "facultative", ajoute(name="lieu")),
    ("column required", "majeur", "obligatoire", ajoute(name="lieu", constraints={"required": True})),
    ("column removed", "majeur", "retirée", lambda s: s["fields"].remove(c(s, "note"))),
    ("column renamed", "majeur", "renommée", f("montant", name="montant_ht_eur")),
    ("columns moved", "mineur", "ordre", lambda s: s["fields"].reverse()),
    ("type", "majeur", "type : integer devient number", f("annee", type="number")),
    ("format", "majeur", "format", f("jour", format="%d/%m/%Y")),
    ("same format", "patch", "écrit autrement", f("jour", format="%Y-%m-%d")),
    ("e-mail", "majeur", "format", f("note", format="email")),
    ("required", "majeur", "devient obligatoire", k("note", required=True)),
    ("no longer required", "mineur", "n'est plus obligatoire", ote("siren", "required")),
    ("unique", "majeur", "sans doublon", k("note", unique=True)),
    ("minimum raised", "majeur", "minimum : 2000 devient 2010", k("annee", minimum=2010)),
    ("minimum lowered", "mineur", "minimum", k("annee", minimum=1990)),
    ("minimum removed", "mineur", "aucune limite", ote("annee", "minimum")),
    ("minimum as text", "patch", "écrit autrement", k("annee", minimum="2000")),
    ("strict minimum", "majeur", "exclu", k("montant", exclusiveMinimum=0)),
    ("maximum lowered", "majeur", "maximum", k("annee", maximum=2050)),
    ("length shortened", "majeur", "maxLength", k("note", maxLength=5)),
    ("length freed", "mineur", "maxLength", ote("note", "maxLength")),
    ("length demanded", "majeur", "minLength", k("note", minLength=3)),
    ("enum added to", "mineur", "valeurs ajoutées à la liste : annule",
     k("etat", enum=["ouvert", "clos", "annule"])),
    ("enum cut", "majeur", "valeurs retirées de la liste : clos", k("etat", enum=["ouvert"])),
    ("enum in another order", "patch", "écrite autrement", k("etat", enum=["clos", "ouvert"])),
    ("enum dropped", "mineur", "retirée", ote("etat", "enum")),
    ("enum made", "majeur", "liste fermée ajoutée", k("note", enum=["a"])),
    ("enum becomes a pattern that holds it", "mineur", "vérifié une à une",
     lambda s: c(s, "etat").update(constraints={"pattern": "^(?:[a-z]+)$"})),
    ("enum becomes a pattern that does not", "majeur", "motif ajouté",
     lambda s: c(s, "etat").update(constraints={"pattern": "^(?:o[a-z]+)$"})),
    ("pattern widened", "mineur", "prouvé", k("siren", pattern="^(?:[0-9]{9}|[0-9]{14})$")),
    ("pattern rewritten", "patch", "prouvé", k("siren", pattern="^(?:[0-9]{3}[0-9]{6})$")),
    ("pattern narrowed", "majeur", "rien ne prouve", k("siren", pattern="^(?:0[0-9]{8})$")),
    ("pattern that the example breaks", "majeur", "l'ancien exemple", k("siren", pattern="^(?:[1-9][0-9]{8})$")),
    ("pattern beyond proof", "majeur", "rien ne prouve", k("siren", pattern=r"^(?:\d{9})$")),
    ("pattern dropped", "mineur", "motif retiré", ote("siren", "pattern")),
    ("key", "majeur", "clé changée", h(primaryKey=["siren"])),
    ("longer key", "majeur", "clé changée", h(primaryKey=["siren", "annee", "etat"])),
    ("key dropped", "majeur", "clé retirée", h(primaryKey=[])),
    ("key in another order", "patch", "ordre", h(primaryKey=["annee", "siren"])),
    ("a word for empty that was refused", "mineur", "NC", h(missingValues=["", "NC"])),
    ("a word for empty that was a value", "majeur", "NC",
     lambda s: (h(missingValues=["", "NC"])(s), None)),
    ("no word for empty", "majeur", "ne veut plus dire", h(missingValues=[])),
    ("true in words", "mineur", "oui", f("vu", trueValues=["true", "oui"])),
    ("true otherwise", "majeur", "true", f("vu", trueValues=["oui"])),
    ("decimal comma", "majeur", "decimalChar", f("montant", decimalChar=",")),
    ("more decimals", "mineur", "decimales", f("montant", decimales=4)),
    ("fewer decimals", "majeur", "decimales", f("montant", decimales=0)),
    ("mark raised", "majeur", "n'est plus publiée", f("note", rgpd="indirecte")),
    ("kept inside", "majeur", "interne", f("note", diffusion="interne")),
    ("link added", "majeur", "lien",
     lambda s: s["references"].append({"fields": "note", "table": "t", "champs": "c"})),
    ("link dropped", "mineur", "lien", h(references=[])),
    ("link as a list", "patch", "écrit autrement",
     h(references=[{"fields": ["siren"], "table": "perimetre", "champs": ["acheteur_siren"]}])),
    ("check added", "majeur", "contrôle",
     lambda s: s["custom_checks"].append({"name": "siret", "params": {"column": "note"}})),
    ("check by its old name", "patch", "écrit autrement",
     h(custom_checks=[{"name": "french-siren-value", "params": {"column": "siren"}}])),
    ("another name", "majeur", "nom changé", h(name="essais")),
    ("another usage", "majeur", "usage", h(usage="registre")),
    ("columns matched otherwise", "majeur", "fieldsMatch", h(fieldsMatch="subset")),
]  # fmt: skip


@pytest.mark.parametrize(("_", "niveau", "dit", "muter"), CAS, ids=[x[0] for x in CAS])
def test_each_kind_of_change_has_its_level_and_its_reason(_, niveau, dit, muter):
    nouveau = copy.deepcopy(BASE)
    muter(nouveau)
    bilan = comparer(BASE, nouveau)
    phrases = [f"{x.lieu} : {x.quoi} : {x.pourquoi}" for x in bilan.changements if x.niveau == niveau]
    if _ == "a word for empty that was refused":  # `note` took any text: the whole schema is told major
        phrases = [p for p in phrases if "annee" in p]
        assert phrases and bilan.niveau == "majeur"
    else:
        assert bilan.niveau == niveau
    assert any(dit in p for p in phrases), phrases


def test_a_mark_lowered_is_told_to_whoever_protects_data():
    ancien = copy.deepcopy(BASE)
    f("note", rgpd="directe")(ancien)
    bilan = comparer(ancien, BASE)
    assert bilan.niveau == "mineur" and "protection des données" in bilan.changements[0].pourquoi


def test_nothing_changed():
    assert comparer(BASE, copy.deepcopy(BASE)).niveau == "aucun"
    assert attendu(comparer(BASE, copy.deepcopy(BASE))) is None


@pytest.mark.parametrize(
    ("avant", "niveau", "demande"),
    [
        ("1.4.2", "patch", (1, 4, 3)), ("1.4.2", "mineur", (1, 5, 0)), ("1.4.2", "majeur", (2, 0, 0)),
        ("0.3.1", "patch", (0, 3, 2)), ("0.3.1", "mineur", (0, 3, 2)), ("0.3.1", "majeur", (0, 4, 0)),
        ("1.4", "aucun", (1, 4, 0)),
    ],
)  # fmt: skip
def test_the_version_that_a_level_demands(avant, niveau, demande):
    assert version_demandee(avant, niveau) == demande


@pytest.mark.parametrize(
    ("version", "suffit"), [("1.4.2", False), ("1.5.0", False), ("2.0.0", True), ("2.1.0", True)]
)
def test_a_version_too_low_is_told(version, suffit):
    nouveau = copy.deepcopy(BASE) | {"version": version}
    k("note", required=True)(nouveau)
    phrase = attendu(comparer(BASE, nouveau))
    assert (phrase is None) is suffit
    assert suffit or "au moins 2.0.0" in phrase


def test_tables_of_a_folder():
    [garde, part, vient] = comparer_dossiers({"a": BASE, "b": BASE}, {"a": BASE, "c": BASE})
    assert (garde.niveau, part.niveau, vient.niveau) == ("aucun", "majeur", "mineur")


def test_a_schema_that_cannot_be_compared_is_refused(tmp_path):
    (tmp_path / "s.json").write_text('{"fields": [{"name": "a"}, {"name": "a"}]}', encoding="utf-8")
    with pytest.raises(SpaserErreur, match="écrite deux fois"):
        lire(str(tmp_path / "s.json"))
    with pytest.raises(SpaserErreur, match="n'existe pas"):
        lire("./absent.json")


# --- random pairs --------------------------------------------------------------------------------------------
MOTIFS = [
    "^(?:[a-c]+)$",
    "^(?:[a-c]*)$",
    "^(?:[a-z]{1,3})$",
    "a|b",
    "^(?:a|b|ab)$",
    "[0-9]+",
    "^(?:0[0-9]?)$",
    ".*",
]
MOTS = ["", " ", "a", "b", "ab", "axx", "abc", "NC", "0", "00", "01", "1", "+1", "1_0", "2.5", "2,5", "-3", "1e2",
        "NaN", "true", "oui", "non", "True", "2024-01-05", "2024-1-5", "05/01/2024", "a@b.fr", "٣"]  # fmt: skip


@st.composite
def champs(tirer, nom: str, type_: str | None = None) -> dict[str, Any]:
    type_ = type_ or tirer(st.sampled_from(["string", "string", "integer", "number", "boolean", "date"]))
    champ: dict[str, Any] = {"name": nom, "type": type_}
    regles: dict[str, Any] = {}
    if tirer(st.booleans()):
        regles["required"] = tirer(st.booleans())
    if tirer(st.integers(0, 7)) == 7:
        regles["unique"] = True
    if type_ == "string":
        if tirer(st.booleans()):
            regles["pattern"] = tirer(st.sampled_from(MOTIFS))
        if tirer(st.booleans()):
            regles["enum"] = tirer(st.lists(st.sampled_from(MOTS[:12]), min_size=1, max_size=4, unique=True))
        for cle in ("minLength", "maxLength"):
            if tirer(st.booleans()):
                regles[cle] = tirer(st.integers(0, 4))
        champ["format"] = tirer(st.sampled_from(["default", "default", "email"]))
    if type_ in ("integer", "number"):
        for cle in ("minimum", "maximum"):
            if tirer(st.integers(0, 3)) == 0:
                regles[cle] = tirer(st.integers(-3, 3))
        if tirer(st.integers(0, 3)) == 0:
            regles["enum"] = tirer(st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True))
        if type_ == "number":
            champ |= tirer(st.sampled_from([{}, {"decimalChar": ","}, {"groupChar": " "}]))
    if type_ == "boolean":
        champ |= tirer(
            st.sampled_from(
                [{}, {"trueValues": ["oui"], "falseValues": ["non"]}, {"trueValues": ["oui", "1"]}]
            )
        )
    if type_ == "date":
        champ["format"] = tirer(st.sampled_from(["default", "%Y-%m-%d", "%d/%m/%Y"]))
        if tirer(st.booleans()):
            regles["minimum"] = "2000-01-01" if champ["format"] != "%d/%m/%Y" else "01/01/2000"
    if regles:
        champ["constraints"] = regles
    if tirer(st.integers(0, 5)) == 0:
        champ["missingValues"] = tirer(st.sampled_from([[""], ["", "NC"], []]))
    return champ


@st.composite
def paires(tirer) -> tuple[dict[str, Any], dict[str, Any]]:
    """An old schema and a new one that one or two changes set apart: with more, all is major."""
    avant = [tirer(champs(nom)) for nom in ("a", "b")]
    apres = copy.deepcopy(avant)
    cles = [[], []]
    vides = [[""], [""]]
    for _ in range(tirer(st.integers(1, 2))):
        i = tirer(st.integers(0, len(apres) - 1))
        sort = tirer(
            st.sampled_from(
                ["contrainte"] * 5 + ["attribut"] * 3 + ["refait", "part", "vient", "cle", "vide"]
            )
        )
        autre = tirer(champs(apres[i]["name"], apres[i]["type"]))
        if sort == "contrainte":
            noms = sorted({*apres[i].get("constraints", {}), *autre.get("constraints", {})}) or ["required"]
            nom = tirer(st.sampled_from(noms))
            regles = {n: v for n, v in apres[i].get("constraints", {}).items() if n != nom}
            apres[i]["constraints"] = regles | {
                n: v for n, v in autre.get("constraints", {}).items() if n == nom
            }
        elif sort == "attribut":
            cle = tirer(st.sampled_from(sorted((set(apres[i]) | set(autre)) - {"name", "type"}) or ["title"]))
            apres[i].pop(cle, None)
            apres[i] |= {cle: autre[cle]} if cle in autre else {}
        elif sort == "refait":
            apres[i] = tirer(champs(apres[i]["name"]))
        elif sort == "part" and len(apres) > 1:
            apres.pop(i)
        elif sort == "vient":
            apres.append(tirer(champs(f"d{len(apres)}")))
        elif sort == "cle":
            possibles = [[], ["a"], ["a", "b"], ["b", "a"]]
            cles = [tirer(st.sampled_from(possibles)) for _ in cles]
        else:
            vides = [tirer(st.sampled_from([[""], ["", "NC"], []])) for _ in vides]
    schemas = [
        {"name": "t", "fields": liste, "missingValues": vide}
        | {"primaryKey": [c for c in cle if c in {x["name"] for x in liste}]}
        for liste, cle, vide in zip((avant, apres), cles, vides, strict=True)
    ]
    # what tightens one way loosens the other way
    return tuple(reversed(schemas)) if tirer(st.booleans()) else tuple(schemas)


def fautes(schema: dict[str, Any], lignes: list[list[str]]) -> list[str]:
    from frictionless import Checklist, Detector, Schema
    from frictionless.resources import TableResource

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        ressource = TableResource(
            data=lignes, schema=Schema.from_descriptor(schema), detector=Detector(schema_sync=True)
        )
        rapport = ressource.validate(Checklist(), limit_errors=2**31)
    return [e.message for e in [*rapport.errors, *(e for t in rapport.tasks for e in t.errors)]]


@settings(max_examples=600)
@given(paires(), st.data())
def test_what_is_told_to_stay_valid_stays_valid(paire, donnees):
    """The promise: with patch and minor, and wherever `reste_valide` is told, no valid file becomes invalid."""
    from pipelines.schemas.lint import examiner
    from pipelines.schemas.lint.oracle import lecteur

    avant, apres = paire
    assume(not any(x.regle in REDHIBITOIRES for s in paire for x in examiner(s)))  # `lire` refuses those
    bilan = comparer(avant, apres)
    event(bilan.niveau)
    if bilan.niveau in ("aucun", "patch", "mineur"):
        assert bilan.reste_valide
    if not bilan.reste_valide:
        return
    event("reste valide")
    # a file of the old schema, some optional columns left out, each cell drawn among those it accepts, and of
    # these among those that the new schema refuses, if there are any: nobody else looks for them harder
    gardes = [x for x in avant["fields"] if donnees.draw(st.integers(0, 5))] or avant["fields"]
    lecteurs = [lecteur(x, avant) for x in gardes]
    nouveaux = {x["name"]: lecteur(x, apres) for x in apres["fields"]}
    admis = []
    for champ, ancien in zip(gardes, lecteurs, strict=True):
        lus = [mot for mot in MOTS if not ancien(mot)]
        nouveau = nouveaux.get(champ["name"])
        admis.append([mot for mot in lus if nouveau and nouveau(mot)] or lus)
    if not all(admis):
        return
    lignes = donnees.draw(st.lists(st.tuples(*map(st.sampled_from, admis)).map(list), min_size=1, max_size=6))
    titres = [x["name"] for x in gardes]
    while lignes and fautes(avant, [titres, *lignes]):
        lignes.pop()
    if lignes:
        event("fichier éprouvé")
        assert fautes(apres, [titres, *lignes]) == []


@settings(max_examples=300)
@given(st.sampled_from(MOTIFS), st.sampled_from(MOTIFS), st.text(alphabet="abcxz019\n|", max_size=5))
def test_a_language_told_to_be_held_is_held(petit, grand, texte):
    import re

    suit = [re.compile(f"^{motif}$").match(texte) is not None for motif in (petit, grand)]
    if contenu(petit, grand) and suit[0]:
        assert suit[1]


def test_languages_that_are_held_are_found():
    assert contenu("^(?:[a-c]+)$", "^(?:[a-c]*)$") and not contenu("^(?:[a-c]*)$", "^(?:[a-c]+)$")
    assert contenu("^(?:a|b|ab)$", "^(?:[a-c]+)$") and not contenu("a|b", "^(?:a|b|ab)$")
    assert contenu("^(?:[^x])$", "^(?:(?:.|\n))$") and not contenu("^(?:(?:.|\n))$", "^(?:[^x])$")
