"""index.json: every version and every tombstone, with the digest of each file. What is in force is in latest.json."""

from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import sha256
from pipelines.publication.depot import retraits
from pipelines.publication.depot.chemins import DESCRIPTEUR, INDEX, SIGNATURE, SOMMES, VERSIONS, numeros, rang
from pipelines.publication.depot.connues import jamais_citees
from pipelines.publication.depot.contenu import descripteur_de, sequence_de, sommes_de
from pipelines.publication.depot.sceau import lire_scelle


def indexer(depot: Path, latest: dict[str, Any] | None, adresse: str) -> dict[str, Any]:
    """Return what index.json says, unsealed; the latest version first. What was never in force is not in it."""
    tombes, inconnues = retraits.lire(depot), jamais_citees(depot, latest)
    anciens = {v["version"]: v for v in (lire_scelle(depot / INDEX) or {}).get("versions", [])}
    presentes = [v for v in numeros(depot) if v not in tombes and v not in inconnues]
    versions = [_version(depot, v, latest, anciens.get(v)) for v in presentes]
    # published once, neither here nor withdrawn: it stays said, so that it is missed
    versions += [dit for v, dit in anciens.items() if v not in tombes and not (depot / VERSIONS / v).is_dir()]
    return {
        "slug": latest["slug"] if latest else depot.name,
        "titre": latest["titre"] if latest else depot.name,
        "fictif": latest["fictif"] if latest else None,
        "adresse": adresse,
        "en_vigueur": latest["version"] if latest else None,
        "sequence": latest["sequence"] if latest else 0,
        "versions": sorted(versions, key=lambda v: (v["sequence"] or 0, rang(v["version"])), reverse=True),
        "retirees": sorted(tombes.values(), key=lambda t: rang(t["version"]), reverse=True),
    }


def _version(
    depot: Path, version: str, latest: dict[str, Any] | None, ancien: dict[str, Any] | None
) -> dict[str, Any]:
    """Say of a version what it says of itself; one that changed since is said as it was when it was published."""
    if ancien and not _intacte(depot, version, ancien):
        return ancien
    dit, dossier = descripteur_de(depot, version), depot / VERSIONS / version
    sommes = sommes_de(depot, version)
    hors = {nom: sha256(dossier / nom) for nom in (SOMMES, SIGNATURE) if (dossier / nom).is_file()}
    # what was published, be it altered since
    tailles = {r["path"]: r["bytes"] for r in dit.get("resources", []) if "path" in r and "bytes" in r}
    fichiers = {
        nom: _fichier(dossier / nom, somme, tailles.get(nom))
        for nom, somme in sorted((sommes | hors).items())
    }
    sequence = sequence_de(depot, version)
    if sequence is None and latest and latest["version"] == version:
        sequence = latest["sequence"]
    return {
        "version": version,
        "sequence": sequence,
        "precedente": dit.get("precedente"),
        "titre": dit.get("title"),
        "arrete_au": dit.get("arrete_au"),
        "contenu_sha256": dit.get("contenu_sha256"),
        "dossier": f"{VERSIONS}/{version}/",
        "fichiers": fichiers,
    }


def _intacte(depot: Path, version: str, ancien: dict[str, Any]) -> bool:
    """Tell whether the two files that everything else is said in are those that the former index saw."""
    dites = {nom: f["sha256"] for nom, f in ancien["fichiers"].items()}
    dossier = depot / VERSIONS / version
    return all(
        (dossier / nom).is_file() and sha256(dossier / nom) == dites.get(nom) for nom in (SOMMES, DESCRIPTEUR)
    )


def _fichier(path: Path, somme: str, taille: int | None) -> dict[str, Any]:
    if taille is None and path.is_file():
        taille = path.stat().st_size
    return {"sha256": somme, "bytes": taille}
