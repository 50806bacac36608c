"""One drawn marché, format 2022 or 2019, as the official schemas describe it: clean, no quirk yet.

Concessions are in `concessions`, quirks in `bizarreries`, the pieces in `morceaux`.
"""

from benchmarks import vocabulaire as v
from benchmarks.morceaux import (
    Enregistrement,
    Tirage,
    lieu,
    modification,
    montant,
    objet,
    operateur,
    operateurs,
    sous_traiter,
)


def marche_2022(t: Tirage, numero: int) -> Enregistrement:
    jour = v.DEBUT_2022 + int(t() * (v.FIN_2022 - v.DEBUT_2022))
    somme, titulaires = montant(t), operateurs(t)
    avance, sous_traite = t() < 0.2, t() < 0.08
    m: Enregistrement = {
        "id": f"{v.JOURS[jour][:4]}-{numero:07d}-{int(t() * 12):02d}",
        "acheteur": {"id": v.ACHETEURS[int(t() * t() * len(v.ACHETEURS))]},
        "nature": v.NATURES[int(t() * 100)],
        "objet": objet(t),
        "codeCPV": f"{int(3_000_000 + t() * 95_000_000):08d}",
        "techniques": {"technique": v.TECHNIQUES[int(t() * len(v.TECHNIQUES))]},
        "modalitesExecution": {"modaliteExecution": v.MODALITES[int(t() * 100)]},
        "marcheInnovant": t() < 0.03,
        "ccag": v.CCAG[int(t() * 100)],
        "offresRecues": 1 + int(t() * t() * 20),
        "attributionAvance": avance,
        "typeGroupementOperateurs": "Pas de groupement"
        if len(titulaires) == 1
        else v.GROUPEMENTS[int(t() * 2)],
        "sousTraitanceDeclaree": sous_traite,
        "procedure": v.PROCEDURES[int(t() * 100)],
        "lieuExecution": lieu(t),
        "dureeMois": 1 + int(t() * 48),
        "dateNotification": v.JOURS[jour],
        "datePublicationDonnees": v.JOURS[jour + 1 + int(t() * 90)],
        "montant": somme,
        "typesPrix": {"typePrix": v.TYPES_PRIX[int(t() * len(v.TYPES_PRIX))]},
        "formePrix": v.FORMES_PRIX[int(t() * 100)],
        "titulaires": [{"titulaire": o} for o in titulaires],
        "considerationsSociales": {"considerationSociale": v.SOCIALES[int(t() * 100)]},
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": v.ENVIRONNEMENTALES[int(t() * 100)]
        },
    }
    if avance:
        m["tauxAvance"] = int(t() * 30) / 100
    if t() < 0.05:
        m["idAccordCadre"] = f"AC{int(t() * 10**6):06d}"
    if t() < 0.04:
        m["origineUE"], m["origineFrance"] = 0.8, 0.5
    if t() < 0.15:
        m["modifications"] = [
            {"modification": modification(t, rang, jour + 30 * rang, somme)}
            for rang in range(1, 2 + int(t() * 3))
        ]
        if t() < 0.15:
            m["modifications"][-1]["modification"]["titulaires"] = [{"titulaire": operateur(t)}]
    if sous_traite:
        sous_traiter(t, m, jour, somme)
    return m


def marche_2019(t: Tirage, numero: int) -> Enregistrement:
    jour = v.DEBUT_2019 + int(t() * (v.FIN_2019 - v.DEBUT_2019))
    somme, acheteur = montant(t), v.ACHETEURS[int(t() * t() * len(v.ACHETEURS))]
    identifiant = f"{v.JOURS[jour][:4]}A{numero:07d}00"
    return {
        "id": identifiant,
        "uid": acheteur + identifiant,
        "acheteur": {"id": acheteur, "nom": f"Collectivité d'exemple {acheteur[4:8]}"},
        "_type": "Marché",
        "nature": v.NATURES_2019[int(t() * 100)],
        "objet": objet(t),
        "codeCPV": f"{int(3_000_000 + t() * 95_000_000):08d}-{int(t() * 10)}",
        "procedure": v.PROCEDURES[int(t() * 100)],
        "lieuExecution": {**lieu(t), "nom": "Valbrume"},
        "dureeMois": 1 + int(t() * 48),
        "dateNotification": v.JOURS[jour],
        "datePublicationDonnees": v.JOURS[jour + 1 + int(t() * 90)],
        "montant": somme,
        "formePrix": v.FORMES_PRIX_2019[int(t() * 100)],
        "titulaires": [
            {**o, "denominationSociale": f"Entreprise d'exemple {o['id'][-6:]}"} for o in operateurs(t)
        ],
        "modifications": [
            {
                **modification(t, rang, jour + 30 * rang, somme),
                "objetModification": "Prolongation de la durée",
            }
            for rang in (range(1, 2 + int(t() * 3)) if t() < 0.15 else ())
        ],
    }
