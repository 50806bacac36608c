"""Disagreements between the register and DECP, put in on purpose and written down with both values.

Belongs here: conflicts (amount, date, object, procedure, CPV, duration, type), keys that deceive, and the
list of fields on which DECP's own publications already disagree. Does not belong here: decisions taken
about them (`decisions.py`).
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from pipelines.fictif.modele import texte_eur
from pipelines.fictif.registres.monde import Fiche, Ligne, Monde, eur, mois

# column of the published table of contracts -> (register column, DECP keys).
CHAMPS = {
    "objet": ("objet", ("objet",)),
    "code_cpv": ("code_cpv", ("codeCPV",)),
    "procedure": ("procedure", ("procedure",)),
    "date_notification": ("date_notification", ("dateNotification", "dateSignature")),
    "duree_mois": ("duree_mois", ("dureeMois",)),
    "montant_retenu_ht_eur": ("montant_ht_eur", ("montant", "valeurGlobale")),
    "type": ("type", ("nature", "techniques")),
}


def creuser(monde: Monde) -> None:
    """Make some rows of the register disagree with DECP; every other row agrees."""
    rng = monde.hasard("ecarts")
    surs = [f for f in monde.fiches if _sur(monde, f)]
    rng.shuffle(surs)
    pile = iter(surs)
    for n in range(8):
        f = _prendre(pile, marche=True)
        _changer(monde, f, "montant_retenu_ht_eur", eur(f.montant * (115 + 10 * n) // 100))
    for n in range(6):
        f = _prendre(pile)
        ecart = timedelta(days=(3, 12, 40, 75, -9, -55)[n])
        _changer(monde, f, "date_notification", _meme_annee(f, ecart))
    for n in range(5):
        f = _prendre(pile)
        _changer(monde, f, "objet", f"Marché n° {n + 1} du programme annuel, libellé interne du service")
    for valeur in (
        "appel_offres_restreint",
        "dialogue_competitif",
        "procedure_negociation",
        "procedure_adaptee",
    ):
        f = _prendre(pile, procedure="appel_offres_ouvert")
        _changer(monde, f, "procedure", valeur)
    for _ in range(3):
        f = _prendre(pile)
        _changer(monde, f, "duree_mois", f.ligne["duree_mois"] + 6)
    for cpv in ("45000000", "79990000"):
        _changer(monde, _prendre(pile), "code_cpv", cpv)
    for _ in range(2):
        f = _prendre(pile, marche=True)
        _changer(monde, f, "type", "accord_cadre")
        f.ligne["montant_maximum_ht_eur"] = f.ligne["montant_ht_eur"]


def tromper(monde: Monde) -> None:
    """Two small contracts bear the decp_id of another contract of their buyer: nothing else agrees."""
    petits = [f for f in monde.fiches if f.contrat is None and f.acheteur.lettre == "V"]
    pris = [f for f in monde.fiches if _sur(monde, f) and f.acheteur.lettre == "V" and f.notif.year == 2024]
    for petit, autre in zip(petits[4:6], pris[-2:], strict=True):
        petit.ligne["decp_id"] = autre.ligne["decp_id"]
        petit.voie = "cle_trompeuse"


def _sur(monde: Monde, f: Fiche) -> bool:
    """One publication, an ordinary contract, found by its exact id: only the planted field can differ."""
    c = f.contrat
    return (
        c is not None
        and f.voie == "decp_id"
        and not c.or_
        and not c.verite
        and c.type in ("marche", "accord_cadre")
        and f.groupe == c.cle
        and not c.modifs
        and len(monde.depot.de(c)) == 1
        and not disputes(monde, f)
    )


def _prendre(pile: Any, *, marche: bool = False, procedure: str = "") -> Fiche:
    for f in pile:
        bon = not marche or (f.ligne["type"] == "marche" and f.montant > 20_000_00)
        if bon and (not procedure or f.ligne["procedure"] == procedure):
            fiche: Fiche = f
            return fiche
    raise RuntimeError("trop peu de contrats pour les écarts voulus")


def _meme_annee(f: Fiche, ecart: timedelta) -> Any:
    """Shifted, but never into another year's slice of the register."""
    jour = f.notif + ecart
    return jour if jour.year == f.notif.year and jour < monde_fin(f) else f.notif - ecart / 2


def monde_fin(f: Fiche) -> Any:
    """The day before which a notification of that year must fall."""
    return mois(f.notif.replace(month=6 if f.notif.year == 2026 else 12, day=20), 0)


def _changer(monde: Monde, f: Fiche, champ: str, valeur: Any) -> None:
    colonne = CHAMPS[champ][0]
    if champ == "montant_retenu_ht_eur" and f.ligne["type"] == "accord_cadre":
        raise RuntimeError("un écart de montant se met sur un marché")
    publiee = f.ligne[colonne]
    f.ligne[colonne] = valeur
    if champ == "date_notification":
        f.notif = valeur
        f.ligne["date_fin_prevue"] = mois(valeur, f.ligne["duree_mois"])
    monde.conflits.append({"fiche": f, "champ": champ, "registre": valeur, "decp": publiee})


def disputes(monde: Monde, f: Fiche) -> list[str]:
    """The fields on which what is published does not say, everywhere, what the true contract is."""
    if f.contrat is None:
        return []
    attendu = _attendu(f)
    trouves = []
    for champ, valeur in attendu.items():
        cles = CHAMPS[champ][1]
        for i in monde.depot.de(f.contrat):
            brut = next((i.enregistrement[k] for k in cles if k in i.enregistrement), None)
            if _texte(champ, brut) != valeur:
                trouves.append(champ)
                break
    return trouves + (["titulaire"] if _titulaire_dispute(monde, f) else [])


def _titulaire_dispute(monde: Monde, f: Fiche) -> bool:
    """Whether some publication designates the holder otherwise than by its SIRET."""
    assert f.contrat is not None
    sirets = [t.siret for t in f.contrat.titulaires]
    textes = [str(i.enregistrement) for i in monde.depot.de(f.contrat)]
    return any(not any(s and s in texte for s in sirets) for texte in textes)


def _attendu(f: Fiche) -> Ligne:
    c = f.contrat
    assert c is not None
    return {
        "objet": c.objet.casefold(),
        "code_cpv": c.cpv,
        "procedure": c.procedure,
        "date_notification": c.notif.isoformat(),
        "duree_mois": str(c.duree),
        "montant_retenu_ht_eur": texte_eur(c.montant),
    }


def _texte(champ: str, brut: Any) -> str:
    if champ == "montant_retenu_ht_eur":
        try:
            return str(Decimal(str(brut)).quantize(Decimal("0.01")))
        except ArithmeticError:
            return ""
    if champ == "date_notification":
        return str(brut)[:10]
    return str(brut).casefold() if champ == "objet" else str(brut)
