"""latest.json, which says what is in force, and the files that it names: proved, then read.

Moving it belongs to `inscription`.
"""

import re
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256
from pipelines.publication.depot import retraits
from pipelines.publication.depot.chemins import (
    INDEX,
    LATEST,
    LIEN,
    RETRAITS,
    VERSION,
    VERSIONS,
    nom_simple,
    numeros,
)
from pipelines.publication.depot.contenu import descripteur_de, sommes_de
from pipelines.publication.depot.sceau import lire_json, lire_scelle

CLES = {
    "version",
    "sequence",
    "precedente",
    "slug",
    "titre",
    "fictif",
    "arrete_au",
    "contenu_sha256",
    "fichiers",
}
"""What latest.json says; `version` is null when every version was withdrawn."""
EMPREINTE = re.compile(r"[0-9a-f]{64}\Z")


def lire_latest(depot: Path) -> dict[str, Any] | None:
    """Return latest.json, its own words only proved; None before the first release.

    Errors: it is lost while versions exist, unreadable, or altered.
    """
    path = depot / LATEST
    if not path.exists():
        if _deja_publie(depot):
            raise _a_reparer(depot, "latest.json a disparu alors que des versions ont été publiées")
        return None
    latest = lire_scelle(path) or _sans_sceau(path)
    if latest is None or not bien_forme(latest):
        raise _a_reparer(depot, "latest.json n'est plus tel qu'il a été écrit")
    return latest


def en_vigueur(depot: Path) -> dict[str, Any] | None:
    """Return latest.json once every file of its version is proved; its `version` is None when all were withdrawn.

    Errors: those of `lire_latest`; the version is missing, withdrawn, or one of its files is not what was published.
    """
    latest = lire_latest(depot)
    if latest is None or latest["version"] is None:
        return latest
    version = str(latest["version"])
    if version in retraits.lire(depot):
        raise _a_reparer(depot, f"le retrait de la version {version} n'est pas terminé")
    dossier = depot / VERSIONS / version
    if not dossier.is_dir():
        raise _a_reparer(depot, f"latest.json nomme la version {version}, qui n'est plus là")
    for nom, attendu in latest["fichiers"].items():
        _exiger(depot, version, nom, attendu["sha256"])
    return latest


def lire_fichier(depot: Path, version: str, nom: str) -> Path:
    """Return the path of a file of a version once its bytes are proved.

    Errors: no such version or file, a withdrawn version, bytes that are not those published.
    """
    if tombe := retraits.lire(depot).get(version):
        raise SpaserErreur(f"La version {version} a été retirée : {tombe['motif']}")
    if not VERSION.match(version) or not (depot / VERSIONS / version).is_dir():
        raise SpaserErreur(f"« {depot.name} » n'a pas de version {version} : {', '.join(numeros(depot))}.")
    latest = lire_latest(depot)
    if latest and latest["version"] == version:
        sommes = {n: f["sha256"] for n, f in latest["fichiers"].items()}
    else:
        index = lire_scelle(depot / INDEX) or {"versions": []}
        dites = {v["version"]: v["fichiers"] for v in index["versions"]}
        sommes = {n: f["sha256"] for n, f in dites.get(version, {}).items()} or sommes_de(depot, version)
    if nom not in sommes:
        raise SpaserErreur(f"La version {version} n'a pas de fichier {nom}.")
    return _exiger(depot, version, nom, sommes[nom])


def _exiger(depot: Path, version: str, nom: str, attendu: str) -> Path:
    fichier = depot / VERSIONS / version / nom
    if not fichier.is_file() or fichier.is_symlink() or sha256(fichier) != attendu:
        raise SpaserErreur(
            f"La version publiée {version} a été modifiée : {nom} manque ou a changé. Remettez ses octets d'une "
            f"copie (« spaser verify {depot.name} » dit lesquels), ou retirez-la (« spaser withdraw »)."
        )
    return fichier


def _sans_sceau(path: Path) -> dict[str, Any] | None:
    """Read a latest.json of before there were seals."""
    obj = lire_json(path)
    return obj if obj is not None and set(obj) == CLES else None


def bien_forme(latest: dict[str, Any]) -> bool:
    """Tell whether latest.json says all that it must, and names nothing outside of a version."""
    fichiers, version = latest.get("fichiers"), latest.get("version")
    return (
        set(latest) >= CLES
        and isinstance(latest["sequence"], int)
        and (version is None or (isinstance(version, str) and bool(VERSION.match(version))))
        and isinstance(fichiers, dict)
        and all(
            nom_simple(nom) and isinstance(f, dict) and EMPREINTE.match(str(f.get("sha256")))
            for nom, f in fichiers.items()
        )
    )


def _deja_publie(depot: Path) -> bool:
    """Tell whether something other than the leftover of a first publication shows that there was a release."""
    if (depot / INDEX).exists() or (depot / LIEN).is_symlink() or any((depot / RETRAITS).glob("*.json")):
        return True
    presentes = numeros(depot)
    return len(presentes) > 1 or any(descripteur_de(depot, v).get("sequence", 1) != 1 for v in presentes)


def _a_reparer(depot: Path, quoi: str) -> SpaserErreur:
    return SpaserErreur(
        f"« {depot.name} » : {quoi}. Lancez « spaser repair {depot.name} », puis recommencez."
    )
