"""Law 5: files about persons stay in prive/, and nothing that is told of them holds one of their values."""

import stat

import pytest

from pipelines.fictif.identifiants import siren, siret
from pipelines.schemas import tables as schemas
from tests.livraisons.outils import VILLE, Depot, contrat

SECRET = siret(siren(104))


def heures(periode: str, **autres):
    return {
        "acheteur_siren": VILLE,
        "contrat_reference": "A",
        "periode": periode,
        "type_structure": "ACI",
        "structure_siret": SECRET,
        "heures_realisees": "73.25",
    } | autres


@pytest.fixture
def livre(depot: Depot) -> Depot:
    depot.livrer("c", "registre_contrats", "tout", [contrat("A", "2024-03-01")])
    depot.livrer("h1", "heures_insertion", "2024", [heures(f"2024-{m:02}") for m in range(1, 13)])
    return depot


def test_values_of_persons_are_in_no_list(livre: Depot):
    suite = [heures(f"2024-{m:02}") for m in range(3, 13)] + [heures("2024-T9", heures_realisees="-73.25")]
    livre.livrer("h2", "heures_insertion", "2024", suite, "2026-02-01")
    livre.etablir()
    listes = [livre.lire(nom) for nom in ("livraisons_etat", "lignes_en_attente", "lignes_disparues")]
    assert [len(liste) for liste in listes] == [3, 1, 2]
    dit = repr(listes) + (livre.sortie / "bilan.json").read_text(encoding="utf-8")
    assert SECRET not in dit and "73.25" not in dit
    assert {ligne[0] for ligne in livre.lire("lignes_disparues", "cle")} == {
        f"{VILLE} | A | … | ACI | 2024-01",
        f"{VILLE} | A | … | ACI | 2024-02",
    }
    # and they are in the private table, which this test would otherwise not prove
    assert livre.lire("heures_insertion", "DISTINCT structure_siret") == [(SECRET,)]


def test_a_private_file_elsewhere_is_refused(livre: Depot):
    livre.livrer("h2", "heures_insertion", "2025", [heures("2025")], fichier="registres/heures.csv")
    livre.etablir()
    assert livre.etats()["h2"]["motif"] == "hors_prive"


def test_rights_too_wide_are_narrowed_and_told(livre: Depot):
    path = livre.livrer("h2", "heures_insertion", "2025", [heures("2025")])
    path.chmod(0o644)
    path.parent.chmod(0o755)
    bilan = livre.etablir()
    # the first file of the folder tells of the folder, each file of itself
    assert [r["livraison_id"] for r in bilan["remarques"]] == ["h1", "h2"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert livre.etablir()["remarques"] == []


def test_the_tables_of_what_is_told_name_their_columns_in_a_schema():
    """What is published of deliveries has the columns of its schema, and no other."""
    from pipelines.livraisons.etablir import COLONNES, ETAT

    assert COLONNES[ETAT] == schemas.types_duckdb(schemas.charger(ETAT))
