"""One drawn concession, format 2022, with the yearly execution data and tarifs. Marchés are in `marches`."""

from benchmarks import vocabulaire as v
from benchmarks.morceaux import Enregistrement, Tirage, montant, objet, operateurs


def concession(t: Tirage, numero: int) -> Enregistrement:
    jour = v.DEBUT_2022 + int(t() * (v.FIN_2022 - v.DEBUT_2022))
    valeur = montant(t, 50_000)
    c: Enregistrement = {
        "id": f"C{v.JOURS[jour][:4]}-{numero:07d}",
        "autoriteConcedante": {"id": v.ACHETEURS[int(t() * len(v.ACHETEURS))]},
        "nature": v.NATURES_CONCESSION[int(t() * 3)],
        "objet": f"Exploitation du service : {objet(t)}",
        "procedure": v.PROCEDURES_CONCESSION[int(t() * 4)],
        "dureeMois": 12 + int(t() * 228),
        "dateSignature": v.JOURS[jour],
        "datePublicationDonnees": v.JOURS[jour + 1 + int(t() * 90)],
        "dateDebutExecution": v.JOURS[jour + 30],
        "valeurGlobale": valeur,
        "montantSubventionPublique": 0 if t() < 0.7 else montant(t, 1_000),
        "concessionnaires": [{"concessionnaire": o} for o in operateurs(t)],
        "considerationsSociales": {"considerationSociale": v.SOCIALES_CONCESSION[int(t() * 100)]},
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": v.ENVIRONNEMENTALES[int(t() * 100)]
        },
    }
    if t() < 0.6:
        c["donneesExecution"] = [_annee(t, jour + 60 * (rang + 1)) for rang in range(1 + int(t() * 3))]
    if t() < 0.1:
        modif = {
            "id": 1,
            "dateSignatureModification": v.JOURS[jour + 40],
            "valeurGlobale": round(valeur * 1.1, 2),
        }
        c["modifications"] = [
            {"modification": {**modif, "datePublicationDonneesModification": v.JOURS[jour + 45]}}
        ]
    return c


def _annee(t: Tirage, jour: int) -> Enregistrement:
    tarifs = [
        {"tarif": {"intituleTarif": v.TARIFS[int(t() * 4)], "tarif": int(t() * 5_000) / 100}}
        for _ in range(1 + int(t() * 4))
    ]
    annee = {"datePublicationDonneesExecution": v.JOURS[jour], "depensesInvestissement": montant(t, 500)}
    return {"donneesAnnuelles": {**annee, "tarifs": tarifs}}
