"""The equality gate: nothing is timed before every contender has been seen to find the same thing.

    python -m benchmarks.porte DONNEES staging=DIR tables=DIR normalise=DIR

The witness is `empreinte` (plain Python over the same files), kept beside the files it describes. A separate
process runs this, so that the memory of the witness never counts in a measure.
"""

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from benchmarks.empreinte import lire
from benchmarks.generateur import FICHIERS

ICI = Path(__file__).parent


class ResultatsDifferents(Exception):
    """Two readings of the same files disagree: timing them would compare different work."""


def temoin(donnees: Path) -> dict[str, str]:
    """Return what the independent reading finds, from the former run if neither files nor witness changed."""
    garde = donnees / "empreinte.json"
    etat = json.loads((donnees / "manifeste.json").read_text(encoding="utf-8"))["sha256"]
    code = (ICI / "empreinte.py").read_text(encoding="utf-8")
    if garde.exists():
        connu = json.loads(garde.read_text(encoding="utf-8"))
        if connu["sha256"] == etat and connu["code"] == code:
            return dict(connu["empreinte"])
    trouve = lire([donnees / nom for nom in FICHIERS]).texte()
    garde.write_text(json.dumps({"sha256": etat, "code": code, "empreinte": trouve}), encoding="utf-8")
    return trouve


def staging(dossier: Path) -> dict[str, object]:
    """Count over the staging Parquet of `lire_fichiers`."""
    return _interroger("empreinte_staging", parts=f"'{dossier}/**/*.parquet'")


def tables(dossier: Path) -> dict[str, object]:
    """Count over the tables of `spaser ingest` and its bilan."""
    bilan = json.loads((dossier / "bilan.json").read_text(encoding="utf-8"))
    if bilan["fichiers_refuses"]:
        raise ResultatsDifferents(f"spaser ingest a refusé des fichiers : {bilan['fichiers_refuses']}")
    total = bilan["total"]
    if total["gardes"] + total["fusionnes"] + total["quarantaine"] != total["lus"]:
        raise ResultatsDifferents(f"spaser ingest perd des enregistrements : {total}")
    return {"enregistrements": total["lus"], **_interroger("empreinte_tables", dossier=str(dossier))}


def normalise(dossier: Path) -> dict[str, object]:
    """Count over the flat tables of json_normalize."""
    return _interroger("empreinte_normalise", dossier=str(dossier))


def comparer(nom: str, attendu: Mapping[str, str], obtenu: Mapping[str, object]) -> None:
    """Refuse when one figure of `obtenu` is not exactly the witness's.

    Errors: `ResultatsDifferents`, with both figures.
    """
    ecarts = [
        f"{cle} : {attendu[cle]} attendu, {valeur} trouvé"
        for cle, valeur in obtenu.items()
        if valeur is None or Decimal(attendu[cle]) != Decimal(str(valeur))
    ]
    if not obtenu or ecarts:
        raise ResultatsDifferents(f"{nom} ne trouve pas la même chose que le témoin : " + " ; ".join(ecarts))


def _interroger(requete: str, **parametres: str) -> dict[str, object]:
    import duckdb

    texte = (ICI / f"{requete}.sql").read_text(encoding="utf-8")
    for cle, valeur in parametres.items():
        texte = texte.replace("{" + cle + "}", valeur)
    with duckdb.connect() as con:
        resultat = con.execute(texte)
        colonnes = [c[0] for c in resultat.description or ()]
        ligne = resultat.fetchone()
    return dict(zip(colonnes, ligne or (), strict=True))


LECTEURS = {"staging": staging, "tables": tables, "normalise": normalise}


def main(donnees: Path, demandes: list[str]) -> None:
    attendu = temoin(donnees)
    try:
        for demande in demandes:
            nom, _, dossier = demande.partition("=")
            obtenu = LECTEURS[nom](Path(dossier))
            comparer(nom, attendu, obtenu)
            print(f"{nom} : {len(obtenu)} comptes et sommes égaux au témoin")
    except ResultatsDifferents as erreur:
        sys.exit(str(erreur))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
