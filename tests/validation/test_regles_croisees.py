"""Rules between registers: for each, rows worked out by hand that break it, and their neighbours that do not."""

import re
import time
from pathlib import Path

import duckdb
import pytest

from pipelines.schemas import tables as schemas
from pipelines.validation import croisees
from pipelines.validation.croisees.catalogue import NON_VERIFIE, REFERENCE, REGLES
from pipelines.validation.regles_croisees import regles_croisees

REGISTRES = {nom: schemas.charger(nom) for nom in schemas.lister(usage="registre")}
A, B = "000000018", "000000026"
PERIMETRE = [{"acheteur_siren": s, "date_debut": "2023-01-01", "role": "membre"} for s in (A, B)]
CONTRATS = [
    {"acheteur_siren": A, "reference": "C1", "date_notification": "2025-03-01"},
    {"acheteur_siren": A, "reference": "C2", "date_notification": "2025-03-01", "consultation_id": "K1",
     "lot_numero": "01"},
    {"acheteur_siren": B, "reference": "C3", "date_notification": "2025-03-01"},
]  # fmt: skip


def parquet(dossier: Path, nom: str, lignes: list[dict]) -> Path:
    """Write rows in the order given, every column typed as the schema says, the others empty."""
    path, types = dossier / f"{nom}.parquet", schemas.types_duckdb(REGISTRES[nom])
    con = duckdb.connect()
    colonnes = ", ".join(f'"{c}" {t}' for c, t in types.items())
    con.execute(f"CREATE TABLE t ({colonnes})")
    for ligne in lignes:
        assert set(ligne) <= set(types), f"{nom} : {set(ligne) - set(types)}"
        con.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(types))})", [ligne.get(c) for c in types])
    con.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


@pytest.fixture
def croiser(tmp_path: Path):
    def croiser(**tables: list[dict]):
        chemins = {nom: parquet(tmp_path, nom, lignes) for nom, lignes in tables.items()}
        return list(regles_croisees(chemins, REGISTRES, tmp_path))

    return croiser


def trouves(erreurs, code: str) -> list[tuple[str, int | None, str | None]]:
    return [(e["table"], e["rang"], e["valeur"]) for e in erreurs if e["code"] == code]


def ligne(**cellules) -> dict:
    return {"acheteur_siren": A, **cellules}


def membre(
    groupe: str, siren: str, debut: str, part: int | None, attribution: str = "quote_part"
) -> dict[str, object]:
    return {
        "groupement_id": groupe,
        "membre_siren": siren,
        "attribution": attribution,
        "quote_part_pct": part,
        "date_debut": debut,
    }


CAS = {
    "spaser-conforme-sans-controle": (
        {"clauses": [
            ligne(contrat_reference="C1", code="acv_realisee", execution_conforme=True),
            ligne(contrat_reference="C1", code="biosource", execution_conforme=False, execution_controlee=False),
            ligne(contrat_reference="C1", code="ecolabel", execution_conforme=True, execution_controlee=True),
            ligne(contrat_reference="C1", code="amo_dd", execution_controlee=False),
        ]},
        [("clauses", 1, None), ("clauses", 2, "false")],
    ),
    "spaser-evenement-sans-date": (
        {"evenements": [
            ligne(evenement_id="E1", statut="realise", date_prevue="2025-01-01"),
            ligne(evenement_id="E2", statut="realise", date="2025-01-01"),
            ligne(evenement_id="E3", statut="programme", date_prevue="2025-01-01"),
        ]},
        [("evenements", 1, None)],
    ),
    "spaser-lot-sans-suite-avec-contrat": (
        {"lots": [
            ligne(consultation_id="K9", lot_numero="01", statut="infructueux", contrat_reference="C1"),
            ligne(consultation_id="K9", lot_numero="02", statut="sans_suite", contrat_reference="C1"),
            ligne(consultation_id="K9", lot_numero="03", statut="attribue", contrat_reference="C1"),
            ligne(consultation_id="K9", lot_numero="04", statut="infructueux"),
        ]},
        [("lots", 1, "C1"), ("lots", 2, "C1")],
    ),
    "spaser-heures-sans-clause": (
        {
            "heures_insertion": [
                ligne(contrat_reference="C1", periode="2025", type_structure="EI", heures_realisees=10),
                ligne(contrat_reference="C2", periode="2025", type_structure="EI", heures_realisees=10),
                ligne(contrat_reference="C2", periode="2024", type_structure="EI", heures_realisees=0),
                ligne(contrat_reference="C4", periode="2025", type_structure="EI", heures_realisees=10),
                {"acheteur_siren": B, "contrat_reference": "C1", "periode": "2025", "heures_realisees": 1},
            ],
            "clauses": [
                ligne(contrat_reference="C1", code="marche_reserve", famille="insertion"),
                ligne(contrat_reference="C2", code="critere_social", famille="sociale"),
                ligne(contrat_reference="C4", code="clause_sociale", famille="sociale", heures_contractualisees=5),
            ],
        },
        [("heures_insertion", 2, "C2"), ("heures_insertion", 5, "C1")],
    ),
    "spaser-heures-pas-melanges": (
        {"heures_insertion": [
            ligne(contrat_reference="C1", periode="2025", type_structure="EI", structure_siret="1"),
            ligne(contrat_reference="C1", periode="2025-T1", type_structure="EI", structure_siret="1"),
            ligne(contrat_reference="C1", periode="2025-T1", type_structure="EI", structure_siret="2"),
            ligne(contrat_reference="C1", periode="2025-03", type_structure="EI", structure_siret="2"),
            ligne(contrat_reference="C1", periode="2024-01", type_structure="EI", structure_siret="1"),
            ligne(contrat_reference="C1", periode="2024-02", type_structure="EI", structure_siret="1"),
            ligne(contrat_reference="C1", periode="2025-04", type_structure="AI"),
        ]},
        [("heures_insertion", n, p) for n, p in ((1, "2025"), (2, "2025-T1"), (3, "2025-T1"), (4, "2025-03"))],
    ),
    "spaser-paiement-avant-notification": (
        {
            "paiements": [
                ligne(numero_paiement="P1", contrat_reference="C1", date_paiement="2025-02-28"),
                ligne(numero_paiement="P2", contrat_reference="C1", date_paiement="2025-03-01"),
                ligne(numero_paiement="P3", date_paiement="2020-01-01"),
                ligne(numero_paiement="P4", contrat_reference="C3", date_paiement="2020-01-01"),
            ],
            "registre_contrats": CONTRATS,
        },
        [("paiements", 1, "2025-02-28")],
    ),
    "spaser-lot-sans-contrat": (
        {
            "lots": [
                ligne(consultation_id="K1", lot_numero="01", statut="attribue"),
                ligne(consultation_id="K1", lot_numero="02", statut="attribue"),
                ligne(consultation_id="K1", lot_numero="03", statut="en_cours"),
                ligne(consultation_id="K2", lot_numero="01", statut="attribue", contrat_reference="C1"),
            ],
            "registre_contrats": CONTRATS,
        },
        [("lots", 2, None)],
    ),
    "spaser-sans-suite-avec-contrat": (
        {
            "consultations": [
                ligne(consultation_id="K1", statut="infructueuse"),
                ligne(consultation_id="K2", statut="infructueuse"),
                {"acheteur_siren": B, "consultation_id": "K1", "statut": "sans_suite"},
            ],
            "registre_contrats": CONTRATS,
        },
        [("consultations", 1, "infructueuse")],
    ),
    # 60 + 30 in 2023; from 2024 the second member has 40, and the group is whole; another has a part unwritten
    "spaser-quote-parts": (
        {"groupements": [
            membre("G", A, "2024-01-01", 60),
            membre("G", B, "2023-01-01", 30),
            membre("G", B, "2024-01-01", 40),
            membre("H", A, "2023-01-01", None),
            membre("H", B, "2023-01-01", 30),
            membre("K", A, "2023-01-01", 70),
            membre("K", B, "2023-01-01", 50),
            membre("L", A, "2023-01-01", None, "coordonnateur"),
        ]},
        [("groupements", 2, "30.00"), ("groupements", 6, "70.00"), ("groupements", 7, "50.00")],
    ),
    "spaser-perimetre-chevauche": (
        {"perimetre": [
            ligne(date_debut="2023-01-01", date_fin="2024-12-31"),
            ligne(date_debut="2024-12-31", date_fin="2025-06-30"),
            ligne(date_debut="2025-07-01"),
            ligne(date_debut="2027-01-01"),
            {"acheteur_siren": B, "date_debut": "2024-01-01"},
        ]},
        [("perimetre", 2, "2024-12-31"), ("perimetre", 4, "2027-01-01")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CAS)
def test_a_rule_finds_its_rows_and_no_other(croiser, code: str):
    tables, attendu = CAS[code]
    assert trouves(croiser(**tables), code) == attendu


def test_every_rule_has_its_rows_worked_out_and_its_query():
    assert set(CAS) == {regle.code for regle in REGLES}
    fichiers = {p.stem for p in Path(croisees.__file__).parent.glob("*.sql")} - {"references", "lignes"}
    assert fichiers == {regle.sql for regle in REGLES}
    for regle in REGLES:
        assert regle.champ in schemas.colonnes(REGISTRES[regle.table])
        assert regle.gravite in ("erreur", "avertissement")


def test_a_link_that_leads_nowhere(croiser):
    erreurs = croiser(
        perimetre=PERIMETRE,
        registre_contrats=CONTRATS,
        clauses=[
            ligne(contrat_reference="C1", code="biosource"),
            ligne(contrat_reference="c-1", code="biosource"),
            ligne(contrat_reference="C3", code="biosource"),
            {"acheteur_siren": "000000034", "contrat_reference": "C9", "code": "biosource"},
        ],
        paiements=[ligne(numero_paiement="P1"), ligne(numero_paiement="P2", contrat_reference="C8")],
    )
    trouvees = [
        (e["table"], e["rang"], e["champ"], e["valeur"], e["suggestion"])
        for e in erreurs
        if e["code"] == REFERENCE
    ]
    assert trouvees == [
        ("clauses", 4, "acheteur_siren", "000000034", None),
        ("clauses", 2, "contrat_reference", "c-1", "Lire « C1 » ?"),
        ("clauses", 3, "contrat_reference", "C3", None),
        ("clauses", 4, "contrat_reference", "C9", None),
        ("paiements", 2, "contrat_reference", "C8", None),
    ]
    e = next(e for e in erreurs if e["rang"] == 2 and e["table"] == "clauses")
    assert e["cle"] == {"acheteur_siren": A, "contrat_reference": "c-1", "code": "biosource"}
    assert e["gravite"] == "erreur" and "« c-1 » ne figure pas au registre registre_contrats" in e["message"]


def test_what_cannot_be_verified_is_said_once(croiser):
    erreurs = croiser(
        heures_insertion=[
            ligne(contrat_reference="C1", periode="2025", type_structure="EI", heures_realisees=1)
        ],
        registre_contrats=[],
    )
    assert {e["code"] for e in erreurs} == {NON_VERIFIE}
    dits = {e["table"]: e["message"] for e in erreurs}
    assert set(dits) == {"perimetre", "registre_contrats", "clauses"}
    assert "la règle spaser-heures-sans-clause" in dits["clauses"]
    assert "les liens de heures_insertion" in dits["registre_contrats"]


def test_clean_registers_have_nothing_to_say(croiser):
    erreurs = croiser(
        perimetre=PERIMETRE,
        registre_contrats=CONTRATS[:1],
        clauses=[ligne(contrat_reference="C1", code="clause_insertion", famille="insertion")],
        heures_insertion=[
            ligne(contrat_reference="C1", periode="2025", type_structure="EI", heures_realisees=1)
        ],
    )
    assert erreurs == []


def test_no_value_about_persons_is_cited(croiser):
    """beneficiaires keeps its contract and pseudonym to itself, in the key as in the value."""
    erreurs = croiser(
        perimetre=PERIMETRE,
        registre_contrats=[ligne(reference="TEMOIN-42", date_notification="2025-01-01")],
        beneficiaires=[ligne(contrat_reference="temoin 42", pseudonyme="feedfacefeedface", annee=2025)],
    )
    [e] = [e for e in erreurs if e["table"] == "beneficiaires"]
    assert (
        e["cle"] == {"acheteur_siren": A, "annee": "2025"} and e["valeur"] is None and e["suggestion"] is None
    )
    texte = repr(erreurs)
    assert not any(secret in texte for secret in ("temoin 42", "TEMOIN-42", "feedface"))


def test_columns_that_a_file_lacks_are_empty(tmp_path: Path):
    path = tmp_path / "evenements.parquet"
    duckdb.execute(f"COPY (SELECT '{A}' AS acheteur_siren, 'realise' AS statut) TO '{path}' (FORMAT parquet)")
    erreurs = list(regles_croisees({"evenements": path}, REGISTRES))
    assert trouves(erreurs, "spaser-evenement-sans-date") == [("evenements", 1, None)]


def test_a_million_payments_are_crossed_in_seconds(tmp_path: Path):
    chemins = {n: tmp_path / f"{n}.parquet" for n in ("registre_contrats", "paiements")}
    duckdb.execute(
        f"""COPY (SELECT '{A}' AS acheteur_siren, 'C' || i AS reference, DATE '2025-01-01' AS date_notification
        FROM range(100_000) r(i)) TO '{chemins["registre_contrats"]}' (FORMAT parquet)"""
    )
    duckdb.execute(
        f"""COPY (SELECT '{A}' AS acheteur_siren, 'P' || i AS numero_paiement,
        CASE WHEN i % 1000 = 0 THEN 'c-' || i % 100_000 ELSE 'C' || i % 100_000 END AS contrat_reference,
        DATE '2025-02-01' AS date_paiement FROM range(1_000_000) r(i)) TO '{chemins["paiements"]}' (FORMAT parquet)"""
    )
    debut = time.process_time()
    erreurs = [e for e in regles_croisees(chemins, REGISTRES, tmp_path) if e["code"] == REFERENCE]
    duree = time.process_time() - debut
    assert [e["rang"] for e in erreurs] == list(range(1, 1_000_000, 1000))
    assert erreurs[1]["suggestion"] == "Lire « C1000 » ?"
    assert duree < 10, f"{duree:.1f} s de CPU"


def test_sql_of_rules_reads_only_registers():
    """A rule that named a table outside its list would fail only on the day that table is missing."""
    for regle in REGLES:
        texte = (Path(croisees.__file__).parent / f"{regle.sql}.sql").read_text(encoding="utf-8")
        lues = set(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", texte)) & set(REGISTRES)
        assert lues == {regle.table, *regle.avec}, regle.code
