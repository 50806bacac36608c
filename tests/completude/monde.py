"""A perimeter of five buyers with overlaps and dates, its deliveries and its published contracts, made by hand.

Belongs here: the inputs of the golden grid. What must come of them is in test_grille.py.
"""

from datetime import date
from typing import Any

from pipelines.livraisons.attendus import Acheteur, Attendu

VILLE, METROPOLE, CCAS = "000001016", "000001024", "000001032"
REGIE, SPL = "000001040", "000001057"
PERIODE = date(2024, 1, 1), date(2025, 12, 31)
ARRETE_AU = date(2026, 3, 15)

# The régie leaves in the middle of 2025, the SPL enters; the CCAS is a member until March 2025 and a satellite from
# January 2025 on: three months of both.
PERIMETRE = [
    Acheteur(VILLE, "Ville", date(2023, 1, 1), None, "membre"),
    Acheteur(METROPOLE, "Métropole", None, None, "porteur"),
    Acheteur(CCAS, "CCAS", date(2023, 1, 1), date(2025, 3, 31), "membre"),
    Acheteur(CCAS, "CCAS", date(2025, 1, 1), None, "satellite"),
    Acheteur(REGIE, "Régie", date(2023, 1, 1), date(2025, 6, 30), "membre"),
    Acheteur(SPL, "SPL", date(2025, 7, 1), None, "satellite"),
]
ATTENDUS = [
    Attendu(("decp",)),
    Attendu(("registre_contrats",), ("porteur", "membre")),
    Attendu(("programmation",), ("satellite",), delai_jours=90, en_avance=True),
    Attendu(("perimetre",), ("porteur",)),
]


def livraison(
    ident: str, acheteur: str, table: str, periode: str, jour: date, etat: str = "en_vigueur", **autres: Any
) -> dict[str, Any]:
    """A row of livraisons_etat, sound: a hundred rows, none of which waits."""
    return {
        "livraison_id": ident,
        "table_livree": table,
        "acheteur_siren": acheteur,
        "periode": periode,
        "date_livraison": jour,
        "etat": etat,
        "motif": None,
        "lignes": 100,
        "en_attente": 0,
    } | autres


LIVRAISONS = [
    livraison("L1", VILLE, "registre_contrats", "2024", date(2025, 2, 10)),
    livraison("L2", VILLE, "registre_contrats", "2025", date(2025, 11, 20)),
    livraison("L3", METROPOLE, "registre_contrats", "2024/2025", date(2026, 2, 20), lignes=300),
    livraison("L4", CCAS, "registre_contrats", "2024", date(2025, 1, 15), "remplacee"),
    livraison("L5", CCAS, "registre_contrats", "2024", date(2025, 6, 1), lignes=0),
    livraison(
        "L6", CCAS, "registre_contrats", "2025", date(2026, 2, 1), "refusee", motif="structure", lignes=0
    ),
    livraison("L7", REGIE, "registre_contrats", "2024", date(2025, 2, 28), en_attente=3),
    livraison("L8", REGIE, "registre_contrats", "2025", date(2025, 8, 30), lignes=12),
    livraison("L9", VILLE, "perimetre", "tout", date(2024, 2, 1), lignes=6),
    livraison("L10", CCAS, "programmation", "2025", date(2025, 1, 20), lignes=4),
    livraison("L11", VILLE, "clauses", "2024/2025", date(2026, 1, 31), lignes=40),
    livraison("L12", SPL, "registre_contrats", "2024", date(2026, 1, 31), lignes=2),
    livraison(
        "L13", VILLE, "registre_contrats", "2025", date(2026, 4, 1), lignes=140
    ),  # after the closing day
]
DECP = {
    (VILLE, date(2024, 5, 2)): 3,
    (VILLE, date(2025, 3, 1)): 2,
    (METROPOLE, date(2024, 1, 1)): 1,
    (METROPOLE, date(2025, 12, 31)): 4,
    (CCAS, date(2025, 2, 3)): 1,
    (REGIE, date(2024, 12, 31)): 1,
    (REGIE, date(2025, 9, 1)): 5,  # notified after it left
    (SPL, date(2025, 3, 1)): 7,  # notified before it entered
}
