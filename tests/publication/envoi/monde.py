"""A small release, and a push of it to the stand-in: what every test of the sending starts from."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import sha256
from pipelines.publication.depot.sceau import octets_scelles
from pipelines.publication.envoi.cle import Cle
from pipelines.publication.envoi.destination import lire_destination
from pipelines.publication.envoi.execution import Envoi, pousser, prevoir
from pipelines.sources.politique import Politique
from tests.publication.envoi.doublure import CLE, DataGouv

JOURNAL = """# Ce qui a changé

## 2026.06.1

### Contrats

2 contrats ajoutés.

## 2026.05.1

Première version.
"""
FICHIERS = {
    "contrats.csv": "contrat_id,objet\nA,Été\n",
    "contrats.json": "[]\n",
    "contrats.parquet": "PAR1",
    "contrats.schema.json": "{}\n",
    "contrat_sources.csv": "contrat_id,fichier\nA,f\n",
    "contrat_sources.schema.json": "{}\n",
    "spaser.xlsx": "PK classeur",
    "CHANGELOG.md": JOURNAL,
}
DEFINITION: dict[str, Any] = {
    "titre": "SPASER d'exemple",
    "edition": "2026",
    "periode": {"debut": "2023-01-01", "fin": "2026-06-30"},
    "territoire": {"communes": ["33063"], "epci": ["000001024"]},
    "publication": {
        "adresse": "https://donnees.metropole.fr/spaser/",
        "frequence": "biennale",
        "data_gouv": {"organisation": "metropole", "formats": ["xlsx", "ods", "csv", "json", "parquet"]},
    },
}
SANS_ATTENTE = Politique(total_s=20, lecture_s=5, connexion_s=5, recul_s=0, dormir=lambda _: None)


def publier(
    published: Path,
    *,
    slug: str = "exemple",
    sequence: int = 1,
    version: str = "2026.06.1",
    fictif: bool = True,
    fichiers: dict[str, str] | None = None,
    contenu: str = "",
) -> Path:
    """Write a release as `depot.inscrire` leaves it, in force."""
    depot, fichiers = published / slug, dict(FICHIERS if fichiers is None else fichiers)
    dossier = depot / "versions" / version
    dossier.mkdir(parents=True)
    fichiers["datapackage.json"] = json.dumps(_descripteur(slug, fictif, fichiers) | {"version": version})
    for nom, texte in fichiers.items():
        (dossier / nom).write_text(texte, encoding="utf-8")
    latest = {
        "version": version,
        "sequence": sequence,
        "precedente": None,
        "slug": slug,
        "titre": "Données fictives – SPASER d'exemple" if fictif else "SPASER de la Métropole",
        "fictif": fictif,
        "arrete_au": "2026-06-30",
        "contenu_sha256": (contenu or f"{sequence:x}").rjust(64, "0"),
        "fichiers": {
            nom: {"sha256": sha256(dossier / nom), "bytes": (dossier / nom).stat().st_size}
            for nom in fichiers
        },
    }
    (depot / "latest.json").write_bytes(octets_scelles(latest))
    return depot


def _descripteur(slug: str, fictif: bool, fichiers: dict[str, str]) -> dict[str, Any]:
    ressources: list[dict[str, Any]] = []
    for nom in fichiers:
        if nom.endswith(".csv"):
            table = nom.removesuffix(".csv")
            ressources.append(
                {
                    "name": table,
                    "path": nom,
                    "type": "table",
                    "title": table.replace("_", " ").capitalize(),
                    "description": f"Une ligne par {table}.",
                    "schema": {"version": "0.1.0"},
                }
            )
        elif not nom.endswith(".schema.json"):
            ressources.append(
                {"name": nom.lower().replace(".", "-"), "path": nom, "title": f"Titre de {nom}"}
            )
    return {
        "name": slug,
        "description": "Les achats d'une <b>collectivité</b>.",
        "fictif": fictif,
        "resources": ressources,
    }


@dataclass
class Poussee:
    """How to push: the definition, the key, the choices of the command."""

    published: Path
    site: DataGouv
    slug: str = "exemple"
    definition: dict[str, Any] = field(default_factory=lambda: DEFINITION)
    cle: str | None = CLE
    politique: Politique = SANS_ATTENTE
    choix: dict[str, Any] = field(default_factory=dict)

    def _arguments(self) -> tuple[Any, ...]:
        vers = lire_destination(self.definition, serveur=self.site.url, **self.choix)
        return (
            self.published / self.slug,
            self.slug,
            vers,
            Cle(self.cle) if self.cle else None,
            self.politique,
        )

    def pousser(self) -> Envoi:
        return pousser(*self._arguments())

    def prevoir(self) -> Envoi:
        return prevoir(*self._arguments())
