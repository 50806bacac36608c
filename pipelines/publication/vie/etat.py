"""A folder of releases as it is found, read once, nothing proved: what the examinations share."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import sha256
from pipelines.publication.depot import retraits
from pipelines.publication.depot.chemins import INDEX, LATEST, RETRAITS, SOMMES, VERSIONS, numeros
from pipelines.publication.depot.connues import PUBLICATIONS, traces
from pipelines.publication.depot.contenu import sequence_de
from pipelines.publication.depot.pointeur import CLES, bien_forme
from pipelines.publication.depot.sceau import SCEAU, lire_json, lire_scelle


@dataclass(frozen=True)
class Etat:
    """What is on disk, whatever its state."""

    depot: Path

    @cached_property
    def latest(self) -> dict[str, Any] | None:
        """latest.json, when it is whole (or from before there were seals)."""
        chemin = self.depot / LATEST
        lu = lire_scelle(chemin)
        if lu is None:
            ancien = lire_json(chemin)
            lu = ancien if ancien is not None and set(ancien) == CLES else None
        return lu if lu is not None and bien_forme(lu) else None

    @cached_property
    def index(self) -> dict[str, Any] | None:
        """index.json, when it is whole."""
        return lire_scelle(self.depot / INDEX)

    @cached_property
    def sceau(self) -> str | None:
        """What tells one latest.json from another."""
        return sha256(self.depot / LATEST) if self.latest and SCEAU in self.latest else None

    @cached_property
    def tombes(self) -> dict[str, dict[str, Any] | None]:
        """The tombstones by version; None for one that changed."""
        return {path.stem: retraits.lire_une(path) for path in sorted((self.depot / RETRAITS).glob("*.json"))}

    @cached_property
    def versions(self) -> list[str]:
        """The versions that have a folder and no tombstone."""
        return [version for version in numeros(self.depot) if version not in self.tombes]

    @cached_property
    def en_vigueur(self) -> str | None:
        """The version that latest.json names."""
        return self.latest["version"] if self.latest else None

    @cached_property
    def indexees(self) -> dict[str, dict[str, str]]:
        """Per version, the digests that index.json says."""
        dites = (self.index or {}).get("versions", [])
        return {v["version"]: {n: f["sha256"] for n, f in v["fichiers"].items()} for v in dites}

    @cached_property
    def chaine(self) -> dict[str, str]:
        """Per former version, the digest of its SHA256SUMS that the version in force says (table `publications`)."""
        if not self.latest or not self.en_vigueur:
            return {}
        liste, attendu = self.chemin(self.en_vigueur, PUBLICATIONS), self.latest["fichiers"].get(PUBLICATIONS)
        if attendu is None or not liste.is_file() or sha256(liste) != attendu["sha256"]:
            return {}
        with liste.open(encoding="utf-8", newline="") as file:
            lignes = list(csv.DictReader(file))
        return {x["version"]: x["sommes_sha256"] for x in lignes if x.get("sommes_sha256")}

    @cached_property
    def jamais_citees(self) -> list[str]:
        """The versions that rank after the one in force and that nothing sealed names."""
        if self.latest is None:
            return []
        rang, vues = self.latest["sequence"], {self.en_vigueur, self.latest["precedente"], *self.chaine}
        restent = [v for v in self.versions if v not in vues]
        return [v for v in restent if (self._rang(v) or rang + 1) > rang]

    @cached_property
    def remises(self) -> list[str]:
        """Those of them that were in force, since what is derived tells of them."""
        return [version for version in self.jamais_citees if version in traces(self.depot)]

    @cached_property
    def lues(self) -> dict[str, dict[str, str]]:
        """Per version, the digest of each file as it is."""
        return {v: self._lire(v) for v in self.versions}

    def chemin(self, version: str, nom: str) -> Path:
        """Return the path of a file of a version."""
        return self.depot / VERSIONS / version / nom

    def _rang(self, version: str) -> int | None:
        """Return the rank of a version, from the surest place that says it."""
        dits = {v["version"]: v["sequence"] for v in (self.index or {}).get("versions", [])}
        return dits.get(version) or sequence_de(self.depot, version)

    def _lire(self, version: str) -> dict[str, str]:
        try:
            presents = sorted((self.depot / VERSIONS / version).iterdir())
        except OSError:  # a folder that this account may not read: its files are missed, one by one
            return {}
        return {path.name: _empreinte(path) for path in presents}

    def sommes_sures(self, version: str) -> str | None:
        """Return the digest that SHA256SUMS of a former version must have, if something sealed says it."""
        return self.chaine.get(version) or self.indexees.get(version, {}).get(SOMMES)


def _empreinte(path: Path) -> str:
    """Return the digest of a file; nothing that could be right for what is no file, or cannot be read."""
    try:
        return sha256(path) if path.is_file() and not path.is_symlink() else ""
    except OSError:
        return ""
