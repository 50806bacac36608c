"""The LISEZMOI.md beside the fictional files, written from the truth so that its figures cannot lie.

Belongs here: words for a French reader who opens the folder. Does not belong here: documentation of the
code.
"""

from __future__ import annotations

from typing import Any


def _taux(contrats: list[dict[str, Any]], famille: str) -> str:
    connus = [c for c in contrats if c[famille] is not None]
    oui = [c for c in connus if c[famille] != ["aucune"]]
    return f"{len(oui)} sur {len(connus)}" if connus else "—"


def _registres(verite: dict[str, Any]) -> list[str]:
    """What the registers hold, table by table."""
    livraisons = verite["livraisons"]
    refusees = [x for x in livraisons if x["etat"] == "refusee"]
    remplacees = [x for x in livraisons if x["etat"] == "remplacee"]
    par_id = [p for p in verite["paires"] if p["voie"] in verite["voies_par_identifiant"]]
    lignes = [
        "",
        "## Registres",
        "",
        f"`registres/livraisons.csv` est le journal de {len(livraisons)} livraisons de 2024 à 2026 : "
        f"{len(remplacees)} ont été remplacées, {len(refusees)} doivent être refusées et laisser la précédente en "
        "vigueur. Les fichiers sont des CSV, des XLSX et des ODS, tels qu'un service les envoie : point-virgule, "
        "virgule décimale, cp1252, titres sur deux lignes, ligne de total, colonnes de l'expéditeur (heures en 7h30, "
        "montants en k€). Des lignes fautives, inventées pour l'essai, doivent attendre en quarantaine.",
        "",
        "Les registres qui, chez un vrai acheteur, concernent des personnes (paiements, heures d'insertion, "
        "bénéficiaires, effectifs, soumissionnaires, évaluations) sont écrits dans `prive/`, que git ignore : "
        "`python -m pipelines.fictif --prives` les refait, toujours les mêmes.",
        "",
        f"Le registre des contrats a {len(verite['paires']) + len(verite['registre_seuls'])} lignes : "
        f"{len(verite['paires'])} contrats des DECP ({len(par_id)} par leur identifiant), "
        f"{len(verite['registre_seuls'])} que les DECP n'ont pas (dès le premier euro). {len(verite['decp_seuls'])} "
        f"contrats des DECP n'y sont pas, et {len(verite['conflits'])} valeurs se contredisent.",
        "",
        "| registre | lignes en vigueur | en attente | disparues |",
        "|---|---:|---:|---:|",
    ]
    return lignes + [
        f"| {t['table']} | {t['lignes']} | {t['en_attente']} | {t['disparues']} |" for t in verite["tables"]
    ]


def _referentiels(verite: dict[str, Any]) -> list[str]:
    """What the national files hold, and what is wrong there."""
    sorts = [f["trouve"] for f in verite["fournisseurs"]]
    par_siret = sum(s in ("siret", "siret_ferme") for s in sorts)
    lignes = [
        "",
        "## Fichiers nationaux",
        "",
        f"Extraits fictifs aux colonnes des vrais fichiers. Sur {len(sorts)} fournisseurs, {par_siret} s'y trouvent "
        f"par leur SIRET, {sorts.count('siren')} par leur seul SIREN, {sorts.count('non')} ne s'y trouvent pas. Noms, "
        f"adresses et courriels portent la marque {verite['jamais_lu']} : elle ne doit se lire nulle part ailleurs.",
        "",
        "| fichier | format | décrit le | lignes |",
        "|---|---|---|---:|",
    ]
    lignes += [
        f"| `{f['fichier']}` | {f['format']} | {f['observe_le']} | {f['lignes']} |"
        for f in verite["fichiers"]
    ]
    lignes += ["", "| défaut voulu | fournisseurs |", "|---|---:|"]
    return lignes + [f"| {d['phrase']} | {len(d['sirens'])} |" for d in verite["defauts"]]


def lisezmoi(
    verite: dict[str, Any], verite_registres: dict[str, Any], verite_referentiels: dict[str, Any]
) -> str:
    """The whole text of LISEZMOI.md."""
    contrats, fichiers = verite["contrats"], verite["fichiers"]
    publies = sum(f["enregistrements"] for f in fichiers)
    nb_dores, nb_livraisons = len(verite["cas_dores"]), len(verite_registres["livraisons"])
    lus = f"{len(fichiers)} fichiers, {publies} enregistrements publiés"
    lignes = [
        "# Données fictives de la collectivité d'exemple",
        "",
        "**Tout est inventé** : acheteurs, entreprises, personnes, lieux, montants. Aucun SIREN réel : tous "
        "commencent par 0000, série que l'INSEE n'attribue pas. Ces fichiers servent à essayer le logiciel ; "
        "ils ne décrivent personne.",
        "",
        "Écrit par `python -m pipelines.fictif --out data/raw/exemple` (graine "
        f"{verite['graine']}) ; ne pas corriger à la main. Arrêté au {verite['arrete_au']}. "
        "Licence Ouverte 2.0.",
        "",
        f"- `decp/` : {lus}, pour **{len(contrats)} contrats** ;",
        "- `decp/emballages/` : un petit fichier par forme d'emballage ;",
        f"- `verite.json` : les vrais contrats, ce qui les publie, {nb_dores} cas dorés calculés à la main",
        "  (total sans les marchés subséquents), ce qui ne doit pas être réuni et ce qui doit attendre en",
        "  quarantaine. Ce n'est pas une entrée.",
        f"- `registres/` : les registres propres des trois acheteurs, {nb_livraisons} livraisons (voir plus bas) ;",
        "- `correspondances/` : ce que deux expéditeurs appellent autrement que nous ;",
        "- `verite_registres.json` : ce qu'une lecture et une union justes doivent trouver. Ce n'est pas une entrée.",
        "- `referentiels/` : Sirene, Annuaire, listes ESS, ESUS et inclusion, communes, tels qu'ils sont publiés ;",
        "- `verite_referentiels.json` : ce que ces fichiers disent de chaque fournisseur. Ce n'est pas une entrée.",
        "",
        "| année | contrats | considération sociale | considération environnementale |",
        "|---|---:|---:|---:|",
    ]
    for annee in sorted({c["annee_notification"] for c in contrats if c["annee_notification"]}):
        de = [c for c in contrats if c["annee_notification"] == annee]
        social, env = _taux(de, "considerations_sociales"), _taux(de, "considerations_environnementales")
        lignes.append(f"| {annee} | {len(de)} | {social} | {env} |")
    lignes += ["", "| fichier | format | enregistrements |", "|---|---|---:|"]
    lignes += [f"| `{f['fichier']}` | {f['format']} | {f['enregistrements']} |" for f in fichiers]
    lignes += _registres(verite_registres)
    lignes += _referentiels(verite_referentiels)
    lignes += ["", "## Cas dorés", ""]
    for cas in verite["cas_dores"]:
        lignes += [f"- **{cas['nom']}** — {cas['phrase']} *{cas['calcul']}*"]
    return "\n".join(lignes) + "\n"
