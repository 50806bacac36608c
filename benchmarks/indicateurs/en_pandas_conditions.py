"""What each code of a definition means on the pandas frame: written from the words, not from the engine's SQL."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.indicateurs.en_pandas_faits import Faits
from benchmarks.indicateurs.trois import Trois, de, test

ESS = ("ESS", "ESUS", "SCOP", "SCIC")
SIAE = ("EI", "AI", "ACI", "ETTI", "EITI", "GEIQ")
HANDICAP = ("EA", "EATT", "ESAT")
CATEGORIES: dict[str, tuple[str, ...]] = {
    "ess": ESS, "esus": ("ESUS",), "inclusif": SIAE + HANDICAP, "siae": SIAE, "esat_ea": HANDICAP,
    "alternatif": ESS + SIAE + HANDICAP, "scop_scic_ea_esat": ("SCOP", "SCIC", *HANDICAP),
    "scop": ("SCOP",), "scic": ("SCIC",),
}  # fmt: skip
DECP: dict[str, tuple[tuple[str, ...], str]] = {
    "consideration_environnementale": (("environnementale", "carbone", "economie_circulaire"), "famille"),
    "clause_environnementale": (("clause_environnementale",), "code"),
    "critere_environnemental": (("critere_environnemental",), "code"),
    "consideration_sociale": (("sociale", "insertion", "egalite"), "famille"),
    "critere_social": (("critere_social", "critere_insertion"), "code"),
    "clause_sociale": (
        ("clause_sociale", "clause_insertion", "clause_egalite_fh", "clause_equitable"),
        "code",
    ),
}
"""Columns of DECP, and what stands for them in the register of clauses."""
FAMILLES = {
    "dispositif_social": ("sociale", "insertion", "egalite"),
    "dimension_carbone": ("carbone",),
    "economie_circulaire": ("economie_circulaire",),
    "clauses_equilibrees": ("equilibre",),
}
CODES = {
    "annexe_ou_clause_environnementale": ("annexe_environnementale", "clause_environnementale"),
    "valorisation_impact_transport": (
        "carburant_huile_non_polluants", "frequence_entretien_vehicules", "engins_alternatifs", "vetuste_parc_materiel",
    ),
    "sobriete": ("clause_sobriete",),
    "ecolabel_biosource_certification": ("ecolabel", "biosource", "certification_environnementale"),
    "mutualisation": ("mutualisation_services",),
    "avance_bonifiee": ("avance_bonifiee_30",),
}  # fmt: skip
CRITERES = (
    "critere_social",
    "critere_insertion",
    "critere_environnemental",
    "critere_carbone",
    "critere_bilan_ges",
)


def caracteristique(f: Faits, code: str) -> Trois:
    """Say which contracts have a characteristic; a code that is not written here is a disposition of that name."""
    code = {
        "clause_ecologique_energetique": "clause_environnementale",
        "critere_ecologique_energetique": "critere_environnemental",
    }.get(code, code)
    if code in DECP:
        cherches, colonne = DECP[code]
        return de(f.u[code]).accorde(f.inscrit(cherches, colonne))
    if code in FAMILLES:
        return f.inscrit(FAMILLES[code], "famille")
    return PARTICULIERES[code](f) if code in PARTICULIERES else f.inscrit(CODES.get(code, (code,)))


def _criteres(f: Faits) -> Trois:
    social, env = de(f.u.critere_social), de(f.u.critere_environnemental)
    return Trois(social.oui | env.oui, social.non & env.non).accorde(f.inscrit(CRITERES))


def _avance(f: Faits) -> Trois:
    u = f.u
    publiee, proposee = de(u.attribution_avance), de(u.avance_proposee)
    taux, pct = u.taux_avance.astype(float).to_numpy(), u.avance_taux_pct.astype(float).to_numpy()
    decp = Trois(publiee.oui & (taux >= 0.30), publiee.non | (publiee.oui & (taux > 0) & (taux < 0.30)))
    return decp.accorde(Trois(proposee.oui & (pct >= 30), proposee.non | (proposee.oui & (pct < 30))))


PARTICULIERES: dict[str, Callable[[Faits], Trois]] = {
    "marche_reserve": lambda f: de(f.u.marche_reserve).accorde(
        f.inscrit(["marche_reserve"]).accorde(de(f.u.reserve))
    ),
    "marche_innovant": lambda f: de(f.u.marche_innovant).accorde(de(f.u.innovant)),
    "avance_30_tpe_pme": _avance,
    "prix_revisable": lambda f: de(f.u.revisable).accorde(de(f.u.prix_revisable)),
    "responsable": lambda f: f.une().accorde(de(f.u.marche_responsable)),
    "clause_insertion_obligatoire": lambda f: f.obligatoire(),
    "clause_sociale_hors_insertion": lambda f: f.clauses_sociales(),
    "critere_developpement_durable": _criteres,
    "variante": lambda f: f.inscrit(["variante"]).accorde(de(f.u.variantes_autorisees)),
    "besoin_requestionne": lambda f: de(f.u.besoin_requestionne),
    "outils_methodologiques": lambda f: de(f.u.outils_utilises),
    "negociation": lambda f: de(f.u.negociation_menee),
    "alloti": lambda f: test(f.u.nb_lots, f.u.nb_lots >= 2),
    "faisabilite_insertion_etudiee": lambda f: de(f.u.faisabilite_insertion),
    "suivi_petit_marche": lambda f: de(f.u.suivi_interne),
    "nouveau_responsable": lambda f: de(f.u.marche_responsable),
}


def _formalisees(f: Faits) -> Trois:
    p = f.u.procedure.where(f.u.procedure != "autre")
    return test(
        p,
        p.isin(
            ["appel_offres_ouvert", "appel_offres_restreint", "procedure_negociation", "dialogue_competitif"]
        ),
    )


def _permettant(f: Faits) -> Trois:
    p = f.u.procedure_consultation
    permise = test(p, p.isin(["procedure_adaptee", "procedure_negociation", "dialogue_competitif"]))
    return de(f.u.negociation_possible).accorde(permise)


def _petits(f: Faits) -> Trois:
    m = f.u.montant.astype(float)
    return Trois(np.zeros(len(f.u), bool), (m >= 215_000_00).to_numpy(bool))


DENOMINATEURS: dict[str, Callable[[Faits], Trois]] = {
    "procedures_formalisees": _formalisees,
    "mis_en_concurrence": lambda f: de(f.u.mise_en_concurrence).accorde(
        test(f.u.procedure, f.u.procedure != "sans_publicite")
    ),
    "numerique_si": lambda f: test(f.u.segment, f.u.segment == "numerique_si"),
    "voirie_travaux": lambda f: test(f.u.segment, f.u.segment == "voirie_travaux"),
    "permettant": _permettant,
    "montant_gt_90000": lambda f: test(f.u.montant, f.u.montant > 90_000_00),
    "montant_10000_40000": lambda f: test(f.u.montant_registre, f.u.montant_registre.between(10_000, 40_000)),
    "montant_lt_215000_tpe_pme": _petits,
    "duree_gt_12_mois": lambda f: test(f.u.duree, f.u.duree > 12),
    "s_y_pretant": lambda f: de(f.u.eligible_env),
}


def denominateur(f: Faits, filtre: dict[str, str]) -> Trois:
    code = filtre.get("denominateur", "tous")
    if code == "tous":
        return tout(f)
    if code == "cibles":
        return f.cible(filtre.get("cible") or filtre.get("caracteristique", ""))
    return DENOMINATEURS[code](f)


def titulaire(f: Faits, code: str) -> Trois:
    """Categories that only Sirene tells are unknown."""
    if code in CATEGORIES:
        return f.categorie(CATEGORIES[code])
    rien: Any = np.zeros(len(f.u), bool)
    return Trois(rien, rien)


def tout(f: Faits) -> Trois:
    vrai: Any = np.ones(len(f.u), bool)
    return Trois(vrai, ~vrai)


def entiers(colonne: pd.Series) -> tuple[Any, Any]:
    """A nullable whole number as values (0 where unknown) and whether it is known."""
    lue = colonne.astype("Int64")
    return lue.fillna(0).to_numpy("int64"), lue.notna().to_numpy(bool)
