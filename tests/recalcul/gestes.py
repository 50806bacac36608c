"""An edit of one row of a national file, written back as it was published, and suppliers looked up again in them all.

Which edits: retouches.csv and croises.csv. How a Parquet is edited belongs to `retouches`, which this module serves.
"""

import csv
import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import openpyxl
import yaml

from pipelines.indicateurs.calcul.entrees import Entrees, ecrire_demandes
from pipelines.referentiels.configuration import lire_fichiers
from pipelines.referentiels.etablir import etablir
from tests.recalcul.essais import FICHE, RACINE

BASE = RACINE / "data" / "raw" / "exemple" / "referentiels"
FICHIERS = {chemin.stem: chemin for chemin in BASE.iterdir()}
"""National files by the name that an edit gives them."""
NATIONAUX, ATTRIBUTIONS = "nationaux", "attributions.parquet"
"""Where the edited files lie, and to whom contracts of groups count."""
T = TypeVar("T")


def chercher(entrees: Entrees, nationaux: Path, dossier: Path) -> Entrees:
    """Look the suppliers of a run up again, in national files that lie in another folder."""
    if entrees.referentiels is None:
        raise ValueError("aucun fichier national")
    dit = yaml.safe_load(FICHE.read_text(encoding="utf-8"))
    for entree in dit["referentiels"]:
        entree["fichier"] = str(nationaux / Path(entree["fichier"]).name)
    fichiers, territoire = lire_fichiers(dit, RACINE)
    demandes = dossier / "demandes.parquet"
    ecrire_demandes(entrees, demandes, dossier / ATTRIBUTIONS)
    bilan = etablir(fichiers, demandes, territoire, dossier / "referentiels", dossier / "extraits")
    refus = [x["refus"] for x in bilan["fichiers"] if x["refus"]]
    if refus:
        raise ValueError("; ".join(refus))
    return replace(entrees, referentiels=dossier / "referentiels")


def copier(vers: Path) -> None:
    """Copy the national files where they may be edited."""
    shutil.copytree(BASE, vers)


def editer(chemin: Path, ou: Mapping[str, str], changements: Mapping[str, str]) -> None:
    """Change columns of the only row that `ou` picks: a CSV (plain, .gz, in a zip), a workbook, a page of JSON."""
    if chemin.suffix == ".xlsx":
        _classeur(chemin, ou, changements)
    elif chemin.suffix == ".json":
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        _une([x for x in lu["results"] if _est(x, ou)], chemin, ou).update(
            {k: json.loads(v) for k, v in changements.items()}
        )
        chemin.write_text(json.dumps(lu), encoding="utf-8")
    elif chemin.suffix == ".gz":
        texte = gzip.decompress(chemin.read_bytes()).decode("utf-8")
        chemin.write_bytes(gzip.compress(_csv(texte, chemin, ou, changements, ";").encode("utf-8")))
    elif chemin.suffix == ".zip":
        with zipfile.ZipFile(chemin) as archive:
            nom = archive.namelist()[0]
            texte = archive.read(nom).decode("utf-8")
        with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(nom, _csv(texte, chemin, ou, changements))
    else:
        texte = chemin.read_text(encoding="utf-8")
        chemin.write_text(_csv(texte, chemin, ou, changements), encoding="utf-8")


def _classeur(chemin: Path, ou: Mapping[str, str], changements: Mapping[str, str]) -> None:
    classeur = openpyxl.load_workbook(chemin)
    feuille = classeur.worksheets[0]
    titres = [str(c.value) for c in feuille[1]]
    lignes = [dict(zip(titres, ligne, strict=True)) for ligne in feuille.iter_rows(min_row=2)]
    ligne = _une([x for x in lignes if all(x[k].value == v for k, v in ou.items())], chemin, ou)
    for colonne, valeur in changements.items():
        dit = datetime.fromisoformat(valeur) if valeur and "Date" in colonne else valeur
        ligne[colonne].value = dit or None
    classeur.save(chemin)


def _csv(
    texte: str, chemin: Path, ou: Mapping[str, str], changements: Mapping[str, str], separateur: str = ","
) -> str:
    lecteur = csv.DictReader(io.StringIO(texte), delimiter=separateur)
    lignes = list(lecteur)
    _une([x for x in lignes if _est(x, ou)], chemin, ou).update(changements)
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, lecteur.fieldnames or (), delimiter=separateur, lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue()


def _est(ligne: Mapping[str, object], ou: Mapping[str, str]) -> bool:
    return all(ligne[k] == v for k, v in ou.items())


def _une(trouvees: Sequence[T], chemin: Path, ou: Mapping[str, str]) -> T:
    if len(trouvees) != 1:
        raise ValueError(f"{chemin.name} : {len(trouvees)} lignes pour {ou}")
    return trouvees[0]
