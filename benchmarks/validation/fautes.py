"""Kinds of faults that the generator puts into a row, and oddities that frictionless accepts. One row in, one row out.

`IRREGULIERES` change the number of cells, which readers of regular files refuse.
"""

from collections.abc import Callable

from benchmarks.validation.schema import NOMS

Ligne = list[str]
Faute = Callable[[Ligne], Ligne]
PLACES = {nom: place for place, nom in enumerate(NOMS)}


def _mettre(**cellules: str) -> Faute:
    def faute(ligne: Ligne) -> Ligne:
        ligne = [*ligne]
        for nom, valeur in cellules.items():
            ligne[PLACES[nom]] = valeur
        return ligne

    return faute


def _vider(*noms: str) -> Faute:
    return _mettre(**dict.fromkeys(noms, ""))


CELLULES: dict[str, Faute] = {
    "entier_lettres": _mettre(nb_offres="quatre"),
    "entier_decimal": _mettre(duree_mois="12.0"),
    "entier_milliers": _mettre(nb_candidats="1 000"),
    "entier_blanc": _mettre(nb_lots=" "),
    "entier_trop_petit": _mettre(duree_mois="-1"),
    "entier_trop_grand": _mettre(nb_lots="201"),
    "nombre_virgule": _mettre(montant_ht_eur="12,5"),
    "nombre_milliers": _mettre(montant_maximum_ht_eur="1 234.50"),
    "nombre_lettres": _mettre(ecart_eur="n.c."),
    "nombre_negatif": _mettre(heures_realisees="-0.01"),
    "pourcentage_trop_grand": _mettre(avance_taux_pct="100.01"),
    "booleen_oui": _mettre(innovant="oui"),
    "booleen_blanc": _mettre(clause_sociale="true "),
    "date_francaise": _mettre(date_notification="05/01/2024"),
    "date_impossible": _mettre(date_publication="2024-02-30"),
    "date_collee": _mettre(date_fin_prevue="20240105"),
    "date_blanc": _mettre(date_cloture="2024-01-05 "),
    "date_trop_tot": _mettre(date_fin_prevue="2018-12-31"),
    "date_trop_tard": _mettre(date_notification="2031-01-01"),
    "annee_courte": _mettre(annee="24"),
    "mois_treize": _mettre(mois="2024-13"),
    "obligatoire_vide": _vider("objet"),
    "obligatoires_vides": _vider("categorie", "statut", "marche_responsable"),
    "siret_court": _mettre(titulaire_siret="1234"),
    "siret_arrondi": _mettre(titulaire_siret="2,13E+13"),
    "siren_espace": _mettre(acheteur_siren="000 000 019"),
    "motif_cpv": _mettre(code_cpv="45233140-X"),
    "liste_inconnue": _mettre(procedure="gre_a_gre"),
    "liste_casse": _mettre(statut="En_cours"),
    "texte_court": _mettre(objet="ab"),
    "texte_long": _mettre(objet="é" * 257),
    "plusieurs": _mettre(objet="x", duree_mois="x", date_notification="x", montant_ht_eur="x", statut="x"),
    "cle_vide": _vider("acheteur_siren", "reference"),
    "cle_a_moitie_vide": _vider("reference"),
}
DOUBLES: dict[str, tuple[str, ...]] = {
    "unique_repete": ("numero",),
    "cle_repetee": ("acheteur_siren", "reference"),
}
"""These take their cells from an earlier row."""
IRREGULIERES: dict[str, Faute] = {
    "ligne_vide": lambda _: [],
    "ligne_de_separateurs": lambda ligne: [""] * len(ligne),
    "cellule_de_trop": lambda ligne: [*ligne, "de trop"],
    "deux_cellules_de_trop": lambda ligne: [*ligne, "", "x"],
    "cellule_absente": lambda ligne: ligne[:-1],
    "ligne_coupee": lambda ligne: ligne[:20],
}
BIZARRERIES: dict[str, Faute] = {
    "entier_signe": _mettre(nb_offres="+5"),
    "entier_entoure": _mettre(nb_candidats=" 12 "),
    "nombre_exposant": _mettre(ecart_eur="1e3"),
    "nombre_point": _mettre(ecart_eur=".5"),
    "date_courte": _mettre(date_cloture="2024-1-5"),
    "annee_signee": _mettre(annee="+123"),
    "zero_devant": _mettre(nb_lots="007"),
    "texte_guillemets": _mettre(note='dit "le vieux pont", rive gauche'),
    "texte_lignes": _mettre(note="première ligne\nseconde ligne\n\nfin"),
}
