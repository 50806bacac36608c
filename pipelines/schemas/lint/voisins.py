"""The files beside a schema: README, CHANGELOG, examples that are as valid as their name says.

Checks that need more than Table Schema (custom checks, other tables) belong to `validation`.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.schemas.lint import vocabulaire as v
from pipelines.schemas.lint.entete import jour
from pipelines.schemas.lint.fautes import Faute, faute, par_nom
from pipelines.schemas.lint.oracle import premier_defaut

TITRE = re.compile(
    r"^#{1,4}[ \t]*(?:version[ \t]*)?\[?v?([0-9]+\.[0-9]+(?:\.[0-9]+)?)\]?[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def presence(dossier: Path) -> Iterator[Faute]:
    """Yield the files that are expected beside a schema and are not there."""
    for nom in v.FICHIERS:
        if not (dossier / nom).is_file():
            yield faute("fichier-absent", (nom,), f"le fichier {nom} manque")


def changelog(dossier: Path, schema: dict[str, Any]) -> Iterator[Faute]:
    """Yield the disagreements between CHANGELOG.md, `version` and `lastModified`."""
    journal = dossier / "CHANGELOG.md"
    version = str(schema.get("version", "")).lstrip("vV")
    if not journal.is_file() or not version:
        return
    titres = {m[1]: m[0] for m in TITRE.finditer(journal.read_text(encoding="utf-8", errors="replace"))}
    if version not in titres:
        yield faute("changelog", ("version",), f"CHANGELOG.md ne dit rien de la version {version}")
        return
    derniere = max(titres, key=_rang)
    if _rang(derniere) > _rang(version):
        message = f"CHANGELOG.md va jusqu'à la version {derniere}, le schéma dit {version}"
        yield faute("changelog", ("version",), message)
    datee = JOUR.search(titres[version])
    le, modifie = jour(datee[0]) if datee else None, jour(schema.get("lastModified"))
    if le and modifie and le != modifie and derniere == version:
        message = f"CHANGELOG.md date la version {version} du {le}, lastModified dit {modifie}"
        yield faute("changelog", ("lastModified",), message)


def exemples(dossier: Path, schema: dict[str, Any]) -> Iterator[Faute]:
    """Yield the example files (CSV) that are not valid, or not invalid, as their name announces."""
    for path in sorted(dossier.glob("*.csv")):
        annonce = annonce_du_nom(path.stem)
        if annonce is None:
            continue
        try:
            defaut = premier_defaut(schema, path, delimiteur(path, schema))
        except (UnicodeDecodeError, csv.Error) as error:
            defaut = str(error)
        if annonce and defaut:
            yield faute("exemple-fichier", (path.name,), f"{path.name} devrait être valide : {defaut}")
        elif not annonce and not defaut:
            yield faute("exemple-fichier", (path.name,), f"{path.name} devrait être invalide, il est valide")


def annonce_du_nom(nom: str) -> bool | None:
    """Say what the name of a file announces: True valid, False invalid, None nothing."""
    plat = unicodedata.normalize("NFKD", nom.lower())
    if "invalid" in plat or "non-valide" in plat or "erreur" in plat:
        return False
    return True if "valid" in plat or "exemple" in plat or "example" in plat else None


def delimiteur(path: Path, schema: dict[str, Any]) -> str:
    """Return the separator that makes most column names of the schema out of the first line."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        titres = file.readline()
    noms = set(par_nom(schema))
    comptes = {
        signe: len(noms & {t.strip() for t in next(csv.reader([titres], delimiter=signe), [])})
        for signe in ",;\t|"
    }
    return max(comptes, key=lambda signe: comptes[signe])


def version_du_paquet(dossier: Path) -> str | None:
    """Return the version that datapackage.json gives to a set of schemas, or None: links bear that one's tag."""
    try:
        lu = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(lu["version"]) if isinstance(lu, dict) and "version" in lu else None


def _rang(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in version.split("."))
