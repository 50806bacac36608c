"""How the registers reach the buyer's folder: slices by buyer and period, deliveries that replace others,
deliveries that must be refused, rows that must wait.

Belongs here: who delivers what when, and what each delivery must become. Does not belong here: the bytes of
a file (`formes.py`), the rows themselves (made by the other modules, never changed here).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.fictif.fournisseurs import ACHETEURS, CCAS, METROPOLE, VILLE
from pipelines.fictif.modele import Acheteur
from pipelines.fictif.registres.defauts import Attente, attentes_de, premiere_version
from pipelines.fictif.registres.monde import Ligne, Monde
from pipelines.schemas import tables as schemas

ANNUELS = ("2023", "2024", "2025", "2026")
PLURIELS = ("2023/2025", "2026")
# table -> the periods of a delivery; the CCAS, small, delivers all years at once in most tables.
PERIODES: dict[str, tuple[str, ...]] = {
    "registre_contrats": ANNUELS,
    "consultations": ANNUELS,
    "clauses": ANNUELS,
    "heures_insertion": ANNUELS,
    "paiements": ANNUELS,
    "programmation": ANNUELS,
    "lots": ANNUELS,
    **dict.fromkeys(("actions", "ciblages", "cotitulaires", "directions", "evaluations"), ("2023/2026",)),
    "corrections": ("tout",),
    "rapprochements": ("tout",),
}
# Tables without a buyer of their own, or that one buyer keeps for all: the bearer delivers them.
COMMUNS = ("fournisseurs_ess", "perimetre", "groupements")
SERVICES = {
    "heures_insertion": "Pôle insertion",
    "beneficiaires": "Pôle insertion",
    "effectifs_execution": "Pôle insertion",
    "paiements": "Direction des finances",
    "saisies": "Direction des moyens généraux",
}


@dataclass(eq=False)
class Livraison:
    """One delivery, and what it must become."""

    table: str
    acheteur: Acheteur
    periode: str
    lignes: list[Ligne]
    jour: date
    etat: str = "en_vigueur"
    motif: str = ""
    version: int = 1
    confirmees: bool | None = None
    attentes: list[Attente] = field(default_factory=list)
    disparues: list[dict[str, Any]] = field(default_factory=list)
    id: str = ""
    fichier: str = ""
    correspondance: str | None = None
    encodage: str | None = None

    @property
    def service(self) -> str:
        """The department that delivers."""
        return SERVICES.get(self.table, "Service de la commande publique")


def livrer(monde: Monde) -> list[Livraison]:
    """Every delivery, in the order of their dates."""
    annee_de = _annees(monde)
    livraisons: list[Livraison] = []
    for table in schemas.lister(usage="registre"):
        if table == "livraisons":
            continue
        lignes = monde.tables[table]
        if table in COMMUNS:
            livraisons.append(Livraison(table, METROPOLE, "tout", lignes, date(2026, 6, 22)))
            continue
        for acheteur in ACHETEURS:
            siennes = [x for x in lignes if x["acheteur_siren"] == acheteur.siren]
            for periode in _periodes(table, acheteur):
                tranche = [x for x in siennes if _dans(annee_de(table, x), periode)]
                if tranche:
                    livraisons.append(Livraison(table, acheteur, periode, tranche, _jour(periode)))
    _reprises(monde, livraisons)
    for x in livraisons:
        if x.etat == "en_vigueur":
            x.attentes = attentes_de(x.table, x.acheteur.lettre, x.periode)
    livraisons.sort(key=lambda x: (x.jour, x.table, x.acheteur.siren, x.periode, x.version))
    for rang, x in enumerate(livraisons, 1):
        x.id = f"L{x.jour.year}-{rang:03d}"
    return livraisons


def trouver(livraisons: list[Livraison], table: str, acheteur: Acheteur, periode: str) -> Livraison:
    """The delivery in force of a slice."""
    return next(
        x
        for x in livraisons
        if (x.table, x.acheteur, x.periode, x.etat) == (table, acheteur, periode, "en_vigueur")
    )


def _reprises(monde: Monde, livraisons: list[Livraison]) -> None:
    """Three slices were delivered twice, two second deliveries must be refused."""
    for table, acheteur, periode, confirmees in (
        ("registre_contrats", VILLE, "2025", True),
        ("programmation", METROPOLE, "2024", None),
        ("heures_insertion", VILLE, "2025", True),
    ):
        bonne = trouver(livraisons, table, acheteur, periode)
        avant, disparues = premiere_version(table, bonne.lignes, monde.hasard(f"reprise:{table}"))
        livraisons.append(
            Livraison(table, acheteur, periode, avant, bonne.jour, "remplacee", "livraison plus récente")
        )
        bonne.jour, bonne.version, bonne.confirmees = date(2026, 5, 12), 2, confirmees
        bonne.disparues = disparues
    clauses = trouver(livraisons, "clauses", METROPOLE, "2025")
    livraisons.append(
        Livraison(
            "clauses", METROPOLE, "2025", clauses.lignes[: len(clauses.lignes) * 2 // 5], date(2026, 6, 2),
            "refusee", "volume_en_baisse", 2,
        )
    )  # fmt: skip
    # SIRET typed as numbers: no zero in front is left, which nobody may guess back.
    contrats = trouver(livraisons, "registre_contrats", METROPOLE, "2024")
    livraisons.append(
        Livraison(
            "registre_contrats", METROPOLE, "2024", contrats.lignes, contrats.jour, "refusee", "trop_de_lignes_fausses"
        )
    )  # fmt: skip
    contrats.jour, contrats.version = date(2025, 2, 17), 2
    consultations = trouver(livraisons, "consultations", VILLE, "2024")
    doublees = [*consultations.lignes, consultations.lignes[3] | {"objet": "Saisi deux fois (fictif)"}]
    livraisons.append(
        Livraison("consultations", VILLE, "2024", doublees, date(2026, 6, 3), "refusee", "cle_en_double", 2)
    )


def _periodes(table: str, acheteur: Acheteur) -> tuple[str, ...]:
    periodes = PERIODES.get(table, PLURIELS)
    if acheteur is CCAS and table != "paiements":
        return ("tout",) if "tout" in periodes else ("2023/2026",)
    return periodes


def _dans(annee: int, periode: str) -> bool:
    if periode == "tout":
        return True
    debut, _, fin = periode.partition("/")
    return int(debut) <= annee <= int(fin or debut)


def _jour(periode: str) -> date:
    """A full year is delivered the February after; the half-year and what goes on, at the end of June."""
    fin = periode[-4:]
    return date(int(fin) + 1, 2, 10) if fin in ("2023", "2024", "2025") else date(2026, 6, 22)


def _annees(monde: Monde) -> Any:
    """The year that decides in which slice a row is."""
    contrats = {
        (x["acheteur_siren"], x["reference"]): x["date_notification"].year
        for x in monde.tables["registre_contrats"]
    }
    consultations = {
        (x["acheteur_siren"], x["consultation_id"]): x["date_publication"].year
        for x in monde.tables["consultations"]
    }

    def annee(table: str, x: Ligne) -> int:
        siren = x["acheteur_siren"]
        if table in ("clauses", "cotitulaires"):
            return int(contrats[siren, x["contrat_reference"]])
        if table in ("lots", "soumissionnaires"):
            return int(consultations[siren, x["consultation_id"]])
        if table == "heures_insertion":
            return int(x["periode"][:4])
        if "annee" in x:
            return int(x["annee"])
        if table in ("corrections", "rapprochements"):
            return 2026
        jours = (
            "date_notification",
            "date_paiement",
            "date_publication",
            "date",
            "date_prevue",
            "periode_fin",
        )
        return int(next(x[k] for k in jours if x.get(k)).year)

    return annee
