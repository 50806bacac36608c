"""Two senders who keep their own columns: the insertion desk (hours as 7h30, its own words) and the
planning of the Métropole (k€, one-letter codes). Each has a mapping file beside its deliveries.

Belongs here: their columns, and the mapping files, written from the same table so that both agree. Does
not belong here: forms that keep our names (`formes.py`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.fictif.registres.monde import Ligne

Ecrire = Callable[[Any], str]
# Their words for our codes.
STRUCTURES = {
    "EI": "Entreprise d'insertion",
    "AI": "Association intermédiaire",
    "ACI": "Chantier d'insertion",
    "ETTI": "Intérim d'insertion",
    "EITI": "Indépendants en insertion",
    "GEIQ": "Groupement d'employeurs",
    "EA": "Entreprise adaptée",
    "EATT": "Intérim adapté",
    "ESAT": "ESAT",
    "interim": "Intérim",
    "entreprise": "Embauche directe",
    "autre": "Autre employeur",
}
POTENTIELS = {"faible": "C", "moyen": "B", "fort": "A"}
AVIS = {"favorable": "Favorable", "defavorable": "Défavorable", "a_approfondir": "À creuser"}


def _texte(valeur: Any) -> str:
    return "" if valeur is None else str(valeur)


def _jour(valeur: date | str | None) -> str:
    return f"{valeur:%d/%m/%Y}" if isinstance(valeur, date) else _texte(valeur)


def _decimal(valeur: Decimal | None) -> str:
    return "" if valeur is None else str(valeur).replace(".", ",")


def _heures(valeur: Decimal | None) -> str:
    """7.50 hours as 7h30; quarters of an hour only, so that nothing is lost."""
    if valeur is None:
        return ""
    heures, minutes = divmod(int(valeur * 60), 60)
    return f"{heures}h{minutes:02d}"


def _oui(valeur: bool | None) -> str:
    return "" if valeur is None else "oui" if valeur else "non"


def _milliers(valeur: Decimal | None) -> str:
    return "" if valeur is None else str(int(valeur / 1000))


def _parmi(codes: dict[str, str]) -> Ecrire:
    return lambda valeur: codes.get(valeur, _texte(valeur))


# title -> (field, how it is written, what the mapping says beyond the field).
Colonnes = dict[str, tuple[str, Ecrire, dict[str, Any]]]
_HEURES: Colonnes = {
    "SIREN du donneur d'ordre": ("acheteur_siren", _texte, {}),
    "N° de marché": ("contrat_reference", _texte, {}),
    "Trimestre": ("periode", _texte, {}),
    "Employeur": ("type_structure", _parmi(STRUCTURES), {"valeurs": {v: k for k, v in STRUCTURES.items()}}),
    "SIRET employeur": ("structure_siret", _texte, {}),
    "Métier": ("domaine_activite", _texte, {}),
    "Nature": ("categorie", _texte, {}),
    "H prévues": ("heures_prevues", _decimal, {}),
    "H au marché": ("heures_contractualisees", _decimal, {}),
    "H faites (h:min)": ("heures_realisees", _heures, {"unite": "heures"}),
    "H retenues (h:min)": ("heures_validees", _heures, {"unite": "heures"}),
    "Nb de personnes": ("nb_beneficiaires", _texte, {}),
    "Feuilles contrôlées": ("presence_controlee", _oui, {}),
    "Contrôle le": ("date_controle", _jour, {}),
    "Validé le": ("date_validation", _jour, {}),
}
_PROGRAMMATION: Colonnes = {
    "Projet": ("projet_id", _texte, {}),
    "Exercice": ("annee", _texte, {}),
    "Intitulé": ("objet", _texte, {}),
    "Service acheteur": ("direction", _texte, {}),
    "CPV": ("code_cpv", _texte, {}),
    "Segment": ("segment", _texte, {}),
    "Estimation (k€ HT)": ("montant_estime_ht_eur", _milliers, {"unite": "k€"}),
    "Tranche": ("montant_tranche", _texte, {}),
    "Lancement prévu": ("date_consultation_prevue", _jour, {}),
    "Échéance": ("date_echeance", _jour, {}),
    "Coté le": ("date_cotation", _jour, {}),
    "Diagnostic le": ("date_diagnostic", _jour, {}),
    "Potentiel": (
        "potentiel_durable",
        _parmi(POTENTIELS),
        {"valeurs": {v: k for k, v in POTENTIELS.items()}},
    ),
    "Récurrent ?": ("recurrent", _oui, {}),
    "Renouvellement": ("annee_renouvellement", _texte, {}),
    "Besoin revu ?": ("besoin_requestionne", _oui, {}),
    "Outils ?": ("outils_utilises", _oui, {}),
    "Insertion": ("faisabilite_insertion", _parmi(AVIS), {"valeurs": {v: k for k, v in AVIS.items()}}),
    "Réservation": ("faisabilite_reservation", _parmi(AVIS), {"valeurs": {v: k for k, v in AVIS.items()}}),
    "Env. possible ?": ("eligible_env", _oui, {}),
    "Publié le": ("date_publication", _jour, {}),
    "Durée (mois)": ("duree_mois", _texte, {}),
}
# name of the mapping file -> (schema, encoding, constants, columns).
EXPEDITEURS: dict[str, tuple[str, str, dict[str, str], Colonnes]] = {
    "heures_pole_insertion": ("heures_insertion", "utf-8", {}, _HEURES),
    "programmation_metropole": ("programmation", "cp1252", {"acheteur_siren": "000001024"}, _PROGRAMMATION),
}


def ecrire(nom: str, lignes: list[Ligne]) -> bytes:
    """Rows in the sender's own columns, with one column that is nobody's business."""
    _, encodage, _, colonnes = EXPEDITEURS[nom]
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow([*colonnes, "Observations"])
    for ligne in lignes:
        ecrivain.writerow([*(rendu(ligne.get(champ)) for champ, rendu, _ in colonnes.values()), ""])
    return tampon.getvalue().encode(encodage)


def correspondances() -> dict[str, bytes]:
    """The mapping files, by path below data/raw/exemple."""
    return {f"correspondances/{nom}.yaml": _yaml(nom).encode() for nom in EXPEDITEURS}


def _yaml(nom: str) -> str:
    schema, encodage, constantes, colonnes = EXPEDITEURS[nom]
    lignes = [
        "# Ce que l'expéditeur appelle autrement que nous. Tout est fictif.",
        f"schema: {schema}",
        f"encodage: {encodage}",
        'separateur: ";"',
        'decimale: ","',
        "dates: jj/mm/aaaa",
    ]
    if constantes:
        lignes += ["constantes:", *(f'  {champ}: "{valeur}"' for champ, valeur in constantes.items())]
    lignes += ["colonnes:"]
    for titre, (champ, _, plus) in colonnes.items():
        if not plus:
            lignes.append(f'  "{titre}": {champ}')
            continue
        lignes += [f'  "{titre}":', f"    champ: {champ}"]
        if "unite" in plus:
            lignes.append(f"    unite: {plus['unite']}")
        if "valeurs" in plus:
            lignes += [
                "    valeurs:",
                *(f'      "{leur}": {notre}' for leur, notre in plus["valeurs"].items()),
            ]
    lignes += ['ignorer: ["Observations"]']
    return "\n".join(lignes) + "\n"
