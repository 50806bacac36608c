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


def lisezmoi(verite: dict[str, Any]) -> str:
    """The whole text of LISEZMOI.md."""
    contrats, fichiers = verite["contrats"], verite["fichiers"]
    publies = sum(f["enregistrements"] for f in fichiers)
    nb_dores = len(verite["cas_dores"])
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
    lignes += ["", "## Cas dorés", ""]
    for cas in verite["cas_dores"]:
        lignes += [f"- **{cas['nom']}** — {cas['phrase']} *{cas['calcul']}*"]
    return "\n".join(lignes) + "\n"
