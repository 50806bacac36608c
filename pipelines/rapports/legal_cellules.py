"""One figure of the legal report as a cell: a rate, a quantity, or the word that says why there is none. No table."""

from decimal import Decimal

from pipelines.rapports.matiere import SECRET, Resultat
from pipelines.rapports.modele import Cellule
from pipelines.rapports.mots import ABSENT, INSECABLE, euros, nombre, pourcent

NON_CALCULE = "non calculé"
INCONNU = "inconnu"
MASQUE = "non publié"


def taux(lue: Resultat | None) -> Cellule:
    """A rate alone, or the word that says why there is none. Never a zero for what is missing."""
    if lue is None:
        return Cellule(ABSENT, attenuee=True)
    if lue["valeur"] is not None:
        return Cellule(pourcent(lue["valeur"]))
    return Cellule(manque(lue), attenuee=True)


def manque(lue: Resultat | None) -> str:
    """Say in two words why there is no value."""
    if lue is None:
        return NON_CALCULE
    if lue["secret"] != "publie" and lue["note"] == SECRET:
        return MASQUE
    return {"en_construction": "en construction", "sans_objet": "sans objet"}.get(
        str(lue["origine"]), INCONNU
    )


def taux_precise(lue: Resultat | None, compte: str) -> Cellule:
    """A rate, and below it what makes it."""
    if lue is None or lue["valeur"] is None:
        return Cellule(manque(lue), attenuee=True)
    unite = " contrats" if compte == "nombre" else ""
    return Cellule(
        pourcent(lue["valeur"]),
        f"{dit(lue['numerateur'], compte)} sur {dit(lue['denominateur'], compte)}{unite}",
    )


def chiffres(lue: Resultat | None, compte: str) -> tuple[Cellule, ...]:
    """Rate, numerator, denominator, known share, bounds."""
    if lue is None:
        return (Cellule(NON_CALCULE, attenuee=True), *(Cellule(ABSENT, attenuee=True),) * 4)
    return (
        taux(lue),
        quantite(lue, compte),
        Cellule(ABSENT, attenuee=True)
        if lue["denominateur"] is None
        else Cellule(dit(lue["denominateur"], compte)),
        Cellule(ABSENT if lue["couverture"] is None else pourcent(lue["couverture"])),
        Cellule(fourchette(lue)),
    )


def quantite(lue: Resultat | None, compte: str) -> Cellule:
    """The numerator: contracts, or euros."""
    if lue is None or lue["numerateur"] is None:
        return Cellule(ABSENT, attenuee=True)
    return Cellule(dit(lue["numerateur"], compte))


def fourchette(lue: Resultat) -> str:
    """Say between which rates the true one stands."""
    if lue["borne_min"] is None and lue["borne_max"] is None:
        return ABSENT
    bas, haut = (ABSENT if lue[nom] is None else pourcent(lue[nom]) for nom in ("borne_min", "borne_max"))
    return bas if bas == haut else f"{bas}{INSECABLE}à{INSECABLE}{haut}"


def dit(valeur: Decimal, compte: str) -> str:
    """A quantity: contracts, or euros before tax."""
    return euros(valeur) if compte == "valeur" else nombre(valeur)
