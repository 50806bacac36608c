"""What the tests of this room share: national files written by hand in their real shape, and answers read back.

Every row of `etablissement`, `unite`... has name and address columns that hold the word INTERDIT: nothing that is
written may hold it.
"""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from pipelines.commun.duck import literal
from pipelines.fictif.identifiants import siren, siret
from pipelines.referentiels.etablir import Fichier, Territoire, etablir

INTERDIT = "INTERDIT"
Ligne = Mapping[str, object]
A, B, C, D, E = (siren(n) for n in (101, 202, 303, 404, 505))


def jour(texte: str) -> date:
    return date.fromisoformat(texte)


def unite(
    siren_: str, categorie: str = "", ess: str = "", juridique: str = "5710", statut: str = "O"
) -> dict[str, str]:
    return {
        "siren": siren_,
        "statutDiffusionUniteLegale": statut,
        "dateCreationUniteLegale": "2001-01-01",
        "sigleUniteLegale": INTERDIT,
        "prenom1UniteLegale": INTERDIT,
        "trancheEffectifsUniteLegale": "12",
        "categorieEntreprise": categorie,
        "anneeCategorieEntreprise": "2023",
        "dateDebut": "2020-01-01",
        "etatAdministratifUniteLegale": "A",
        "nomUniteLegale": INTERDIT,
        "denominationUniteLegale": f"Société, « {INTERDIT} » \"fictive\"",
        "categorieJuridiqueUniteLegale": juridique,
        "economieSocialeSolidaireUniteLegale": ess,
        "societeMissionUniteLegale": "",
    }  # fmt: skip


def etablissement(
    siret_: str, commune: str, siege: bool = True, etat: str = "A", statut: str = "O"
) -> dict[str, str]:
    return {
        "siren": siret_[:9],
        "nic": siret_[9:],
        "siret": siret_,
        "statutDiffusionEtablissement": statut,
        "etablissementSiege": "true" if siege else "false",
        "numeroVoieEtablissement": INTERDIT,
        "libelleVoieEtablissement": f"rue {INTERDIT}",
        "codePostalEtablissement": "00000",
        "libelleCommuneEtablissement": INTERDIT,
        "codeCommuneEtablissement": commune,
        "dateDebut": "2020-01-01",
        "etatAdministratifEtablissement": etat,
        "enseigne1Etablissement": INTERDIT,
    }


def annuaire(
    siren_: str, ess: str = "", siae: str = "", types: str = "", juridique: str = "5710", statut: str = "O"
) -> dict[str, str]:
    return {
        "siren": siren_,
        "siret_siege": siret(siren_),
        "etat_administratif": "A",
        "statut_diffusion": statut,
        "nom_complet": INTERDIT,
        "nature_juridique": juridique,
        "est_ess": ess,
        "est_siae": siae,
        "type_siae": types,
        "liste_elus": INTERDIT,
    }


def historique(siren_: str, du: str, au: str, ess: str = "", juridique: str = "5710") -> dict[str, str]:
    return {
        "siren": siren_,
        "dateFin": au,
        "dateDebut": du,
        "etatAdministratifUniteLegale": "A",
        "nomUniteLegale": INTERDIT,
        "denominationUniteLegale": INTERDIT,
        "categorieJuridiqueUniteLegale": juridique,
        "economieSocialeSolidaireUniteLegale": ess,
    }


def structure(siret_: str, kind: str, **plus: object) -> dict[str, object]:
    return {
        "id": 1,
        "name": INTERDIT,
        "siret": siret_,
        "nature": "HEAD_OFFICE",
        "kind": kind,
        "kind_parent": "Insertion",
        "contact_email": f"{INTERDIT}@exemple.invalid",
        "contact_phone": INTERDIT,
        "is_active": True,
        **plus,
    }


def commune(code: str, type_: str = "COM", dep: str = "", parent: str = "") -> dict[str, str]:
    return {
        "TYPECOM": type_,
        "COM": code,
        "REG": "",
        "DEP": dep or (code[:2] if type_ == "COM" else ""),
        "CTCD": "",
        "ARR": "",
        "TNCC": "0",
        "NCC": "LIEU FICTIF",
        "NCCENR": "Lieu fictif",
        "LIBELLE": "Lieu fictif",
        "CAN": "",
        "COMPARENT": parent,
    }


def en_csv(lignes: Sequence[Ligne], delim: str = ",", encodage: str = "utf-8") -> bytes:
    texte = io.StringIO(newline="")
    plume = csv.DictWriter(texte, list(lignes[0]), delimiter=delim, lineterminator="\n")
    plume.writeheader()
    plume.writerows(lignes)
    return texte.getvalue().encode(encodage)


def ecrire(path: Path, lignes: Sequence[Ligne], **csv_: Any) -> Path:
    """Write rows in the shape that the suffix of the path says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        brut = path.with_suffix(".tmp.csv")
        brut.write_bytes(en_csv(lignes))
        with duckdb.connect() as con:
            con.execute(
                f"COPY (SELECT * FROM read_csv({literal(brut)}, all_varchar = true, header = true, quote = '\"', "
                f"escape = '\"')) TO {literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)"
            )
        brut.unlink()
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(en_csv(lignes, **csv_), mtime=0))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{path.stem}.csv", en_csv(lignes, **csv_))
    elif path.suffix == ".json":
        path.write_text(json.dumps(list(lignes)), encoding="utf-8")
    elif path.suffix == ".xlsx":
        classeur(path, [list(lignes[0]), *[list(ligne.values()) for ligne in lignes]])
    else:
        path.write_bytes(en_csv(lignes, **csv_))
    return path


def classeur(path: Path, rangees: Iterable[Sequence[object]]) -> Path:
    livre = openpyxl.Workbook()
    feuille = livre.active
    assert feuille is not None
    for rangee in rangees:
        feuille.append(list(rangee))
    livre.save(path)
    return path


@dataclass
class Rendu:
    """What `etablir` wrote."""

    dossier: Path
    bilan: dict[str, Any]
    refus: list[str] = field(default_factory=list)
    _tables: dict[str, dict[tuple[str, str], list[tuple[Any, ...]]]] = field(default_factory=dict)

    def lignes(self, table: str, colonnes: str, ou: str = "true") -> list[tuple[Any, ...]]:
        path = literal(self.dossier / f"{table}.parquet")
        with duckdb.connect() as con:
            return con.execute(f"SELECT {colonnes} FROM {path} WHERE {ou} ORDER BY ALL").fetchall()

    def table(self, nom: str, siren_: str, siret_: str) -> list[tuple[Any, ...]]:
        """The rows of a supplier; each table is read once."""
        if nom not in self._tables:
            rangees: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
            for ligne in self.lignes(nom, "*"):
                rangees.setdefault(ligne[:2], []).append(ligne[2:])
            self._tables[nom] = rangees
        return self._tables[nom].get((siren_, siret_), [])

    def au(self, siren_: str, jour_: str, siret_: str = "") -> dict[str, str]:
        """The categories of a supplier on a day, each `date` (known at the date) or `vu apres`."""
        le, dites = jour(jour_), {}
        for categorie, du, au, certain_du, *_ in self.table("qualites", siren_, siret_):
            if _dans(le, du, au) and dites.get(categorie) != "date":
                dites[categorie] = "date" if certain_du and le >= certain_du else "vu apres"
        return dites

    def connu(self, siren_: str, jour_: str, siret_: str = "") -> set[str]:
        """The families of which what is not said is a « no » on a day."""
        return {f for f, du, au in self.table("connus", siren_, siret_) if _dans(jour(jour_), du, au)}

    def fournisseur(self, siren_: str, siret_: str = "") -> tuple[Any, ...]:
        """How it was found, whether it is in partial diffusion, a natural person, and by which files it is known."""
        (ligne,) = self.table("fournisseurs", siren_, siret_)
        return ligne


def _dans(le: date, du: date | None, au: date | None) -> bool:
    return (du is None or du <= le) and (au is None or le <= au)


def lancer(
    tmp: Path,
    fichiers: Sequence[Fichier],
    demandes: Iterable[tuple[str, str] | str],
    territoire: Territoire | None = None,
    nom: str = "sortie",
    cache: str = "cache",
) -> Rendu:
    """Establish for these suppliers: a SIREN alone, or (SIREN, SIRET)."""
    tmp.mkdir(parents=True, exist_ok=True)
    paires = sorted({d if isinstance(d, tuple) else (d, "") for d in demandes})
    path = tmp / f"{nom}-demandes.parquet"
    valeurs = ", ".join(f"({literal(a)}, {literal(b)})" for a, b in paires)
    requete = (
        f"FROM (VALUES {valeurs}) t(siren, siret)"
        if paires
        else "SELECT ''::VARCHAR AS siren, '' AS siret LIMIT 0"
    )
    with duckdb.connect() as con:
        con.execute(f"COPY ({requete}) TO {literal(path)} (FORMAT parquet)")
    bilan = etablir(fichiers, path, territoire or Territoire(), tmp / nom, tmp / cache)
    return Rendu(tmp / nom, bilan, [f["refus"] for f in bilan["fichiers"] if f["refus"]])
