"""Changing one row of a published table makes the comparison fail: the proof that it looks at them."""

from collections.abc import Mapping

import pytest

from tests.recalcul.demandes import Perimetre
from tests.recalcul.essais import Essai
from tests.recalcul.faits import etablir
from tests.recalcul.lecture_publiee import Ligne, lire_version
from tests.recalcul.nationaux import Nationaux
from tests.recalcul.test_publics import bilan_de

CHANGES = [
    ("clauses", "code", "critere_environnemental", "famille", "sociale"),
    ("contrats", "contrat_id", "000001016-2025TR0035", "critere_social", ""),
    ("contrats", "annee_notification", "2025", "date_notification", "2023-02-01"),
    ("registre_contrats", "innovant", "true", "innovant", "false"),
    ("registre_contrats", "reference", "M26-0022L3", "prix_revisable", "false"),
    ("evenements", "statut", "realise", "statut", "annule"),
    ("actions", "statut", "terminee", "statut", "abandonnee"),
    ("directions", "consultee", "true", "consultee", "false"),
    ("intentions_achat", "plateforme", "approch", "plateforme", "profil_acheteur"),
    ("achats_circulaires", "annee", "2025", "montant_total_ht_eur", "1.00"),
    ("union_contrats", "etat", "apparie", "etat", "decp_seul"),
    ("groupements", "attribution", "quote_part", "quote_part_pct", "30"),
    ("groupements", "attribution", "coordonnateur", "coordonnateur_siren", "000001032"),
]
"""Table, column and value that pick the rows drawn; column changed, and to what ('' for none)."""


@pytest.mark.parametrize(("table", "ou_", "vaut", "colonne", "neuf"), CHANGES)
def test_une_ligne_changee_se_voit(
    table: str, ou_: str, vaut: str, colonne: str, neuf: str,
    essais: Mapping[str, Essai], ou: Perimetre, nationaux: Nationaux,
) -> None:  # fmt: skip
    essai = essais["exemple"]
    tables: dict[str, list[Ligne]] = lire_version(essai.version) | lire_version(essai.complements)
    rangs = [n for n, x in enumerate(tables[table]) if x[ou_] == vaut and x[colonne] not in (neuf, None)]
    vues = False
    for rang in rangs[:: max(1, len(rangs) // 12)][:12]:
        lignes = [dict(x) for x in tables[table]]
        lignes[rang][colonne] = neuf or None
        vues = vues or bool(bilan_de(essai, etablir(tables | {table: lignes}, nationaux), ou).ecarts)
        if vues:
            break
    assert vues, f"{table}.{colonne} : aucune des lignes tirées ne change un résultat"
