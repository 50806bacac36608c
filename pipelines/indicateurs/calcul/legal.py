"""The block of L.2111-3: the real rates that the law asks of every buyer, by year and over two years together.

Its conditions are those of the closed lists, so that it never disagrees with the indicators that ask the same. Rates of
two years are computed again on the contracts of both, never averaged. Targets and the report belong to later modules.

Source: code de la commande publique, L.2111-3 (in number of contracts or in value, every two years), D.2111-3.
"""

from dataclasses import dataclass, replace
from datetime import date

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.indicateurs.calcul.insertion import inserer
from pipelines.indicateurs.calcul.requete_additive import requete_additive
from pipelines.indicateurs.calcul.specs import Spec, moments_de, spec_de
from pipelines.indicateurs.definition.modele import Indicateur
from pipelines.indicateurs.listes import listes

PREFIXE = "L2111-3_"
CATEGORIES: dict[str, dict[str, str]] = {
    "social": {"caracteristique": "consideration_sociale"},
    "environnemental": {"caracteristique": "consideration_environnementale"},
    "social_et_environnemental": {"caracteristique": "consideration_sociale"},
    "esus": {"titulaire": "esus"},
    "inclusif": {"titulaire": "inclusif"},
    "reserve": {"caracteristique": "marche_reserve"},
    "innovant": {"caracteristique": "marche_innovant"},
    "avance": {},
}
"""What each asks, in the words of the closed lists; the law names the first five, the others are told beside them."""
INDICATEURS = tuple(CATEGORIES)
COMPTES = {"nombre": "part_contrats", "valeur": "part_montant_contrats"}
BASES = {"tous": "true", "a_partir_de_40k": "montant_contrat >= 40000"}
"""Publication is complete from 40 000 € (R. 2196-1); a contract that buyers share is judged on its whole amount."""
SANS_MONTANT = "sans_montant"
DUREES = (1, 2)
PAQUET = 40


@dataclass(frozen=True)
class Ligne:
    """One thing to compute, and what its results are told as."""

    indicateur_id: str
    compte: str
    base: str
    annees: int
    moment: str
    spec: Spec


def calculer(con: duckdb.DuckDBPyConnection, *, spaser: str, edition: str, arrete_au: date) -> None:
    """Make `tous_resultats` (columns: schemas/resultats) on populations that are open (`entrees.ouvrir`).

    Rates are between 0 and 1, amounts are euros before tax, initial amounts only (law 6). A year, or two, without any
    contract of a perimeter has no row.
    """
    connues = listes()
    con.execute(sql(__file__, "tables"))
    con.execute(sql(__file__, "etats"))
    con.execute(sql(__file__, "legal_periodes"))
    lignes = [ligne for annees in DUREES for ligne in _lignes(annees)]
    demandes = list(enumerate(lignes))
    for annees in DUREES:
        population = replace(
            connues.populations["contrats"], code="contrats" if annees == 1 else "contrats_de_deux_ans"
        )
        siennes = [(numero, ligne.spec) for numero, ligne in demandes if ligne.annees == annees]
        for debut in range(0, len(siennes), PAQUET):
            con.execute(requete_additive(population, "", siennes[debut : debut + PAQUET]))
    inserer(con, "legaux", [_demande(numero, ligne) for numero, ligne in demandes])
    con.execute(
        sql(
            __file__,
            "legal",
            spaser=literal(spaser),
            edition=literal(edition),
            arrete_au=literal(arrete_au),
            prefixe=literal(PREFIXE),
            sans_montant=literal(SANS_MONTANT),
        )
    )


def spec_legale(categorie: str, compte: str, base: str = "tous") -> Spec:
    """Say in SQL what a category of the law asks; `compte` is `nombre` or `valeur`.

    Errors: KeyError for a category, a count or a base that is none of those above.
    """
    connues = listes()
    indicateur = Indicateur(
        indicateur_id=f"{PREFIXE}{categorie}",
        libelle="",
        type="legal",
        unite="taux",
        mesure=COMPTES[compte],
        filtre=CATEGORIES[categorie] | {"denominateur": "tous"},
    )
    spec = spec_de(indicateur, connues)
    if categorie == "social_et_environnemental":
        autre = spec_legale("environnemental", compte, base)
        # three-valued: a no of either is a no
        spec = replace(
            spec,
            c=f"({spec.c}) AND ({autre.c})",
            exigences=tuple(dict.fromkeys((*spec.exigences, *autre.exigences))),
        )
    elif categorie == "avance":
        spec = replace(spec, c="attribution_avance", exigences=(*spec.exigences, "decp"))
    return spec if base == "tous" else replace(spec, d=BASES[base])


def _lignes(annees: int) -> list[Ligne]:
    lignes = []
    for base in BASES:
        for categorie in CATEGORIES:
            for compte in COMPTES:
                spec = spec_legale(categorie, compte, base)
                dites = {"ensemble": spec} | moments_de(spec)
                lignes += [
                    Ligne(f"{PREFIXE}{categorie}", compte, base, annees, m, s) for m, s in dites.items()
                ]
    sans = replace(
        spec_legale("social", "nombre"), formule="nombre", c="montant_contrat IS NULL", exigences=()
    )
    return [*lignes, Ligne(SANS_MONTANT, "nombre", "tous", annees, "ensemble", sans)]


def _demande(numero: int, ligne: Ligne) -> tuple[object, ...]:
    return (
        numero,
        ligne.indicateur_id,
        ligne.compte,
        ligne.base,
        ligne.annees,
        ligne.moment,
        ligne.spec.interne,
        list(ligne.spec.sources),
        list(ligne.spec.exigences),
    )
