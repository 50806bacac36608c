"""Rates against what they must reach: the targets of the SPASER, the threshold of D.2111-3."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipelines.indicateurs.definition.modele import Definition
from pipelines.rapports.categories import CATEGORIES, HORS_SCHEMA
from pipelines.rapports.cibles import ETATS, cibles, propres
from pipelines.rapports.legal_cellules import manque
from pipelines.rapports.legal_mots import SEUIL, SEUIL_PUBLIC
from pipelines.rapports.legal_tableaux import COMPTES
from pipelines.rapports.matiere import Matiere, Periode, tete
from pipelines.rapports.modele import (
    Bloc,
    Cellule,
    Colonne,
    Ligne,
    Paragraphe,
    Tableau,
    cellules,
)
from pipelines.rapports.mots import ABSENT, euros, pourcent

DEPENSES = "national-i7"
"""The indicator of the threshold: payments of a calendar year, without what D.2111-3 leaves out."""
MILLIONS_50 = Decimal(50_000_000)


def objectifs(matiere: Matiere, vu: str | None, periode: Periode) -> tuple[Bloc, ...]:
    """Each category with its targets, in the SPASER then in the national plan, and where the rate stands."""
    lignes = []
    for categorie in CATEGORIES:
        siennes = []
        for compte, nom in COMPTES:
            lue = matiere.legale(
                categorie.code, vu, periode, compte=compte, base="tous", perimetre="simple_et_accords_cadres"
            )
            taux = manque(lue) if lue is None or lue["valeur"] is None else pourcent(lue["valeur"])
            trouvees = cibles(matiere, categorie, compte, periode, lue)
            for cible in trouvees:
                propre = cible in propres(trouvees, matiere)
                siennes.append((not propre, Ligne(cellules(
                    Cellule(categorie.titre, nom),
                    "Ce SPASER" if propre else _autre(cible.definition),
                    Cellule(cible.texte, cible.echeance),
                    taux,
                    ETATS.get(cible.etat or "", ABSENT),
                ))))  # fmt: skip
        if all(autre for autre, _ in siennes):
            vide = Cellule(HORS_SCHEMA, attenuee=True)
            siennes.insert(0, (False, Ligne(cellules(categorie.titre, "Ce SPASER", vide, ABSENT, ABSENT))))
        lignes += [ligne for _, ligne in sorted(siennes, key=lambda une: une[0])]
    return (
        Tableau(
            f"Objectif échu ou visé à la fin de {periode.fin}, et taux de la période : {matiere.nom(vu)}",
            (Colonne("Catégorie", 46), Colonne("Fixé par", 40), Colonne("Objectif", 36),
             Colonne("Taux", 20, "nombre"), Colonne("Position", 28)),
            tuple(lignes),
            ("« On ne peut pas conclure » : l'objectif est entre les deux bornes de la fourchette. Le plan "
            "national vaut pour "
             "l'ensemble des acheteurs du pays ; il est rappelé pour comparaison.",),
        ),
    )  # fmt: skip


def _autre(definition: Definition) -> str:
    """Name another definition shortly: the national plan, above all."""
    return f"Plan national {definition.edition}" if definition.slug.endswith("national") else definition.titre


def seuil(matiere: Matiere, periode: Periode, acheteur: str | None) -> tuple[Bloc, ...]:
    """The threshold of D.2111-3, on payments of each calendar year; its figures are for internal reports only."""
    if not matiere.interne:
        return (Paragraphe(SEUIL), Paragraphe(SEUIL_PUBLIC))
    lignes = []
    for siren in [acheteur] if acheteur else dict.fromkeys(a.siren for a in matiere.acheteurs):
        for annee in periode.annees:
            lue = tete(matiere.annee(DEPENSES, siren, annee))
            paye = None if lue is None else lue["valeur"]
            note = "registre des paiements non livré" if lue is None else str(lue["note"] or "")
            lignes.append(Ligne(cellules(
                matiere.nom(siren), str(annee),
                Cellule("inconnu", note, attenuee=True) if paye is None else euros(paye),
                _position(paye, None if lue is None else lue["borne_max"], lue),
            )))  # fmt: skip
    table = Tableau(
        "Paiements de l'année civile qui comptent pour le seuil (hors livre V du code)",
        (
            Colonne("Acheteur", 60),
            Colonne("Année", 18),
            Colonne("Payé (HT)", 40, "nombre"),
            Colonne("Seuil", 50),
        ),
        tuple(lignes),
    )
    return (Paragraphe(SEUIL), table)


def _position(paye: Decimal | None, borne_max: Decimal | None, lue: Mapping[str, Any] | None) -> str:
    """Under the threshold only when nothing unknown could lead above it."""
    if paye is not None and paye > MILLIONS_50:
        return "au-dessus de 50 M€"
    exact = lue is not None and (lue["couverture"] is None or lue["couverture"] >= 1)
    if paye is not None and (
        (borne_max is None and exact) or (borne_max is not None and borne_max <= MILLIONS_50)
    ):
        return "au plus 50 M€"
    return "on ne peut pas conclure"
