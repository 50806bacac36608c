"""Each reason, made by hand: what is published before and after, and what may be said of it."""

import datetime as dt
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from pipelines.publication.changements.motifs import familles, motifs
from pipelines.schemas import tables as schemas
from tests.publication.changements.outils import APRES, AVANT, Ligne, changer, lire, publier, vraies

A1 = "000001016"
Etat = dict[str, list[Ligne]]


class Monde:
    """Contracts and their records, as a release holds them."""

    def __init__(self) -> None:
        self.tables: Etat = {
            nom: []
            for nom in (
                *("contrats", "contrat_sources", "decisions", "quarantaine", "sources_lues", "modifications"),
                *("corrections_appliquees", "resultats", "indicateurs", "clauses", "titulaires"),
            )
        }
        for fichier in ("f1.json", "f2.json"):
            self.fichier(fichier)
        self.contrat("T", ["temoin"], acheteur=A1, date="2026-01-05")  # the buyer is always there

    def fichier(self, nom: str, source: str = "profil", refuse: str = "false") -> None:
        self.tables["sources_lues"].append({"fichier": nom, "source": source, "refuse": refuse})

    def contrat(
        self,
        id_: str,
        empreintes: list[str],
        *,
        acheteur: str = A1,
        date: str | None = "2026-01-10",
        fichier: str = "f1.json",
        octets: str = "0",
        **champs: str,
    ) -> None:
        self.tables["contrats"].append(
            {"contrat_id": id_, "acheteur_siren": acheteur, "date_notification": date, **champs}
        )
        for n, empreinte in enumerate(empreintes):
            trace = {
                "contrat_id": id_,
                "fichier": fichier,
                "rang": str(zlib.crc32(f"{id_} {n}".encode())),
                "empreinte": empreinte,
                "source_sha256": octets * 64,
            }
            self.tables["contrat_sources" if n == 0 else "decisions"].append(trace)

    def resultat(self, valeur: str, **champs: Any) -> None:
        base = {
            "spaser": "s",
            "edition": "1",
            "indicateur_id": "I1",
            "niveau": "acheteur",
            "acheteur_siren": A1,
            "periode_debut": "2026-01-01",
            "periode_fin": "2026-12-31",
            "compte": "nombre",
            "base": "tous",
            "perimetre": "simple",
            "dimension": "ensemble",
            "modalite": "ensemble",
            "secret": "publie",
            "sources": "decp",
            "stade": "provisoire",
        }
        self.tables["resultats"].append(base | {"valeur": valeur} | champs)


def motifs_de(
    tmp_path: Path,
    avant: Monde,
    apres: Monde,
    table: str = "contrats",
    *,
    bilan: dict[str, Any] | None = None,
    provenance: dict[str, Any] | None = None,
    provenances: list[dict[str, Any]] | None = None,
    jours: tuple[dt.date, dt.date] | None = None,
) -> set[tuple[Any, ...]]:
    dossiers = [
        publier(tmp_path / nom, vraies(monde.tables), jour, numero)
        for nom, monde, jour, numero in zip(
            "ab", (avant, apres), jours or (AVANT, APRES), ("2026.05.1", "2026.06.1"), strict=True
        )
    ]
    for dossier, dite in zip(dossiers, provenances or [provenance, provenance], strict=True):
        for nom, dit in (("bilan", bilan), ("provenance", dite)):
            if dit is not None:
                (dossier / f"{nom}.json").write_text(json.dumps(dit), encoding="utf-8")
    lus = lire(changer(*dossiers, tmp_path / "c"))
    qui = "contrat_id" if table != "resultats" else "indicateur_id"
    return {(x["nature"], x[qui], x["colonne"], x["motif"]) for x in lus if x["table"] == table}


@pytest.fixture
def a() -> Monde:
    return Monde()


@pytest.fixture
def b() -> Monde:
    return Monde()


@pytest.mark.parametrize(
    ("date", "motif"),
    [
        ("2026-06-15", "nouveau"),
        ("2026-03-31", "nouveau"),  # the two months end on the day the former version stops
        ("2026-03-30", "arrive_tard"),
        ("2024-01-01", "arrive_tard"),
        (None, "indetermine"),
    ],
)
def test_a_contract_is_new_or_late(tmp_path: Path, a: Monde, b: Monde, date: str, motif: str):
    b.contrat("C", ["e1"], date=date)
    assert motifs_de(tmp_path, a, b) == {("ajoute", "C", None, motif)}


def test_a_new_buyer_or_source_is_not_late(tmp_path: Path, a: Monde, b: Monde):
    b.contrat("C", ["e1"], acheteur="000001024", date="2024-01-01")
    b.fichier("g.json", source="pes")
    b.contrat("D", ["e2"], fichier="g.json", date="2024-01-01")
    assert motifs_de(tmp_path, a, b) == {
        ("ajoute", "C", None, "acheteur_ajoute"),
        ("ajoute", "D", None, "source_ajoutee"),
    }


def test_out_of_quarantine_and_into_it(tmp_path: Path, a: Monde, b: Monde):
    b.contrat("C", ["e1"], octets="1")
    a.contrat("D", ["e2"], octets="2")
    [c] = [x for x in b.tables["contrat_sources"] if x["contrat_id"] == "C"]
    [d] = [x for x in a.tables["contrat_sources"] if x["contrat_id"] == "D"]
    for monde, trace in ((a, c), (b, d)):
        monde.tables["quarantaine"].append({n: trace[n] for n in ("fichier", "rang", "source_sha256")})
    assert motifs_de(tmp_path, a, b) == {
        ("ajoute", "C", None, "sortie_quarantaine"),
        ("retire", "D", None, "mise_en_quarantaine"),
    }


def test_a_contract_that_changed_its_identifier(tmp_path: Path, a: Monde, b: Monde):
    a.contrat("C", ["e1", "e2"])
    b.contrat("D", ["e1", "e2"])
    dossiers = [publier(tmp_path / n, vraies(m.tables), AVANT, n) for n, m in (("a", a), ("b", b))]
    lus = [x for x in lire(changer(*dossiers, tmp_path / "c")) if x["table"] == "contrats"]
    assert {x["motif"] for x in lus} == {"identifiant_change"}
    assert [(x["ancienne_valeur"], x["nouvelle_valeur"]) for x in lus if x["nature"] == "renomme"] == [
        ("C", "D")
    ]


def test_contracts_merged_and_split(tmp_path: Path, a: Monde, b: Monde):
    a.contrat("C", ["e1"], objet="x")
    a.contrat("D", ["e2"])
    b.contrat("C", ["e1", "e2"], objet="y")
    a.contrat("E", ["e3", "e4"], objet="x")
    b.contrat("E", ["e3"], objet="y")
    b.contrat("F", ["e4"])
    assert motifs_de(tmp_path, a, b) == {
        ("corrige", "C", "objet", "fusion"),
        ("retire", "D", None, "fusion"),
        ("corrige", "E", "objet", "separation"),
        ("ajoute", "F", None, "separation"),
    }


def test_why_a_contract_left(tmp_path: Path, a: Monde, b: Monde):
    a.contrat("C", ["e1"])
    a.contrat("D", ["e2"], acheteur="000001024")
    a.fichier("g.json", source="pes")
    a.contrat("E", ["e3"], fichier="g.json")
    a.fichier("h.json")
    a.contrat("F", ["e4"], fichier="h.json")
    b.fichier("h.json", refuse="true")
    assert motifs_de(tmp_path, a, b) == {
        ("retire", "C", None, "plus_publie"),
        ("retire", "D", None, "acheteur_retire"),
        ("retire", "E", None, "source_retiree"),
        ("retire", "F", None, "source_refusee"),
    }


@pytest.mark.parametrize(
    ("avant", "apres", "motif"),
    [
        (["e1"], ["e1", "e2"], "nouvelle_publication"),
        (["e1", "e2"], ["e1"], "publication_retiree"),
        (["e1"], ["e2"], "source_corrigee"),
        (["e1", "e2"], ["e2", "e1"], "source_preferee"),
        (["e1"], ["e1"], "regle"),
    ],
)
def test_why_a_cell_was_corrected(
    tmp_path: Path, a: Monde, b: Monde, avant: list[str], apres: list[str], motif: str
):
    a.contrat("C", avant, code_cpv="45000000")
    b.contrat("C", apres, code_cpv="50000000")
    assert motifs_de(tmp_path, a, b) == {("corrige", "C", "code_cpv", motif)}


def test_the_same_content_in_another_file_says_nothing_of_other_fields(tmp_path: Path, a: Monde, b: Monde):
    """`empreinte` covers the object, not the number of offers: the source may have said otherwise."""
    a.contrat("C", ["e1"], octets="1", objet="x", offres_recues="1")
    b.contrat("C", ["e1"], octets="2", objet="y", offres_recues="2")
    assert motifs_de(tmp_path, a, b) == {
        ("corrige", "C", "objet", "regle"),
        ("corrige", "C", "offres_recues", "indetermine"),
    }


def test_a_human_correction_explains_its_column_only(tmp_path: Path, a: Monde, b: Monde):
    a.contrat("C", ["e1"], montant_retenu_ht_eur="1", type="marche")
    b.contrat("C", ["e1"], montant_retenu_ht_eur="2", type="inconnu")
    b.tables["corrections_appliquees"].append(
        {
            "acheteur_siren": A1,
            "contrat_id": "C",
            "contrat_actuel_id": "C",
            "champ": "montant_retenu_ht_eur",
            "date_decision": "2026-06-02",
            "etat": "appliquee",
            "valeur_apres": "2",
            "motif": "erreur_unite",
        }
    )
    dossiers = [publier(tmp_path / n, vraies(m.tables), AVANT, n) for n, m in (("a", a), ("b", b))]
    lus = {x["colonne"]: x for x in lire(changer(*dossiers, tmp_path / "c")) if x["table"] == "contrats"}
    corrigee = lus["montant_retenu_ht_eur"]
    assert (corrigee["motif"], corrigee["reference"]) == ("correction", "2026-06-02")
    assert corrigee["explication"] == "Décision du 02/06/2026 (motif : erreur_unite)."
    assert lus["type"]["motif"] == "regle"


def test_a_published_modification(tmp_path: Path, a: Monde, b: Monde):
    a.contrat("C", ["e1"], montant_dernier_ht_eur="1", objet="x")
    b.contrat("C", ["e1", "e2"], montant_dernier_ht_eur="2", objet="y")
    b.tables["modifications"].append({"contrat_id": "C", "rang_modification": "1"})
    assert motifs_de(tmp_path, a, b) == {
        ("corrige", "C", "montant_dernier_ht_eur", "modification"),
        ("corrige", "C", "objet", "nouvelle_publication"),
    }


def test_a_date_that_was_to_come(tmp_path: Path, a: Monde, b: Monde):
    a.contrat("C", ["e1"], date=None)
    b.contrat("C", ["e1"], date="2026-06-15", annee_notification="2026")
    assert motifs_de(tmp_path, a, b) == {
        ("corrige", "C", "date_notification", "date"),
        ("corrige", "C", "annee_notification", "date"),
    }


def test_a_day_that_goes_back_is_no_rule_that_changed(tmp_path: Path, a: Monde, b: Monde):
    a.contrat("C", ["e1"], date="2026-05-25", annee_notification="2026", nature="m")
    b.contrat("C", ["e1"], date=None, annee_notification=None, nature="n")
    jours = (APRES, dt.date(2026, 5, 10))
    assert motifs_de(tmp_path, a, b, jours=jours) == {
        ("corrige", "C", "date_notification", "date"),
        ("corrige", "C", "annee_notification", "date"),
        ("corrige", "C", "nature", "indetermine"),
    }


def test_how_long_ago_hangs_on_the_day_too(tmp_path: Path, a: Monde, b: Monde):
    for monde, valeur in ((a, "1"), (b, "41")):
        monde.resultat(valeur, sources="publication", acheteur_siren=None, niveau="consolide")
        monde.tables["publications"] = []
    b.tables["publications"] = [{"sequence": "1", "version": "2026.05.1", "edition": "1", "tables": "3"}]
    assert motifs_de(tmp_path, a, b, "resultats") == {("corrige", "I1", "valeur", "causes_multiples")}
    b.tables["publications"] = []
    assert motifs_de(tmp_path / "seule", a, b, "resultats") == {("corrige", "I1", "valeur", "date")}


def test_a_result_moved_only_because_records_came_late(tmp_path: Path, a: Monde, b: Monde):
    a.resultat("1", periode_fin="2026-05-31")
    b.resultat("2", periode_fin="2026-05-31")
    b.contrat("C", ["e1"], date="2026-02-01")
    b.contrat("X", ["e9"], date="2026-06-20")  # a new one, in another period
    assert motifs_de(tmp_path, a, b, "resultats") == {("corrige", "I1", "valeur", "arrive_tard")}


def test_one_more_snapshot_of_a_contract_moves_no_result(tmp_path: Path, a: Monde, b: Monde):
    a.resultat("1")
    b.resultat("2")
    a.contrat("P", ["p"], nb_publications="1")
    b.contrat("P", ["p", "q"], nb_publications="2")
    b.contrat("C", ["e1"], date="2026-02-01")
    assert motifs_de(tmp_path, a, b, "resultats") == {("corrige", "I1", "valeur", "arrive_tard")}


def test_a_result_with_late_and_new_contracts(tmp_path: Path, a: Monde, b: Monde):
    a.resultat("1")
    b.resultat("2")
    b.contrat("C", ["e1"], date="2026-02-01")
    b.contrat("D", ["e2"], date="2026-06-20")
    assert motifs_de(tmp_path, a, b, "resultats") == {("corrige", "I1", "valeur", "causes_multiples")}


@pytest.mark.parametrize(
    ("sources", "motif"),
    [
        ("decp", "arrive_tard"),
        ("decp|sirene_unites_legales", "indetermine"),
        ("clauses|decp", "causes_multiples"),
        ("clauses", "registre"),
        ("objectifs", "autres_resultats"),
    ],
)
def test_what_else_a_result_reads(tmp_path: Path, a: Monde, b: Monde, sources: str, motif: str):
    a.resultat("1", sources=sources)
    b.resultat("2", sources=sources)
    b.contrat("C", ["e1"], date="2026-02-01")
    b.tables["clauses"].append({"acheteur_siren": A1, "contrat_reference": "C", "code": "x"})
    assert motifs_de(tmp_path, a, b, "resultats") == {("corrige", "I1", "valeur", motif)}


@pytest.mark.parametrize("sources", ["clauses|decp", "paiements|decp", "decp|sirene_unites_legales"])
def test_what_was_not_read_at_all_explains_nothing(tmp_path: Path, a: Monde, b: Monde, sources: str):
    """Without registers nor national files on either side, late records are the only cause, and are told as such."""
    a.resultat("1", sources=sources)
    b.resultat("2", sources=sources)
    b.contrat("C", ["e1"], date="2026-02-01")
    del a.tables["clauses"], b.tables["clauses"]
    nus = {"bilan": {"total": {}}, "provenance": {"entrees": {"autres": []}}}
    assert motifs_de(tmp_path, a, b, "resultats", **nus) == {("corrige", "I1", "valeur", "arrive_tard")}


def test_a_national_file_that_changed_may_be_the_cause(tmp_path: Path, a: Monde, b: Monde):
    for monde, valeur in ((a, "1"), (b, "2")):
        monde.resultat(valeur, sources="decp|sirene_unites_legales")
    b.contrat("C", ["e1"], date="2026-02-01")
    lu = {"titre": "référentiel", "fichier": "StockUniteLegale.csv", "sha256": "a" * 64}
    provenances = [{"entrees": {"autres": [lu | {"sha256": somme * 64}]}} for somme in "ab"]
    assert motifs_de(tmp_path, a, b, "resultats", provenances=provenances) == {
        ("corrige", "I1", "valeur", "indetermine")
    }
    memes = [provenances[0], provenances[0]]
    assert motifs_de(tmp_path / "memes", a, b, "resultats", provenances=memes) == {
        ("corrige", "I1", "valeur", "arrive_tard")
    }


def test_results_that_nothing_published_explains(tmp_path: Path, a: Monde, b: Monde):
    a.resultat("1")
    b.resultat("2")
    assert motifs_de(tmp_path, a, b, "resultats") == {("corrige", "I1", "valeur", "indetermine")}


def test_period_definition_secret_and_stage(tmp_path: Path, a: Monde, b: Monde):
    for monde, texte, stade in ((a, "un", "provisoire"), (b, "deux", "definitif")):
        monde.tables["indicateurs"] += [
            {"spaser": "s", "edition": "1", "indicateur_id": i, "libelle": t, "mesure": "nb_contrats"}
            for i, t in (("I1", "x"), ("I2", texte))
        ]
        monde.resultat("1", indicateur_id="I3", stade=stade)
    a.resultat("1", indicateur_id="I2")
    b.resultat("2", indicateur_id="I2")
    a.resultat("5", indicateur_id="I4")
    b.tables["resultats"].append(a.tables["resultats"][-1] | {"valeur": None, "secret": "masque_primaire"})
    b.resultat("1", indicateur_id="I3", periode_debut="2027-01-01", periode_fin="2027-12-31")
    b.resultat("1", indicateur_id="I9")
    assert motifs_de(tmp_path, a, b, "resultats") == {
        ("corrige", "I2", "valeur", "definition"),
        ("corrige", "I3", "stade", "date"),
        ("corrige", "I4", "valeur", "secret"),
        ("corrige", "I4", "secret", "secret"),
        ("ajoute", "I3", None, "nouvelle_periode"),
        ("ajoute", "I9", None, "definition"),
    }


def test_the_reasons_are_one_closed_list():
    champs = {c["name"]: c for c in schemas.charger("changements")["fields"]}
    assert list(motifs()) == champs["motif"]["constraints"]["enum"]
    guide = (Path(__file__).parents[3] / "docs" / "changements.md").read_text(encoding="utf-8")
    assert [m for m in motifs() if f"`{m}`" not in guide] == []
    assert [n for n in champs["nature"]["constraints"]["enum"] if f"`{n}`" not in guide] == []
    assert {defaut for _, defaut in familles().values()} <= set(motifs())


def test_every_table_that_may_change_has_a_family():
    assert set(schemas.lister(usage="publication")) - {"changements", "dictionnaire"} == set(familles())
