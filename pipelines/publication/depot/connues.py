"""Which versions were published, which folders a killed publisher left, and the next number and rank.

A folder of versions/ that nothing sealed ever named was never published: the publisher died between two renames. If
index.json or the `latest` symlink name it, it was, and latest.json is an old one put back: that is refused.
"""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot import retraits
from pipelines.publication.depot.chemins import INDEX, LATEST, LIEN, VERSION, VERSIONS, numeros
from pipelines.publication.depot.contenu import sequence_de
from pipelines.publication.depot.pointeur import lire_latest
from pipelines.publication.depot.sceau import lire_json

PUBLICATIONS = "publications.csv"


def orphelines(depot: Path, latest: dict[str, Any] | None = None) -> tuple[str, ...]:
    """List the versions on disk that were never in force; `latest` is read when it is not given.

    Errors: one of them was in force: latest.json is older than the versions beside it.
    """
    latest = latest or lire_latest(depot)
    inconnues = jamais_citees(depot, latest)
    if publiees := [v for v in inconnues if v in traces(depot)]:
        dite = latest["version"] if latest else "aucune"
        raise SpaserErreur(
            f"« {depot.name} » : latest.json nomme la version {dite}, alors que {publiees[-1]}, plus récente, a été "
            f"publiée : un ancien {LATEST} a été remis (retour en arrière). Lancez « spaser repair {depot.name} », "
            "puis recommencez."
        )
    return tuple(inconnues)


def jamais_citees(depot: Path, latest: dict[str, Any] | None) -> list[str]:
    """List the versions on disk that rank after the one in force, and that neither it nor a tombstone names."""
    connues = {*citees(depot, latest), *retraits.lire(depot)}
    rang = latest["sequence"] if latest else 0
    suivantes = []
    for version in numeros(depot):
        sequence = sequence_de(depot, version)
        if version not in connues and (sequence is None or sequence > rang):
            suivantes.append(version)
    return suivantes


def citees(depot: Path, latest: dict[str, Any] | None) -> set[str]:
    """Name the version in force and those that it lists as published before it."""
    if not latest or latest["version"] is None:
        return set()
    dites = {latest["version"], latest["precedente"]} - {None}
    liste = depot / VERSIONS / latest["version"] / PUBLICATIONS
    if liste.is_file():
        with liste.open(encoding="utf-8", newline="") as file:
            dites |= {ligne.get("version", "") for ligne in csv.DictReader(file)}
    return dites


def traces(depot: Path) -> set[str]:
    """Name the versions that what is derived after a publication tells of, whatever its state."""
    index = lire_json(depot / INDEX) or {}
    listees = index.get("versions")
    dites = (
        {str(v.get("version")) for v in listees if isinstance(v, dict)}
        if isinstance(listees, list)
        else set()
    )
    lien = depot / LIEN
    return dites | ({lien.readlink().name} if lien.is_symlink() else set())


def numero_suivant(depot: Path, arrete_au: dt.date, latest: dict[str, Any] | None = None) -> str:
    """Return YYYY.MM.N, N following the versions of that month, withdrawn ones too; leftovers do not count."""
    prises = {*numeros(depot), *retraits.lire(depot), *traces(depot)} - {*orphelines(depot, latest)}
    mois = f"{arrete_au:%Y.%m}"
    lus = [VERSION.match(version) for version in prises]
    return f"{mois}.{max((int(m[3]) for m in lus if m and f'{m[1]}.{m[2]}' == mois), default=0) + 1}"


def sequence_suivante(depot: Path) -> int:
    """Return a rank above every one ever given, which the clock does not decide."""
    return plus_haute(depot, lire_latest(depot), sauf=orphelines(depot)) + 1


def plus_haute(depot: Path, latest: dict[str, Any] | None, sauf: tuple[str, ...] = ()) -> int:
    """Return the highest rank that anything on disk tells of."""
    index = lire_json(depot / INDEX) or {}
    vues = [latest["sequence"] if latest else 0, index.get("sequence")]
    vues += [sequence_de(depot, version) for version in numeros(depot) if version not in sauf]
    vues += [tombe["sequence"] for tombe in retraits.lire(depot).values()]
    return max(vue for vue in vues if isinstance(vue, int))
