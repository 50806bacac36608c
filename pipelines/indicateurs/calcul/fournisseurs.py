"""What suppliers are, opened for the indicators: the files that were looked up, and the buyer's own register.

Finding them in the national files belongs to `referentiels`; what a category asks, to `listes/categories.csv`.
"""

import json
from pathlib import Path

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.indicateurs import faits

TERRITOIRE = "territoire"
"""The source that says which communes the SPASER calls its own."""
LIEU = (("sirene_etablissements", TERRITOIRE),)
ETRANGER = {
    "f_territoire": LIEU,
    "f_pme_territoire": LIEU,
    "f_ess": (("liste_ess",), ("annuaire_unites_legales",), ("sirene_unites_legales",)),
    "f_esus": (("liste_esus",),),
    "f_inclusion": (("liste_siae",), ("annuaire_unites_legales",)),
}
"""Which files answer, all of one of these, for a supplier of another country, that none of them could hold."""
TEXTES = {"qualites": ("siren", "siret", "categorie"), "connus": ("siren", "siret", "famille")}
DATES = {"qualites": ("du", "au", "certain_du"), "connus": ("du", "au")}


def ouvrir(con: duckdb.DuckDBPyConnection, dossier: Path | None) -> None:
    """Make `qualites`, period by period, and say which reference files were read; needs `contrat_titulaires`."""
    for nom in TEXTES:
        chemin = dossier / f"{nom}.parquet" if dossier else None
        vide = [f"NULL::VARCHAR AS {c}" for c in TEXTES[nom]] + [f"NULL::DATE AS {c}" for c in DATES[nom]]
        lu = f"FROM read_parquet({literal(chemin)})" if chemin and chemin.is_file() else ""
        con.execute(f"CREATE OR REPLACE VIEW ref_{nom} AS " + (lu or f"SELECT {', '.join(vide)} WHERE false"))
    lues = sources(dossier)
    familles = [
        f"{bit}()" for bit, repondent in ETRANGER.items() if any(set(r) <= set(lues) for r in repondent)
    ]
    con.execute(
        sql(
            faits.__file__,
            "qualites",
            demandes=sql(faits.__file__, "demandes"),
            familles_lues=" | ".join(familles) or "0",
        )
    )
    for source in lues:
        # a national file holds for every buyer and every year
        con.execute(
            "INSERT INTO couvert SELECT ?, acheteur_siren, annee FROM grille ORDER BY ALL",
            [source],
        )


def sources(dossier: Path | None) -> list[str]:
    """Name the formats of the files that were read, and the territory where the SPASER says what it is."""
    if dossier is None or not (dossier / "bilan.json").is_file():
        return []
    bilan = json.loads((dossier / "bilan.json").read_text(encoding="utf-8"))
    lues = {fichier["format"] for fichier in bilan["fichiers"] if not fichier["refus"]}
    if bilan.get(TERRITOIRE, {}).get("communes"):
        lues.add(TERRITOIRE)
    return sorted(lues)


def ecrire_demandes(con: duckdb.DuckDBPyConnection, sortie: Path) -> None:
    """Write the suppliers to look up; needs `contrat_titulaires` and the registers."""
    requete = sql(faits.__file__, "demandes")
    con.execute(f"COPY (FROM ({requete}) ORDER BY siren, siret) TO {literal(sortie)} (FORMAT parquet)")
