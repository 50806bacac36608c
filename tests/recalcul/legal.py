"""The block of article L. 2111-3, recomputed: eight categories, in number and in value, by year and by two years.

Written from docs/indicateurs-l2111-3.md. What is asked of a contract belongs to `mesures`, the arithmetic to
`formules`, whose contracts count to `partages`. Two years are counted on the contracts of both, never averaged.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tests.recalcul import formules
from tests.recalcul.calcul import TETE, moments, perimetres
from tests.recalcul.comparer import COLONNES
from tests.recalcul.demandes import Perimetre, Posee
from tests.recalcul.faits import Contrat, Faits
from tests.recalcul.formules import SIX, Question, Resultat, arrondi
from tests.recalcul.lecture_publiee import Ligne
from tests.recalcul.mesures import notifies, programmes
from tests.recalcul.mesures.categories import Reponse, un_de
from tests.recalcul.trois import Dit, et

PREFIXE = "L2111-3_"
FORMULES = {"nombre": "part", "valeur": "part_valeur"}
BASES = {"tous": None, "a_partir_de_40k": Decimal(40_000)}
DATEES = ("esus", "inclusif")


class Case(NamedTuple):
    """Where a rate is: category, buyer ('' for all), years, what is counted, among what, and when it was seen."""

    categorie: str
    acheteur: str
    debut: int
    fin: int
    compte: str
    base: str
    perimetre: str
    modalite: str


@dataclass
class BilanLegal:
    """What was compared: categories, rows, and the differences found."""

    indicateurs: set[str] = field(default_factory=set)
    lignes: int = 0
    ecarts: list[str] = field(default_factory=list)


def categorie(faits: Faits, c: Contrat, nom: str) -> Reponse:
    """Say whether a contract is of a category."""

    def dit(code: str) -> Dit:
        return programmes.caracteristique(faits, c, code)

    if nom in DATEES:
        return un_de(faits, c.titulaires, nom, c.notification, c.acheteur)
    match nom:
        case "social":
            return Reponse(dit("consideration_sociale"))
        case "environnemental":
            return Reponse(dit("consideration_environnementale"))
        case "social_et_environnemental":
            return Reponse(et(dit("consideration_sociale"), dit("consideration_environnementale")))
        case "reserve":
            return Reponse(dit("marche_reserve"))
        case "innovant":
            return Reponse(dit("marche_innovant"))
        case "avance":
            return Reponse(c.publie("attribution_avance"))
    raise KeyError(nom)


def recalculer(faits: Faits, noms: Sequence[str], ou: Perimetre) -> dict[Case, tuple[Resultat, Fraction]]:
    """Compute some categories: for each case its result, and its coverage."""
    groupes: dict[Case, list[Question]] = defaultdict(list)
    for c in notifies.dans(faits, ou):
        for nom in noms:
            dite = categorie(faits, c, nom)
            for case in _cases(c, nom, ou):
                groupes[case].append(
                    Question(_dans_la_base(c, case.base), dite.dit, c.montant, None, dite.apres)
                )
    resultats: dict[Case, tuple[Resultat, Fraction]] = {}
    for case, lignes in groupes.items():
        formule = FORMULES[case.compte]
        r: Resultat = getattr(formules, formule)(lignes)
        possibles = sum(q.d is not False for q in lignes)
        if not possibles:
            continue
        resultats[case] = r, Fraction(r.connus, possibles)
        if case.categorie in DATEES and case.perimetre == TETE:
            for modalite, partie in moments(formule, lignes, r).items():
                resultats[case._replace(modalite=modalite)] = partie, resultats[case][1]
    return resultats


def _cases(c: Contrat, nom: str, ou: Perimetre) -> Iterator[Case]:
    annee = c.annee or 0
    paires = [(a, a + 1) for a in (annee - 1, annee) if a in ou.annees and a + 1 in ou.annees]
    for acheteur in Posee(c.acheteur, annee, c.type, "ensemble", c.compte).chez:
        for debut, fin in ((annee, annee), *paires):
            for compte in FORMULES:
                for base in BASES:
                    for perimetre in perimetres(c.type):
                        yield Case(nom, acheteur, debut, fin, compte, base, perimetre, "ensemble")


def _dans_la_base(c: Contrat, base: str) -> Dit:
    seuil = BASES[base]
    if seuil is None:
        return True
    return None if c.entier is None else c.entier >= seuil


def comparer(faits: Faits, ou: Perimetre, lignes: Sequence[Ligne]) -> BilanLegal:
    """Recompute the categories of some rows of the block, and compare each row; none may be missing."""
    bilan = BilanLegal({str(x["indicateur_id"]) for x in lignes}, len(lignes))
    calcules = recalculer(faits, sorted(i.removeprefix(PREFIXE) for i in bilan.indicateurs), ou)
    vues = {_case(x): x for x in lignes}
    for case in sorted({*vues, *calcules}):
        bilan.ecarts += _ecarts(case, vues.get(case), calcules)
    return bilan


def sans_nom(lignes: Sequence[Ligne]) -> list[tuple[tuple[str, str | None], ...]]:
    """The rows of a block without the name of its SPASER: what two definitions must agree on."""
    return sorted(
        (tuple((k, v) for k, v in x.items() if k not in ("spaser", "edition")) for x in lignes), key=str
    )


def _case(x: Ligne) -> Case:
    debut, fin = str(x["periode_debut"]), str(x["periode_fin"])
    if debut[4:] != "-01-01" or fin[4:] != "-12-31":
        raise ValueError(f"période {debut}/{fin}")
    textes = (str(x[nom]) for nom in ("compte", "base", "perimetre", "modalite"))
    nom = str(x["indicateur_id"]).removeprefix(PREFIXE)
    return Case(nom, x["acheteur_siren"] or "", int(debut[:4]), int(fin[:4]), *textes)


def _ecarts(
    case: Case, ligne: Ligne | None, calcules: Mapping[Case, tuple[Resultat, Fraction]]
) -> Iterator[str]:
    if ligne is None or case not in calcules:
        yield f"{' '.join(map(str, case))} : {'rien de publié' if ligne is None else 'rien à y compter'}"
        return
    attendu, couverture = calcules[case]
    valeurs = {c: arrondi(getattr(attendu, n)) for c, n in COLONNES.items()}
    valeurs["couverture"] = arrondi(couverture)
    for colonne, valeur in valeurs.items():
        lu = None if ligne[colonne] is None else Decimal(str(ligne[colonne])).quantize(SIX)
        if lu != valeur:
            yield f"{' '.join(map(str, case))} : {colonne} {lu} publié, {valeur} recalculé"
    if (ligne["origine"] == "calcule") != (attendu.connus > 0):
        yield f"{' '.join(map(str, case))} : origine {ligne['origine']}, {attendu.connus} réponses connues"
