"""A folder of registers made by hand: files, and the log that declares them. What must come of it is in the tests."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.commun import duck
from pipelines.livraisons.etablir import etablir_registres
from pipelines.schemas import tables as schemas

VILLE, CCAS = "000001016", "000001032"
SERVICE = "Service des achats"


def contrat(reference: str, jour: str, **autres: Any) -> dict[str, Any]:
    """A row of the register of contracts, sound."""
    return {
        "acheteur_siren": VILLE,
        "reference": reference,
        "type": "marche",
        "objet": f"Objet du contrat {reference}",
        "date_notification": jour,
        "statut": "en_cours",
    } | autres


def clause(reference: str, code: str = "clause_sociale", **autres: Any) -> dict[str, Any]:
    return {
        "acheteur_siren": VILLE,
        "contrat_reference": reference,
        "code": code,
        "famille": "sociale",
        "nature": "clause",
    } | autres


def ecrire(path: Path, table: str, lignes: list[dict[str, Any]]) -> None:
    """Write a CSV with every column of the schema, or the text given as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        sortie = csv.DictWriter(file, schemas.colonnes(schemas.charger(table)), lineterminator="\n")
        sortie.writeheader()
        sortie.writerows(lignes)


@dataclass
class Depot:
    """data/raw/<slug> of a test."""

    base: Path
    journal: list[dict[str, Any]] = field(default_factory=list)

    @property
    def registres(self) -> Path:
        return self.base / "registres"

    @property
    def sortie(self) -> Path:
        return self.base / "travail"

    def livrer(
        self,
        livraison_id: str,
        table: str,
        periode: str,
        lignes: list[dict[str, Any]] | str,
        jour: str = "2026-01-31",
        **autres: Any,
    ) -> Path:
        """Put a file in its place and declare it."""
        prive = schemas.est_prive(schemas.charger(table))
        nom = autres.pop("fichier", f"{'prive' if prive else 'registres'}/{livraison_id}.csv")
        path = self.base / nom
        if isinstance(lignes, str):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(lignes, encoding="utf-8")
        else:
            ecrire(path, table, lignes)
        if prive:
            path.chmod(0o600)
            path.parent.chmod(0o700)
        ligne = {
            "livraison_id": livraison_id,
            "table_livree": table,
            "acheteur_siren": VILLE,
            "periode": periode,
            "fichier": nom,
            "date_livraison": jour,
            "service": SERVICE,
        }
        self.journal.append(ligne | autres)
        ecrire(self.registres / "livraisons.csv", "livraisons", self.journal)
        return path

    def etablir(self) -> dict[str, Any]:
        return etablir_registres(self.registres, self.sortie)

    def lire(self, table: str, colonnes: str = "*") -> list[tuple[Any, ...]]:
        """Rows of a table that was made, in its order."""
        with duck.connect(threads=1) as con:
            chemin = duck.literal(self.sortie / f"{table}.parquet")
            return con.execute(f"SELECT {colonnes} FROM read_parquet({chemin})").fetchall()

    def etats(self) -> dict[str, dict[str, Any]]:
        """What is told of each delivery."""
        with duck.connect(threads=1) as con:
            chemin = duck.literal(self.sortie / "livraisons_etat.parquet")
            cursor = con.execute(f"SELECT * FROM read_parquet({chemin})")
            noms = [c[0] for c in cursor.description or []]
            lignes = [dict(zip(noms, ligne, strict=True)) for ligne in cursor.fetchall()]
        return {ligne["livraison_id"]: ligne for ligne in lignes}
