"""Files as bytes: digests, stable JSON, names of inputs. What the bytes mean belongs elsewhere."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def json_stable(obj: Any) -> str:
    """Return JSON whose bytes depend on the value only (sorted keys, two spaces, UTF-8, final newline)."""
    return json.dumps(obj, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def ecrire_json(path: Path, obj: Any) -> None:
    """Write `obj` as stable JSON."""
    path.write_text(json_stable(obj), encoding="utf-8")


def synchroniser(chemin: Path) -> None:
    """Ask that a file, or the names in a folder, be on the disk."""
    descripteur = os.open(chemin, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def remplacer_json(path: Path, obj: Any) -> None:
    """Write `obj` as stable JSON under `path` in one step: readers find the former text or the new one, whole."""
    provisoire = path.with_name(f".{path.name}.{os.getpid()}")
    with provisoire.open("w", encoding="utf-8") as file:
        file.write(json_stable(obj))
        file.flush()
        os.fsync(file.fileno())
    provisoire.replace(path)


def fichiers_nommes(entrees: Iterable[Path]) -> list[tuple[str, Path]]:
    """List the files behind paths (folders are walked) as (name, path), sorted by name.

    The name is what identifies a file in the tables: the shortest end of its path that no other file of the
    set shares, so that it does not depend on the folder of the run. Hidden files are passed over.

    Errors: a path that does not exist.
    """
    found: dict[Path, None] = {}
    for entree in entrees:
        if entree.is_dir():
            inside = (p for p in sorted(entree.rglob("*")) if p.is_file())
            found.update((p.resolve(), None) for p in inside if not _hidden(p.relative_to(entree)))
        elif entree.exists():
            found[entree.resolve()] = None
        else:
            raise SpaserErreur(f"« {entree} » n'existe pas : vérifiez le chemin donné.")
    depth, paths = dict.fromkeys(found, 1), list(found)
    while True:
        names = {p: "/".join(p.parts[-depth[p] :]) for p in paths}
        shared = {name for name, n in Counter(names.values()).items() if n > 1}
        if not shared:
            return sorted((name, p) for p, name in names.items())
        for p, name in names.items():
            depth[p] += name in shared


def _hidden(relative: Path) -> bool:
    return any(part.startswith(".") for part in relative.parts)
