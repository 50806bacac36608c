"""Who answered: the bidders of each lot, the winners among them. A private register.

Belongs here: `soumissionnaires`. Does not belong here: the lots themselves (`chaine.py`).
"""

from __future__ import annotations

from pipelines.fictif.registres.chaine import Consultation
from pipelines.fictif.registres.monde import Fiche, Monde
from pipelines.fictif.registres.structures import Structures


def inscrire(monde: Monde, consultations: list[Consultation], structures: Structures) -> None:
    """Bidders of the lots whose offers were counted: exactly as many rows as offers."""
    rng = monde.hasard("soumissionnaires")
    ess = [f.siren for liste in structures.fournisseurs.values() for f in liste]
    par_reference = {(f.acheteur.siren, f.reference): f for f in monde.fiches}
    for c in consultations:
        irregulieres = c.ligne.get("nb_offres_irregulieres") or 0
        if rng.random() < 0.12:
            continue  # this opening report was never entered
        for lot in c.lots:
            nombre = lot["nb_offres_recues"]
            if not nombre:
                continue
            f: Fiche | None = par_reference.get((c.acheteur.siren, lot["contrat_reference"] or ""))
            retenus = [t.siren for t in f.titulaires if t.siren] if f else []
            retenus = list(dict.fromkeys(retenus))[:nombre]
            famille = f.famille if f else "services"
            vivier = [x.siren for x in monde.familles[famille] if x.siren not in retenus]
            autres = rng.sample(vivier, nombre - len(retenus))
            if autres and rng.random() < 0.2:
                autres[0] = next((s for s in rng.sample(ess, 3) if s not in retenus + autres), autres[0])
            for rang, siren in enumerate((*retenus, *autres)):
                irreguliere = rang >= len(retenus) and irregulieres > 0
                irregulieres -= irreguliere
                monde.ajouter(
                    "soumissionnaires",
                    acheteur_siren=c.acheteur.siren,
                    consultation_id=lot["consultation_id"],
                    lot_numero=lot["lot_numero"],
                    soumissionnaire_siren=siren,
                    retenu=rang < len(retenus),
                    offre_irreguliere=irreguliere if "nb_offres_irregulieres" in c.ligne else None,
                )
