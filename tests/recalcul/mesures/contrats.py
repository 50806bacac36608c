"""What is asked of a contract: its characteristics, and the denominators it may be in.

Codes and definitions: docs/indicateurs.md, from the inventory of the five SPASER. Which dispositions answer which
published consideration is a choice that the definitions leave open; taken as the engine does:
- a written disposition of families environnementale, carbone or economie_circulaire is an environmental consideration,
  one of sociale, insertion or egalite a social one;
- a procedure named « autre » tells nothing of being formalised.
"""

from collections.abc import Callable
from decimal import Decimal

from tests.recalcul.faits import Contrat
from tests.recalcul.lecture_publiee import nombre, oui_non
from tests.recalcul.trois import Dit, accord, ou, present

ENVIRONNEMENT = ("environnementale", "carbone", "economie_circulaire")
SOCIAL = ("sociale", "insertion", "egalite")
FORMALISEES = (
    "appel_offres_ouvert",
    "appel_offres_restreint",
    "procedure_negociation",
    "dialogue_competitif",
)
SEUIL_AVANCE = Decimal("0.30")

CODES = {
    "clause_insertion": ("clause_insertion",),
    "critere_insertion": ("critere_insertion",),
    "annexe_sociale": ("annexe_sociale",),
    "clause_egalite_fh": ("clause_egalite_fh",),
    "clause_departage_discriminations": ("clause_departage_discriminations",),
    "clause_equitable": ("clause_equitable",),
    "annexe_environnementale": ("annexe_environnementale",),
    "annexe_ou_clause_environnementale": ("annexe_environnementale", "clause_environnementale"),
    "clause_compensation_carbone": ("clause_compensation_carbone",),
    "critere_bilan_ges": ("critere_bilan_ges",),
    "valorisation_impact_transport": (
        "carburant_huile_non_polluants",
        "frequence_entretien_vehicules",
        "engins_alternatifs",
        "vetuste_parc_materiel",
    ),
    "eco_construction": ("eco_construction",),
    "sobriete": ("clause_sobriete",),
    "acv_realisee": ("acv_realisee",),
    "clause_donnees_impacts": ("clause_donnees_impacts",),
    "clause_limitation_impacts": ("clause_limitation_impacts",),
    "reemploi": ("reemploi",),
    "ressource_geree_durablement": ("ressource_geree_durablement",),
    "ecolabel_biosource_certification": ("ecolabel", "biosource", "certification_environnementale"),
    "mutualisation": ("mutualisation_services",),
    "achat_occasion": ("achat_occasion",),
    "materiaux_recycles": ("materiaux_recycles",),
    "amiante_hap": ("amiante_hap",),
    "agregats_enrobes": ("agregats_enrobes",),
    "enrobes_tiedes": ("enrobes_tiedes",),
    "reutilisation_sur_site": ("reutilisation_sur_site",),
    "dechets_chantier": ("dechets_chantier",),
    "nuisances_sonores": ("nuisances_sonores",),
    "amo_dd": ("amo_dd",),
    "avance_bonifiee": ("avance_bonifiee_30",),
}
FAMILLES = {
    "dispositif_social": SOCIAL,
    "dimension_carbone": ("carbone",),
    "economie_circulaire": ("economie_circulaire",),
    "clauses_equilibrees": ("equilibre",),
}
PUBLIEES = {
    "clause_environnementale": ("clause_environnementale",),
    "critere_environnemental": ("critere_environnemental",),
    "critere_social": ("critere_social", "critere_insertion"),
    "clause_sociale": ("clause_sociale", "clause_insertion", "clause_egalite_fh", "clause_equitable"),
}


def _inscrit(c: Contrat, *codes: str) -> Dit:
    return present(c.codes, c.clauses_tenues, *codes)


def _famille(c: Contrat, *familles: str) -> Dit:
    return present(c.familles, c.clauses_tenues, *familles)


def _obligatoire(c: Contrat) -> Dit:
    """A clause whose mandatory character nobody wrote may be one."""
    dits = [oui_non(x["obligatoire"]) for x in c.clauses if x["code"] == "clause_insertion"]
    return ou(*dits) if dits else (False if c.clauses_tenues else None)


def _sociale_hors_insertion(c: Contrat) -> Dit:
    trouvee = any(
        x["nature"] == "clause" and x["famille"] in SOCIAL and x["code"] != "clause_insertion"
        for x in c.clauses
    )
    return True if trouvee else (False if c.clauses_tenues else None)


def _avance(c: Contrat) -> Dit:
    """A published advance whose rate is 0 or absent has an unknown rate."""
    decp: Dit = None
    if c.decp and c.publie("attribution_avance") is False:
        decp = False
    elif c.decp and c.publie("attribution_avance"):
        taux = nombre(c.decp["taux_avance"])
        decp = taux >= SEUIL_AVANCE if taux else None
    registre: Dit = None
    if c.registre and c.inscrit("avance_proposee") is False:
        registre = False
    elif c.registre and c.inscrit("avance_proposee"):
        taux = nombre(c.registre["avance_taux_pct"])
        registre = None if taux is None else taux >= 30
    return accord(decp, registre)


def _revisable(c: Contrat) -> Dit:
    """Types of price are many: one that says it is enough, and a type that nobody read is unknown."""
    if "Définitif révisable" in c.types_prix:
        decp: Dit = True
    elif not c.types_prix or "inconnue" in c.types_prix:
        decp = None
    else:
        decp = False
    return accord(decp, c.inscrit("prix_revisable"))


def _responsable(c: Contrat) -> Dit:
    ecrit: Dit = True if c.clauses else (False if c.clauses_tenues else None)
    return accord(ecrit, c.inscrit("marche_responsable"))


def _developpement_durable(c: Contrat) -> Dit:
    codes = (
        "critere_social",
        "critere_insertion",
        "critere_environnemental",
        "critere_carbone",
        "critere_bilan_ges",
    )
    return accord(ou(c.publie("critere_social"), c.publie("critere_environnemental")), _inscrit(c, *codes))


PARTICULIERES: dict[str, Callable[[Contrat], Dit]] = {
    "consideration_environnementale": lambda c: accord(
        c.publie("consideration_environnementale"), _famille(c, *ENVIRONNEMENT)
    ),
    "consideration_sociale": lambda c: accord(c.publie("consideration_sociale"), _famille(c, *SOCIAL)),
    "marche_innovant": lambda c: accord(c.publie("marche_innovant"), c.inscrit("innovant")),
    "avance_30_tpe_pme": _avance,
    "prix_revisable": _revisable,
    "responsable": _responsable,
    "clause_insertion_obligatoire": _obligatoire,
    "clause_sociale_hors_insertion": _sociale_hors_insertion,
    "critere_developpement_durable": _developpement_durable,
    "suivi_petit_marche": lambda c: c.inscrit("suivi_interne"),
    "nouveau_responsable": lambda c: c.inscrit("marche_responsable"),
}


def caracteristique(c: Contrat, code: str) -> Dit:
    """Say whether a contract has a characteristic; errors: KeyError for one that asks more than a contract."""
    code = {"clause_ecologique_energetique": "clause_environnementale"}.get(code, code)
    code = {"critere_ecologique_energetique": "critere_environnemental"}.get(code, code)
    if code in CODES:
        return _inscrit(c, *CODES[code])
    if code in FAMILLES:
        return _famille(c, *FAMILLES[code])
    if code in PUBLIEES:
        return accord(c.publie(code), _inscrit(c, *PUBLIEES[code]))
    return PARTICULIERES[code](c)


def denominateur(c: Contrat, code: str) -> Dit:
    """Say whether a contract is in a denominator; errors: KeyError, as above."""
    if code == "tous":
        return True
    if code == "procedures_formalisees":
        return None if c.procedure in (None, "autre") else c.procedure in FORMALISEES
    if code == "mis_en_concurrence":
        return _concurrence(c)
    if code in ("numerique_si", "voirie_travaux"):
        return None if c.segment is None else c.segment == code
    if code == "montant_gt_90000":
        return None if c.entier is None else c.entier > 90_000
    if code == "montant_10000_40000":
        return _petit(c)
    if code == "duree_gt_12_mois":
        return None if c.duree is None else c.duree > 12
    raise KeyError(code)


def _concurrence(c: Contrat) -> Dit:
    procedure = None if c.procedure is None else c.procedure != "sans_publicite"
    return accord(c.inscrit("mise_en_concurrence"), procedure)


def _petit(c: Contrat) -> Dit:
    """An internal contract of 10,000 to 40,000 euros: one that is in no register of the buyer is not known as such."""
    montant = nombre(c.registre["montant_ht_eur"]) if c.registre else None
    return None if montant is None else 10_000 <= montant <= 40_000
