"""The words that generated registers draw from: dispositions with their family, what projects are targeted for."""

FAMILLES = {
    "sociale": ["clause_sociale", "critere_social", "marche_reserve", "annexe_sociale", "clause_equitable"],
    "insertion": ["clause_insertion", "critere_insertion"],
    "egalite": ["clause_egalite_fh", "clause_departage_discriminations"],
    "environnementale": [
        "clause_environnementale", "critere_environnemental", "annexe_environnementale", "acv_realisee",
        "eco_construction", "clause_sobriete", "clause_donnees_impacts", "clause_limitation_impacts", "ecolabel",
        "biosource", "certification_environnementale", "amo_dd", "variante", "nuisances_sonores", "amiante_hap",
        "enrobes_tiedes", "carburant_huile_non_polluants", "engins_alternatifs", "ressource_geree_durablement",
    ],
    "carbone": ["clause_carbone", "critere_carbone", "clause_compensation_carbone", "critere_bilan_ges"],
    "economie_circulaire": [
        "economie_circulaire", "reemploi", "achat_occasion", "materiaux_recycles", "agregats_enrobes",
        "reutilisation_sur_site", "dechets_chantier",
    ],
    "equilibre": ["revision_prix", "delais_paiement", "clause_donnees_equilibree"],
    "economique": ["avance_bonifiee_30", "mutualisation_services"],
}  # fmt: skip
CIBLES = [f"action_{n}" for n in range(1, 27)] + [
    "cad",
    "economie_circulaire",
    "acv_realisee",
    "critere_insertion",
]


def dispositions() -> str:
    """Return them as an SQL list of (code, famille, nature)."""
    lignes = [
        f"struct_pack(code := '{code}', famille := '{famille}', nature := '{_nature(code)}')"
        for famille, codes in FAMILLES.items()
        for code in codes
    ]
    return f"[{', '.join(lignes)}]"


def cibles() -> str:
    return f"[{', '.join(repr(c) for c in CIBLES)}]"


def _nature(code: str) -> str:
    debut = code.split("_")[0]
    return {"clause": "clause", "critere": "critere", "annexe": "annexe", "marche": "reservation"}.get(
        debut, "specification"
    )
