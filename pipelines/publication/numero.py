"""What places a release among the others: its number, its rank, the one before, the digest of what it says."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import json_stable, sha256
from pipelines.publication.fiche import Fiche, Source
from pipelines.publication.tables import TableEcrite


@dataclass(frozen=True)
class Numero:
    """The place of a release: version YYYY.MM.N, rank from 1, version in force before it (None for the first)."""

    version: str
    sequence: int
    precedente: str | None
    contenu_sha256: str

    def dit(self) -> dict[str, Any]:
        """Return it as descriptors and latest.json say it."""
        return {
            "version": self.version,
            "sequence": self.sequence,
            "precedente": self.precedente,
            "contenu_sha256": self.contenu_sha256,
        }


def empreinte_du_contenu(
    fiche: Fiche, arrete_au: dt.date, sources: Sequence[Source], tables: Sequence[TableEcrite], dossier: Path
) -> str:
    """Digest what a version says, all but its number, and not how: same values and words, no new version.

    The CSV are what is canonical: a library that writes the same values in other bytes of Parquet or XLSX, or another
    commit of this code, changes nothing of what is said. Anyone can compute it again from a release: its words are in
    datapackage.json, its sums in SHA256SUMS.
    """
    dit = dites(fiche, arrete_au) | {
        "sources": {source.chemin: source.sha256 for source in sources},
        "bilan.json": sha256(dossier / "bilan.json"),
    }
    for table in tables:
        dit[f"{table.nom}.csv"] = sha256(dossier / f"{table.nom}.csv")
        dit[f"{table.nom}.schema.json"] = hashlib.sha256(json_stable(table.schema).encode()).hexdigest()
    return hashlib.sha256(json_stable(dit).encode()).hexdigest()


def dites(fiche: Fiche, arrete_au: dt.date) -> dict[str, Any]:
    """Return what a release says of itself in words, as datapackage.json repeats it."""
    return {
        "name": fiche.slug,
        "title": fiche.titre_public,
        "description": fiche.description_publique,
        "fictif": fiche.fictif,
        "edition": fiche.edition,
        "arrete_au": arrete_au.isoformat(),
        "editeur": fiche.editeur,
        "contact": fiche.contact,
        "periode": list(fiche.periode),
        "territoire": fiche.territoire,
        "adresse": fiche.diffusion.adresse,
        "frequence": fiche.diffusion.frequence,
    }
