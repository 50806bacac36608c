"""The slices of each register: whose rows, of which years. How a delivery replaces a slice belongs to `vigueur`."""

import re
from dataclasses import dataclass

from pipelines.commun.duck import literal
from pipelines.commun.erreurs import SpaserErreur

TOUT = "tout"
_PERIODE = re.compile(r"([0-9]{4})(?:/([0-9]{4}))?\Z")


@dataclass(frozen=True)
class Tranche:
    """How a table is cut: the SQL of the year of a row, the table that dates it, and whether rows name their buyer.

    Without `annee` a table is delivered whole. `lien` (table, its column, the columns here, the columns there) dates a
    row by another register, already in force: `l` is its alias.
    """

    annee: str | None = None
    lien: tuple[str, dict[str, str]] | None = None
    par_acheteur: bool = True


_DU_CONTRAT = Tranche(
    "year(l.date_notification)",
    ("registre_contrats", {"acheteur_siren": "acheteur_siren", "contrat_reference": "reference"}),
)
_DE_LA_CONSULTATION = Tranche(
    "year(l.date_publication)",
    ("consultations", {"acheteur_siren": "acheteur_siren", "consultation_id": "consultation_id"}),
)
_DE_L_ANNEE = Tranche("t.annee")
_ENTIERE = Tranche(par_acheteur=False)

# In the order in which they are established: a table that dates another comes before it.
TRANCHES = {
    "perimetre": _ENTIERE,
    "groupements": _ENTIERE,
    "fournisseurs_ess": _ENTIERE,
    "registre_contrats": Tranche("year(t.date_notification)"),
    "consultations": Tranche("year(t.date_publication)"),
    "cotitulaires": _DU_CONTRAT,
    "clauses": _DU_CONTRAT,
    "lots": _DE_LA_CONSULTATION,
    "soumissionnaires": _DE_LA_CONSULTATION,
    "heures_insertion": Tranche("TRY_CAST(left(t.periode, 4) AS INTEGER)"),
    "beneficiaires": _DE_L_ANNEE,
    "effectifs_execution": _DE_L_ANNEE,
    "paiements": Tranche("year(t.date_paiement)"),
    "programmation": _DE_L_ANNEE,
    "ciblages": _DE_L_ANNEE,
    "directions": _DE_L_ANNEE,
    "actions": _DE_L_ANNEE,
    "achats_circulaires": _DE_L_ANNEE,
    "intentions_achat": Tranche("year(t.date_publication)"),
    "evenements": Tranche('year(coalesce(t."date", t.date_prevue))'),
    "evaluations": Tranche('year(t."date")'),
    "saisies": Tranche("year(t.periode_fin)"),
    "corrections": Tranche("year(t.date_decision)"),
    "rapprochements": Tranche("year(t.date_decision)"),
}


def tranche_de(table: str) -> Tranche:
    """Return how a register is cut.

    Errors: a table that is not a register one can deliver.
    """
    if table not in TRANCHES:
        raise SpaserErreur(
            f"« {table} » n'est pas un registre qui se livre. Registres : {', '.join(sorted(TRANCHES))}."
        )
    return TRANCHES[table]


def annees(periode: str) -> tuple[int, int] | None:
    """Return the first and last years of a period, or None for `tout`.

    Errors: a period written otherwise, or that ends before it begins.
    """
    if periode == TOUT:
        return None
    lue = _PERIODE.match(periode)
    debut, fin = (int(lue[1]), int(lue[2] or lue[1])) if lue else (1, 0)
    if debut > fin:
        raise SpaserErreur(f"Période « {periode} » : attendu AAAA, AAAA/AAAA (dans l'ordre) ou « {TOUT} ».")
    return debut, fin


def contient(periode: str, autre: str) -> bool:
    """Say whether a period covers another, wholly."""
    grande, petite = annees(periode), annees(autre)
    if grande is None:
        return True
    return petite is not None and grande[0] <= petite[0] and petite[1] <= grande[1]


def dans_la_periode(periode: str, annee: str) -> str:
    """Return the SQL that says whether a year is in a period; a row without a year is in `tout` alone."""
    bornes = annees(periode)
    return "true" if bornes is None else f"coalesce({annee} BETWEEN {bornes[0]} AND {bornes[1]}, false)"


def jointure(tranche: Tranche, dossier_sql: str) -> str:
    """Return the SQL join that dates a row by another register in force, or nothing."""
    if tranche.lien is None:
        return ""
    table, colonnes = tranche.lien
    egalites = " AND ".join(f"l.{la} = t.{ici}" for ici, la in colonnes.items())
    return f"LEFT JOIN read_parquet({literal(f'{dossier_sql}/{table}.parquet')}) l ON {egalites}"


def tables_liees(table: str) -> list[str]:
    """Name a table and the one that dates its rows, in the order to establish them."""
    lien = tranche_de(table).lien
    return [lien[0], table] if lien else [table]
