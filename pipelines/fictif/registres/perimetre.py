"""Who buys with whom: the perimeter, groups of buyers, joint holders of contracts.

Belongs here: `perimetre`, `groupements`, `cotitulaires`, and the group that a contract comes from. Does not
belong here: contracts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipelines.fictif.fournisseurs import CCAS, METROPOLE, VILLE
from pipelines.fictif.identifiants import siren
from pipelines.fictif.registres.monde import Monde

# Bodies around the three buyers, invented like them: (number, name, type, role, from, to).
AUTOUR = (
    (104, "Régie d'exemple des Brumes (fictive)", "satellite", "satellite", date(2023, 1, 1), None),
    (
        105,
        "Société publique d'Exemple (fictive)",
        "satellite",
        "satellite",
        date(2023, 1, 1),
        date(2025, 6, 30),
    ),
    (105, "Société publique d'Exemple (fictive)", "etablissement_public", "membre", date(2025, 7, 1), None),
    (106, "Département d'Exemple (fictif)", "departement", "satellite", date(2024, 1, 1), None),
    (107, "Service d'État d'exemple (fictif)", "etat", "satellite", date(2024, 1, 1), None),
    (108, "Syndicat d'Exemple (fictif)", "autre", "satellite", date(2023, 1, 1), None),
)
_COMMANDES = "groupement_commandes"
GROUPEMENTS = (
    ("GC-ENERGIE-2023", "Groupement pour l'énergie", _COMMANDES, METROPOLE, "quote_part", (45, 40, 15)),
    ("GC-REPAS-2024", "Groupement pour la restauration", _COMMANDES, VILLE, "coordonnateur", ()),
    ("CA-EXEMPLE", "Centrale d'achat d'exemple", "centrale_achat", METROPOLE, "membre", ()),
)
_DEBUT = date(2023, 1, 1)
_ACHETEURS = ((VILLE, "ville", "membre"), (METROPOLE, "metropole", "porteur"), (CCAS, "ccas", "membre"))


def inscrire(monde: Monde) -> None:
    """The perimeter and the groups, with dates."""
    acheteurs = [(a.siren, a.nom, type_, role, _DEBUT, None) for a, type_, role in _ACHETEURS]
    for entite in (*acheteurs, *((siren(numero), *reste) for numero, *reste in AUTOUR)):
        colonnes = ("acheteur_siren", "nom", "type_entite", "role", "date_debut", "date_fin")
        monde.ajouter("perimetre", **dict(zip(colonnes, entite, strict=True)))
    for ident, libelle, type_, coordonnateur, attribution, parts in GROUPEMENTS:
        debut = date(int(ident[-4:]) if ident[-4:].isdigit() else 2023, 1, 1)
        for rang, membre in enumerate((METROPOLE, VILLE, CCAS)):
            monde.ajouter(
                "groupements",
                groupement_id=ident,
                libelle=libelle,
                type=type_,
                coordonnateur_siren=coordonnateur.siren,
                membre_siren=membre.siren,
                date_debut=debut,
                date_fin=date(2025, 12, 31) if ident.startswith("GC-REPAS") and membre is CCAS else None,
                attribution=attribution,
                quote_part_pct=Decimal(parts[rang]) if parts else None,
            )


def rattacher(monde: Monde) -> None:
    """Write the group of some contracts, then the joint holders of each."""
    rng = monde.hasard("groupements")
    for f in monde.fiches:
        if f.ligne["type"] == "accord_cadre" and f.notif.year >= 2024 and rng.random() < 0.12:
            f.ligne["groupement_id"] = rng.choice(GROUPEMENTS)[0]
        if len(f.titulaires) > 1:
            vus: set[str] = set()
            for t in f.titulaires:
                if t.siret and t.siret not in vus:
                    monde.ajouter(
                        "cotitulaires",
                        acheteur_siren=f.acheteur.siren,
                        contrat_reference=f.reference,
                        titulaire_siret=t.siret,
                        mandataire=not vus,
                    )
                    vus.add(t.siret)
