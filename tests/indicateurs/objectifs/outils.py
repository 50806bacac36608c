"""Targets and values in one line."""

from datetime import date
from decimal import Decimal

from pipelines.indicateurs.definition.modele import Objectif
from pipelines.indicateurs.objectifs import Mesure


def d(texte: str | None) -> Decimal | None:
    return Decimal(texte) if texte else None


def cible(
    operateur: str,
    valeur: str = "",
    echeance: str = "",
    trajectoire: str = "aucune",
    depart: str = "",
    *,
    ident: str = "x-1",
    unite: str | None = None,
) -> Objectif:
    chiffre = valeur.replace(".", "").replace("-", "").isdigit() and valeur.count("-") == 0
    annee, _, de = depart.partition(":")
    return Objectif(
        objectif_id=ident,
        indicateur_id="x",
        operateur=operateur,
        trajectoire=trajectoire,
        fondement="explicite",
        valeur=d(valeur) if chiffre else None,
        valeur_texte=None if chiffre or not valeur else valeur,
        unite=unite,
        echeance=echeance or None,
        depart_annee=int(annee) if annee else None,
        depart_valeur=d(de),
    )


def mesure(annee: int, valeur: str = "", bornes: str = "", **autres: object) -> Mesure:
    bas, _, haut = bornes.partition("..")
    if valeur in ("oui", "non"):
        return Mesure(annee, valeur_texte=valeur, **autres)
    if valeur.count("-") == 2:
        return Mesure(annee, valeur_date=date.fromisoformat(valeur), **autres)
    if valeur == "?":
        return Mesure(annee, origine="non_disponible")
    return Mesure(annee, d(valeur), d(bas), d(haut), **autres)
