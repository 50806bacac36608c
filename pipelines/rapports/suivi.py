"""One indicator of a text, for a year and the one before, as cells: target, values, change, note.

A value that is missing says why, and is never a zero. Breakdowns come as rows below.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pipelines.indicateurs.definition.modele import Definition, Indicateur
from pipelines.indicateurs.objectifs.comparaison import intervalle, tendance
from pipelines.indicateurs.objectifs.modele import Mesure
from pipelines.rapports.cibles import ETATS, cible_dite
from pipelines.rapports.matiere import SECRET, Matiere, Resultat, tete
from pipelines.rapports.modele import Cellule, Ligne
from pipelines.rapports.mots import ABSENT, INSECABLE, jour_court, nombre, pourcent, quantite

MODALITES = 8
"""How many parts of a breakdown are printed; the rest are counted, and stand in the table of results."""
_JUGEMENT = re.compile(r"\s*Cible (?:pour|annuelle|permanente)\b.*\Z", re.DOTALL)
_DECIMALES = re.compile(r"(?<=\d)\.(\d+?)0*(?=[ .;]|\Z)")
MANQUES = {
    "en_construction": "en construction",
    "non_disponible": "non disponible",
    "sans_objet": "sans objet",
}


def rangs(matiere: Matiere, indicateur: Indicateur, annee: int, acheteur: str | None) -> list[Ligne]:
    """Return the rows of an indicator: Indicateur, Cible, N-1, N, Évolution, Note; then those of its breakdown."""
    hier, ici = (matiere.suivi_de(indicateur, acheteur, a) for a in (annee - 1, annee))
    avant, lue = tete(hier), tete(ici)
    ventiles = _modalites(hier, ici, indicateur)
    premier = Ligne(
        (
            intitule(indicateur),
            cible(matiere.definition, indicateur, annee),
            valeur(avant, indicateur, ventile=bool(ventiles)),
            valeur(lue, indicateur, ventile=bool(ventiles)),
            evolution(avant, lue, indicateur),
            Cellule(note(lue)),
        )
    )
    return [premier, *ventiles]


def intitule(indicateur: Indicateur) -> Cellule:
    """Write the words of the text, word for word, what leads to them first."""
    chapeau = f"{indicateur.chapeau} " if indicateur.chapeau else ""
    return Cellule(chapeau + indicateur.libelle, indicateur.partie or "")


def cible(definition: Definition, indicateur: Indicateur, annee: int) -> Cellule:
    """Write the target that speaks for a year; none is said as none."""
    objectifs = [o for o in definition.objectifs if o.indicateur_id == indicateur.indicateur_id]
    dite = cible_dite(indicateur, objectifs, annee)
    if dite is None:
        return Cellule(ABSENT, attenuee=True)
    texte, _, quand = dite[0].partition(" (")
    return Cellule(texte, quand.rstrip(")"))


def valeur(lue: Resultat | None, indicateur: Indicateur, *, ventile: bool = False) -> Cellule:
    """Write a value, with the bounds between which it stands; or the word that says why there is none."""
    if lue is None:
        return Cellule("pas de résultat", attenuee=True)
    unite, le = str(lue["unite"] or indicateur.unite), lue["valeur_date"]
    if le is not None and unite == "date":
        return Cellule(jour_court(le))
    if lue["valeur"] is not None:
        if unite == "date":  # 0: it has not been done
            return Cellule("pas fait")
        fait = f"le {jour_court(le)}" if le is not None and unite == "oui_non" else ""
        return Cellule(_dite(lue["valeur"], lue, indicateur), fait or _bornes(lue, indicateur))
    if le is not None:
        return Cellule(jour_court(le))
    if lue["valeur_texte"]:
        return Cellule(str(lue["valeur_texte"]))
    if lue["note"] == SECRET:
        return Cellule("non publié", attenuee=True)
    return Cellule("ventilé" if ventile else MANQUES.get(str(lue["origine"]), "inconnu"), attenuee=True)


def evolution(avant: Resultat | None, lue: Resultat | None, indicateur: Indicateur) -> Cellule:
    """Write how a value changed; what the bounds leave open is said."""
    if _est_evolution(indicateur):
        return Cellule("déjà une évolution", attenuee=True)
    if avant is None or lue is None or avant["valeur"] is None or lue["valeur"] is None:
        return Cellule(ABSENT, attenuee=True)
    if lue["unite"] in ("oui_non", "date", "texte") or avant["unite"] != lue["unite"]:
        return Cellule(ABSENT, attenuee=True)
    ecart = Decimal(lue["valeur"]) - Decimal(avant["valeur"])
    sens = tendance(intervalle(_mesure(lue)), intervalle(_mesure(avant)))
    dit = _ecart(ecart, str(lue["unite"])) if ecart else "stable"
    return Cellule(dit, "incertaine" if sens == "inconnue" and ecart else "")


def note(lue: Resultat | None) -> str:
    """Say where the indicator stands against its target, then what the result says of itself."""
    if lue is None:
        return "Aucun résultat calculé pour cette année."
    if lue["secret"] != "publie" and lue["note"] == SECRET:
        return "Registre sur des personnes."
    morceaux = []
    if lue["cible_periode"] is not None and lue["etat"] in ETATS:
        morceaux.append(
            f"Objectif {ETATS[lue['etat']]}."
            if lue["etat"] != "indetermine"
            else "Objectif : on ne peut pas conclure."
        )
    if reste := _JUGEMENT.sub("", str(lue["note"] or "")).strip():
        morceaux.append(_DECIMALES.sub(_en_francais, reste))
    if lue["couverture"] is not None and lue["couverture"] < 1:
        morceaux.append(f"Réponse connue pour {pourcent(lue['couverture'])}.")
    if lue["secret"] != "publie":
        morceaux.append("Valeur interne, non publiée.")
    return " ".join(morceaux)


def _en_francais(lu: re.Match[str]) -> str:
    decimales = lu[1].rstrip("0")
    return f",{decimales}" if decimales else ""


def _ecart(ecart: Decimal, unite: str) -> str:
    """Write a difference with its sign; that of two rates is in points."""
    signe = "+" if ecart > 0 else ""
    if unite != "taux":
        return signe + quantite(ecart, unite)
    return f"{signe}{nombre(ecart * 100, 1)}{INSECABLE}point{'s' if abs(ecart) >= Decimal('0.02') else ''}"


def _est_evolution(indicateur: Indicateur) -> bool:
    return indicateur.filtre.get("transform") == "evolution"


def _dite(v: Decimal, lue: Resultat, indicateur: Indicateur) -> str:
    unite = str(lue["unite"] or indicateur.unite)
    return _ecart(Decimal(v), unite) if _est_evolution(indicateur) else quantite(Decimal(v), unite)


def _bornes(lue: Resultat, indicateur: Indicateur) -> str:
    bas, haut = lue["borne_min"], lue["borne_max"]
    if (bas is None and haut is None) or bas == haut:
        return ""
    if haut is None:
        return f"au moins {_dite(bas, lue, indicateur)}"
    return f"entre {_dite(bas, lue, indicateur)} et {_dite(haut, lue, indicateur)}" if bas is not None else ""


def _mesure(lue: Resultat) -> Mesure:
    fin: date = lue["periode_fin"]
    return Mesure(fin.year, lue["valeur"], lue["borne_min"], lue["borne_max"], origine=str(lue["origine"]))


def _modalites(hier: Sequence[Resultat], ici: Sequence[Resultat], indicateur: Indicateur) -> list[Ligne]:
    """Write the parts of a breakdown that are not zero, the greatest first; a reconciliation is not one."""
    par_modalite: dict[str, list[Resultat | None]] = {}
    for rang, lues in enumerate((hier, ici)):
        for lue in lues:
            if lue["modalite"] != "ensemble" and lue["dimension"] not in ("rapprochement", "moment_qualite"):
                par_modalite.setdefault(str(lue["modalite"]), [None, None])[rang] = lue
    pleines = {
        nom: deux
        for nom, deux in par_modalite.items()
        if any(r and (r["valeur"] or r["valeur_texte"] or r["valeur_date"]) for r in deux)
    }
    rangees = sorted(pleines.items(), key=lambda une: (-_poids(une[1][1]), -_poids(une[1][0]), une[0]))
    vide = Cellule(ABSENT, attenuee=True)
    lignes = [
        Ligne((
            Cellule(f"– {_modalite(nom, deux)}"), vide,
            *(vide if r is None else valeur(r, indicateur) for r in deux),
            evolution(deux[0], deux[1], indicateur), Cellule(""),
        ), "detail")
        for nom, deux in rangees[:MODALITES]
    ]  # fmt: skip
    if len(rangees) > MODALITES:
        reste = f"– et {nombre(len(rangees) - MODALITES)} autres : voir la table resultats"
        lignes.append(Ligne((Cellule(reste, attenuee=True), vide, vide, vide, vide, Cellule("")), "detail"))
    return lignes


def _modalite(nom: str, deux: Sequence[Resultat | None]) -> str:
    """Say a part of a breakdown in words, as far as its code goes."""
    cpv = any(r is not None and r["dimension"] == "objet_cpv" for r in deux)
    return f"CPV {nom}" if cpv and nom.isdigit() else re.sub(r"(?<=\d)_(?=\d)", "-", nom).replace("_", " ")


def _poids(lue: Resultat | None) -> Decimal:
    return Decimal(0) if lue is None or lue["valeur"] is None else Decimal(lue["valeur"])
