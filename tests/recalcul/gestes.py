"""An edit of one row of a national file, written back as it was published, and suppliers looked up again in them all.

Which edits: retouches.csv and croises.csv. How a Parquet is edited belongs to `retouches`, which this module serves.
"""

import csv
import io
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import yaml

from pipelines.indicateurs.calcul.entrees import Entrees
from pipelines.referentiels.configuration import lire_fichiers
from pipelines.referentiels.etablir import etablir
from tests.recalcul.essais import FICHE, RACINE

BASE = RACINE / "data" / "raw" / "exemple" / "referentiels"
FICHIERS = {chemin.stem: chemin for chemin in BASE.iterdir()}
"""National files by the name that an edit gives them."""


def chercher(entrees: Entrees, nationaux: Path, dossier: Path) -> Entrees:
    """Look the suppliers of a run up again, in national files that lie in another folder."""
    if entrees.referentiels is None:
        raise ValueError("aucun fichier national")
    dit = yaml.safe_load(FICHE.read_text(encoding="utf-8"))
    for entree in dit["referentiels"]:
        entree["fichier"] = str(nationaux / Path(entree["fichier"]).name)
    fichiers, territoire = lire_fichiers(dit, RACINE)
    demandes = entrees.referentiels.parent / "demandes.parquet"
    bilan = etablir(fichiers, demandes, territoire, dossier / "referentiels", dossier / "extraits")
    refus = [x["refus"] for x in bilan["fichiers"] if x["refus"]]
    if refus:
        raise ValueError("; ".join(refus))
    return replace(entrees, referentiels=dossier / "referentiels")


def copier(vers: Path) -> None:
    """Copy the national files where they may be edited."""
    shutil.copytree(BASE, vers)


def editer(chemin: Path, ou: Mapping[str, str], changements: Mapping[str, str]) -> None:
    """Change columns of the only row that `ou` picks, in a CSV, a zip of one CSV, or a workbook."""
    if chemin.suffix == ".xlsx":
        classeur = openpyxl.load_workbook(chemin)
        feuille = classeur.worksheets[0]
        titres = [str(c.value) for c in feuille[1]]
        trouvees = [
            ligne
            for ligne in feuille.iter_rows(min_row=2)
            if all(str(ligne[titres.index(k)].value)[: len(v)] == v for k, v in ou.items())
        ]
        _une(trouvees, chemin, ou)
        for colonne, valeur in changements.items():
            dit = datetime.fromisoformat(valeur) if "Date" in colonne else valeur
            trouvees[0][titres.index(colonne)].value = dit
        classeur.save(chemin)
        return
    if chemin.suffix == ".zip":
        with zipfile.ZipFile(chemin) as archive:
            nom = archive.namelist()[0]
            texte = archive.read(nom).decode("utf-8")
        with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(nom, _csv(texte, chemin, ou, changements))
        return
    chemin.write_text(_csv(chemin.read_text(encoding="utf-8"), chemin, ou, changements), encoding="utf-8")


def _csv(texte: str, chemin: Path, ou: Mapping[str, str], changements: Mapping[str, str]) -> str:
    lecteur = csv.DictReader(io.StringIO(texte))
    lignes = list(lecteur)
    trouvees = [x for x in lignes if all(x[k] == v for k, v in ou.items())]
    _une(trouvees, chemin, ou)
    trouvees[0].update(changements)
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, lecteur.fieldnames or (), lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue()


def _une(trouvees: Sequence[object], chemin: Path, ou: Mapping[str, str]) -> None:
    if len(trouvees) != 1:
        raise ValueError(f"{chemin.name} : {len(trouvees)} lignes pour {ou}")
