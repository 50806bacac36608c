"""What the journal says of results: how many moved and why, and the headline ones from what to what."""

from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.publication.changements.journal_contrats import raisons
from pipelines.publication.changements.phrases import ETATS, compte, identifiant, jour, mesure, texte
from pipelines.publication.changements.version import Version

MONTRES = 10
LIBELLE_MAX = 200
FICHE = (
    "indicateur_id",
    "niveau",
    "acheteur_siren",
    "periode_debut",
    "periode_fin",
    "compte",
    "base",
    "perimetre",
    "dimension",
    "unite",
    "cible",
    "etat",
)


def phrases(con: duckdb.DuckDBPyConnection, apres: Version) -> list[str]:
    """Return the sentences; `dits` is the table of changes."""
    table = apres.tables.get("resultats")
    if table is None:
        return []
    cle = ", ".join(table.cle)
    con.execute(
        duck.sql(
            __file__,
            "journal_resultats",
            cle=f"CAST(to_json([{cle}]) AS VARCHAR)",
            resultats=apres.vue("resultats", dict.fromkeys((*table.cle, *FICHE))),
            indicateurs=apres.vue("indicateurs", ("indicateur_id", "edition", "libelle")),
        )
    )
    comptes = con.execute("FROM raisons_resultats").fetchall()
    total = con.execute(
        "SELECT count(DISTINCT cle) FROM dits WHERE \"table\" = 'resultats' AND cle IS NOT NULL"
    ).fetchall()[0][0]
    dites = []
    if total:
        compte_dit = compte(
            total, "résultat changé, ajouté ou retiré", "résultats changés, ajoutés ou retirés"
        )
        dites.append(f"{compte_dit} : {raisons(comptes)}.")
    lus = con.execute(f"FROM mouvements_de_tete LIMIT {MONTRES}")
    noms = [d[0] for d in lus.description or ()]
    montres = [dict(zip(noms, ligne, strict=True)) for ligne in lus.fetchall()]
    dites += [_mouvement(ligne) for ligne in montres]
    de_tete = con.execute("SELECT count(*) FROM mouvements_de_tete").fetchall()[0][0]
    if de_tete > len(montres):
        dites.append(
            f"Et {compte(de_tete - len(montres), 'autre indicateur', 'autres indicateurs')} : voir changements.csv."
        )
    return dites


def _mouvement(ligne: dict[str, Any]) -> str:
    """Tell one headline result: from what to what, where its target stands, why."""
    nom = (
        f"{texte(ligne['libelle'], LIBELLE_MAX)} ({identifiant(ligne['indicateur_id'])}, "
        if ligne["libelle"]
        else f"{identifiant(ligne['indicateur_id'])} ("
    )
    periode = f"du {jour(ligne['debut'])} au {jour(ligne['fin'])}"
    precision = {"nombre": ", en nombre", "valeur": ", en valeur"}.get(ligne["compte"], "")
    seuil = ", à partir de 40 000 € HT" if ligne["base"] == "a_partir_de_40k" else ""
    ancienne = mesure(ligne["ancienne"], ligne["unite"])
    dite = f"{nom}{periode}{precision}{seuil}) : {ancienne} → {mesure(ligne['nouvelle'], ligne['unite'])}"
    etat = ETATS.get(ligne["etat"])
    if etat:
        avant = ETATS.get(ligne["ancien_etat"])
        dite += f" ; {avant} → {etat}" if avant and avant != etat else f" ; {etat}"
    return f"{dite}. {texte(ligne['explication'], 300)}"
