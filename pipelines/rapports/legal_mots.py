"""The sentences of the legal report: what the figures mean, for a councillor who has never opened a DECP file.

Sources of law: code de la commande publique, articles L. 2111-3 and D. 2111-3. Rules of the counts:
docs/indicateurs-l2111-3.md.
"""

from pipelines.rapports.categories import CATEGORIES, PERIMETRES, Categorie
from pipelines.rapports.matiere import Matiere, Periode, Resultat
from pipelines.rapports.mots import INSECABLE, enumerer, euros, jour, nombre, pourcent

PEU_CONNU = 0.5
"""Under this share of known answers, a rate is said not to describe the period."""
LOI = (
    "L'article L. 2111-3 du code de la commande publique demande aux acheteurs soumis au SPASER de publier "
    "tous les deux "
    "ans des indicateurs précis, en nombre de contrats ou en valeur, sur les taux réels d'achats socialement et "
    "écologiquement responsables, notamment auprès des entreprises solidaires d'utilité sociale et des entreprises qui "
    "emploient des personnes défavorisées ou vulnérables. Ce document les donne en nombre et en valeur, avec "
    "ce que l'on "
    "ignore."
)
STADES = {
    "provisoire": "Chiffres provisoires. Une année reste provisoire jusqu'au 31 décembre de l'année suivante : "
    "une partie "
    "des contrats n'est publiée que plusieurs mois après sa notification.",
    "definitif": "Chiffres définitifs.",
    "revise": "Chiffres révisés après correction.",
}
STADE_COURT = {"provisoire": "provisoire", "definitif": "définitif", "revise": "révisé"}
DEUX_ANNEES = "Recalculé sur les deux années."
"""A note of the results that the method says once for all."""
METHODES = (
    "Un contrat compte une fois, dans l'année de sa notification (de sa signature pour une concession), quel "
    "que soit le "
    "nombre de ses titulaires, de ses modifications et de ses publications.",
    "Le taux d'une période de deux ans est calculé sur les contrats des deux années réunies. Ce n'est pas la "
    "moyenne de "
    "deux taux.",
    "Taux = contrats qui répondent oui ÷ contrats dont la réponse est connue. En valeur, chaque contrat pèse son "
    "montant initial hors taxes. Un montant inconnu n'entre pas dans le taux ; comme il peut être petit ou grand, la "
    "fourchette en valeur peut aller jusqu'à 0 ou 100 %.",
    "Une réponse inconnue n'est jamais comptée comme un non. La colonne « Part connue » dit la part des contrats dont "
    "la réponse l'est ; la fourchette, ce que serait le taux si toutes les autres étaient non, ou oui.",
    "Le chiffre de référence réunit les marchés simples et les accords-cadres. Un accord-cadre pèse son "
    "montant maximal : "
    "l'ajouter à ses marchés subséquents compterait deux fois les mêmes achats.",
    "La publication complète des contrats est obligatoire à partir de 40 000 € HT. En dessous, elle dépend de "
    "l'acheteur : "
    "les taux « tous les contrats connus » ne décrivent que les contrats publiés ou inscrits au registre.",
    "La qualité d'un fournisseur est celle du jour de la notification. Quand elle n'est connue que par un fichier plus "
    "récent, elle est dite « observée plus tard » et comptée à part.",
    "Un contrat de plusieurs acheteurs compte une fois pour l'ensemble.",
)
LIMITES = (
    "Une considération déclarée dit qu'une clause, un critère ou une réservation existe. Elle ne dit ni une "
    "dépense, ni un "
    "résultat d'exécution.",
    "Le format des données publiées avant 2024 ne donne aucune considération : ces contrats sont « inconnus ».",
    "Les contrats que personne n'a publiés ni inscrits à un registre manquent sans que rien ne le dise.",
)
CENTRALES = (
    "Les achats passés par une centrale d'achat (UGAP, centrale régionale…) sont publiés par la centrale, sous "
    "son propre "
    "numéro. Ils manquent ici, sauf ceux que l'acheteur inscrit à son registre des contrats."
)
SEUIL = (
    "L'obligation d'avoir un SPASER naît au-delà de 50 millions d'euros hors taxes dépensés en une année "
    "civile dans le cadre "
    "des marchés (article D. 2111-3). Ce seuil se juge acheteur par acheteur, sur les paiements de l'année, et "
    "non sur les "
    "montants notifiés, qui sont des maximums ou des prévisions sur plusieurs années."
)
SEUIL_PUBLIC = (
    "Les paiements viennent d'un registre interne qui peut concerner des entrepreneurs individuels : leur "
    "total n'est pas "
    "imprimé dans ce document public."
)


def essentiel(matiere: Matiere, acheteur: str | None, periode: Periode) -> str:
    """Say the two rates that matter most, in one sentence each."""
    debut, fin = (jour(j) for j in periode.jours)
    phrases = [_phrase(matiere, c, acheteur, periode) for c in CATEGORIES[:2]]
    dites = [p for p in phrases if p]
    if not dites:
        return (
            f"Du {debut} au {fin}, aucune réponse n'est connue sur les considérations sociales et environnementales "
            f"des contrats : aucun taux ne peut être donné."
        )
    return f"Du {debut} au {fin}, parmi les contrats dont la réponse est connue, {enumerer(dites)}."


def _phrase(matiere: Matiere, categorie: Categorie, acheteur: str | None, periode: Periode) -> str:
    lues = {
        compte: matiere.legale(
            categorie.code, acheteur, periode, compte=compte, base="tous", perimetre=PERIMETRES[0][0]
        )
        for compte in ("nombre", "valeur")
    }
    nombre_, valeur = lues["nombre"], lues["valeur"]
    if nombre_ is None or nombre_["valeur"] is None:
        return ""
    texte = (
        f"{pourcent(nombre_['valeur'])} {categorie.phrase} "
        f"({nombre(nombre_['numerateur'])}{INSECABLE}sur{INSECABLE}{nombre(nombre_['denominateur'])}"
    )
    if valeur is not None and valeur["valeur"] is not None:
        texte += f" ; {pourcent(valeur['valeur'])} des montants, soit {euros(valeur['numerateur'])} HT"
    return texte + ")"


def certitude(matiere: Matiere, acheteur: str | None, periode: Periode) -> tuple[list[str], list[str]]:
    """Say how far the rates are to be trusted: what is known, what the rest would change; and warnings.

    A rate of which less than half the answers are known is said not to describe the period.
    """
    dites, alertes = [], []
    for categorie in CATEGORIES:
        lue = matiere.legale(
            categorie.code, acheteur, periode, compte="nombre", base="tous", perimetre=PERIMETRES[0][0]
        )
        if lue is None or lue["valeur"] is None:
            dites.append(f"{categorie.titre} : {_raison(lue)}")
            continue
        dites.append(f"{categorie.titre} : {_fourchette(lue)}")
        if lue["couverture"] is not None and lue["couverture"] < PEU_CONNU:
            alertes.append(
                f"{categorie.titre} : la réponse n'est connue que pour {pourcent(lue['couverture'])} des contrats. "
                "Ce taux ne décrit pas la période."
            )
    return dites, alertes


def _fourchette(lue: Resultat) -> str:
    bas, haut = lue["borne_min"], lue["borne_max"]
    if lue["couverture"] is not None and lue["couverture"] >= 1 and bas == haut:
        return "la réponse est connue pour tous les contrats ; le taux est exact."
    debut = (
        f"la réponse est connue pour {pourcent(lue['couverture'])} des contrats."
        if lue["couverture"] is not None
        else "la part des réponses connues n'est pas dite."
    )
    if bas is None or haut is None:
        return f"{debut} On ne sait pas de combien les autres changeraient le taux."
    return (
        f"{debut} Si toutes les autres étaient « non », le taux serait de {pourcent(bas)} ; "
        f"si toutes étaient « oui », de {pourcent(haut)}."
    )


def _raison(lue: Resultat | None) -> str:
    if lue is None:
        return "non calculé pour cette période ; ce n'est pas zéro."
    return f"pas de taux. {lue['note'] or 'Aucune réponse connue.'} Ce n'est pas zéro."
