"""The records of a CSV as a DuckDB relation for the rules: record number, and only the columns they need.

DuckDB reads a regular file itself; any other is rewritten once by the standard reader, a record at a time, into the
private folder of the caller. What the records are worth belongs to `regles`.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.validation.export import chemin_sql

CELLULE_MAX = 1 << 25
BLOC = 1 << 20
# What DuckDB takes for one line unless told otherwise; it reserves sixteen times as much.
LIGNE_MAX = 1 << 21


@dataclass(frozen=True)
class Lecture:
    """A FROM clause; in it, the SQL of the record number (titles are record 1), of its line or NULL, of each column."""

    source: str
    numero: str
    ligne: str
    colonnes: Mapping[str, str]


def titres(path: Path) -> list[str]:
    """Return the titles of a CSV, trimmed as frictionless trims them; none if it cannot be read."""
    csv.field_size_limit(CELLULE_MAX)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [titre.strip() for titre in next(csv.reader(file), [])]
    except (csv.Error, UnicodeDecodeError):
        return []


def directe(path: Path, titres: Sequence[str]) -> Lecture | None:
    """Let DuckDB read the file itself, if nothing in its bytes could shift its record numbers.

    DuckDB may still refuse it while reading (a short row, an odd quote): `rangee` is then the way.
    """
    guillemets = False
    with path.open("rb") as file:
        fin = b"\n"
        while bloc := file.read(BLOC):
            if b"\n\n" in fin + bloc or b"\r" in bloc or b"\0" in bloc:
                return None
            guillemets = guillemets or b'"' in bloc
            fin = bloc[-1:]
    types = ", ".join(f"c{i}: 'VARCHAR'" for i in range(len(titres)))
    lecture = (
        f"read_csv({chemin_sql(path)}, header = true, auto_detect = false, columns = {{{types}}}, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', strict_mode = true, null_padding = false)"
    )
    numero = "row_number() OVER () + 1"
    # without a quote, no cell holds a line feed: record and line are the same thing
    ligne = "NULL::BIGINT" if guillemets else numero
    return Lecture(lecture, numero, ligne, {titre: f"c{i}" for i, titre in enumerate(titres)})


def rangee(path: Path, titres: Sequence[str], voulus: Sequence[str], dest: Path) -> Lecture:
    """Rewrite the wanted columns, record by record, with record numbers and physical lines.

    Errors: csv.Error or UnicodeDecodeError, for a file that the engine refuses as a whole.
    """
    places = [titres.index(voulu) for voulu in voulus]
    with dest.open("w", encoding="utf-8", newline="") as sortie:
        ecrire = csv.writer(sortie, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow
        longueur = LIGNE_MAX
        for numero, ligne, row in _enregistrements(path):
            if numero > 1:
                cellules = [row[i].replace("\0", "\ufffd") if i < len(row) else "" for i in places]
                longueur = max(longueur, 8 * sum(map(len, cellules)))
                ecrire([numero, ligne, *cellules])
    types = {"n": "BIGINT", "l": "BIGINT", **{f"c{i}": "VARCHAR" for i in range(len(voulus))}}
    colonnes = ", ".join(f"{nom}: '{type_}'" for nom, type_ in types.items())
    lecture = (
        f"read_csv({chemin_sql(dest)}, header = false, auto_detect = false, columns = {{{colonnes}}}, delim = ',', "
        f"quote = '\"', escape = '\"', nullstr = '', max_line_size = {longueur}, parallel = false)"
    )
    return Lecture(lecture, "n", "l", {voulu: f"c{i}" for i, voulu in enumerate(voulus)})


def lignes(path: Path) -> Iterator[tuple[int, int]]:
    """Yield (record, physical line on which it begins), titles included."""
    return ((numero, ligne) for numero, ligne, _ in _enregistrements(path))


def _enregistrements(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    csv.field_size_limit(CELLULE_MAX)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        debut = 1
        for numero, row in enumerate(reader, 1):
            yield numero, debut, row
            debut = reader.line_num + 1
