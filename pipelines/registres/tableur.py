"""Raw rows to the canonical CSV: rows set aside, cells normalised, everything counted. Wiring of SQL only.

Where raw rows come from belongs to `textes` and `classeurs`; the rules to `consignes` and `normaliser`.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres import normaliser
from pipelines.registres.a_part import mettre_a_part
from pipelines.registres.consignes import Consigne, trancher
from pipelines.registres.modele import Remarque
from pipelines.registres.normalisations import NORMALISATIONS
from pipelines.registres.normaliser import SERIES
from pipelines.schemas import tables as schemas


@dataclass(frozen=True)
class Lu:
    """The rows understood: as they were, as they are understood, the canonical CSV, what there is to say."""

    brut: Path
    table: Path
    canonique: Path
    consignes: list[Consigne]
    constats: list[Remarque]
    douteux: bool
    """Whether a cell was left as written because reading it would be guessing."""


def ouvrir(dossier: Path) -> duckdb.DuckDBPyConnection:
    """Open a database that knows the macros of this room, and spills into the private folder."""
    con = connect(memory="600MB", tmp=dossier / "duckdb")
    con.execute(sql(__file__, "macros"))
    return con


def poser(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    largeur: int,
    sortie: Path,
    *,
    delim: str = ",",
    saut: int | None = None,
) -> None:
    """Copy raw rows into Parquet. With `saut`, the file is read as it is, after that many lines.

    Errors: duckdb.Error when the file is not regular; it is then to be read record by record.
    """
    direct = saut is not None
    colonnes = [f"c{j}" for j in range(1, largeur + 1)]
    noms = colonnes if direct else ["ligne", "court", "reste", *colonnes]
    con.execute(
        sql(
            __file__,
            "brut",
            ligne=f"(row_number() OVER () + {saut})::INTEGER" if direct else "ligne::INTEGER",
            court="NULL::INTEGER" if direct else "court::INTEGER",
            reste="NULL::VARCHAR" if direct else "reste",
            colonnes=", ".join(colonnes),
            path=literal(path),
            delim=literal(delim),
            quote="''" if direct else "'\"'",
            skip=str(saut or 0),
            types="{" + ", ".join(f"'{nom}': 'VARCHAR'" for nom in noms) + "}",
            parallele=str(direct).lower(),
            sortie=literal(sortie),
        )
    )


def poser_ecrites(con: duckdb.DuckDBPyConnection, plat: Path, largeur: int, sortie: Path, nom: str) -> None:
    """Copy into Parquet the rows that `textes.ecrire_brut` wrote, and remove that file.

    Errors: FichierRefuse for a row beyond what DuckDB takes.
    """
    try:
        poser(con, plat, largeur, sortie)
    except duckdb.Error as error:
        raise FichierRefuse(
            f"« {nom} » : une ligne dépasse 16 Mo, ce qui n'est pas une ligne de tableau."
        ) from error
    finally:
        plat.unlink()


def comprendre(
    con: duckdb.DuckDBPyConnection,
    brut: Path,
    schema: schemas.Schema,
    liste: list[Consigne],
    constantes: dict[str, str],
    largeur: int,
    dossier: Path,
    nom: str,
    *,
    marques: bool,
    base: str = SERIES["serie_excel"],
) -> Lu:
    """Normalise raw rows and write the canonical CSV.

    Errors: FichierRefuse with the question, when a column has two readings.
    """
    source = f"read_parquet({literal(brut)})"
    liste = trancher(con, source, liste, nom)
    constats = mettre_a_part(con, source, schema, liste, largeur)
    table, canonique = dossier / "lu.parquet", dossier / "canonique.csv"
    reste = "(SELECT rang FROM a_part)"
    filtre = (
        f"WHERE rang NOT IN {reste}" if con.execute("SELECT count(*) FROM a_part").fetchone() != (0,) else ""
    )
    con.execute(
        sql(
            __file__,
            "lu",
            numero="(row_number() OVER (ORDER BY rang) + 1)::INTEGER" if filtre else "(rang + 1)::INTEGER",
            brut=source,
            filtre=filtre,
            depouille=normaliser.depouille(liste, marques),
            rognees=normaliser.rognees(liste),
            nues=normaliser.nues(liste),
            lues=normaliser.lues(liste, base),
            gardees=normaliser.gardees(liste),
            sortie=literal(table),
        )
    )
    _ecrire(con, table, liste, constantes, canonique)
    constats.extend(_comptes(con, table, liste))
    return Lu(brut, table, canonique, liste, constats, _douteux(con, table, liste))


def _douteux(con: duckdb.DuckDBPyConnection, table: Path, liste: list[Consigne]) -> bool:
    doutes = " OR ".join(f"k{i} >= 1048576" for i in range(len(liste))) or "false"
    trouve = con.execute(f"SELECT 1 FROM read_parquet({literal(table)}) WHERE {doutes} LIMIT 1").fetchone()
    return trouve is not None


def _ecrire(
    con: duckdb.DuckDBPyConnection,
    table: Path,
    liste: list[Consigne],
    constantes: dict[str, str],
    sortie: Path,
) -> None:
    """Write the canonical CSV, constants first, then the columns in the sender's order."""
    fixes = [f'{literal(valeur)} AS "{nom}"' for nom, valeur in constantes.items()]
    lues = [f'v{i} AS "{consigne.nom}"' for i, consigne in enumerate(liste)]
    con.execute(
        f"COPY (SELECT {', '.join(fixes + lues)} FROM read_parquet({literal(table)})) TO {literal(sortie)} "
        "(FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"')"
    )
    requete = (
        f"SELECT enregistrement, court, reste FROM read_parquet({literal(table)}) "
        "WHERE court IS NOT NULL OR reste IS NOT NULL ORDER BY enregistrement"
    )
    if inegales := con.execute(requete).fetchall():
        _rendre_inegales(sortie, inegales, liste, len(constantes))


def _rendre_inegales(
    canonique: Path, inegales: list[tuple[int, int | None, str | None]], liste: list[Consigne], fixes: int
) -> None:
    """Give short rows and extra cells back to the canonical CSV: the engine must see them."""
    attendues = {numero: (court, reste) for numero, court, reste in inegales}
    copie = canonique.with_suffix(".inegal.csv")
    with (
        canonique.open(encoding="utf-8", newline="") as lu,
        copie.open("w", encoding="utf-8", newline="") as ecrit,
    ):
        plume = csv.writer(ecrit, lineterminator="\n")
        for numero, cellules in enumerate(csv.reader(lu), 1):
            court, reste = attendues.get(numero, (None, None))
            if court is not None:
                cellules = cellules[: fixes + sum(consigne.place[0] <= court for consigne in liste)]
            plume.writerow([*cellules, *json.loads(reste or "[]")])
    copie.replace(canonique)


def _comptes(con: duckdb.DuckDBPyConnection, table: Path, liste: list[Consigne]) -> Iterator[Remarque]:
    """Tell how many cells of each column were read otherwise than written, and how."""
    if not liste:
        return
    requete = " UNION ALL ".join(
        f"SELECT {i} AS i, k{i} AS k, count(*) AS n FROM read_parquet({literal(table)}) "
        f"WHERE k{i} BETWEEN 1 AND 1048575 GROUP BY k{i}"
        for i in range(len(liste))
    )
    vus: dict[tuple[int, int], int] = {}
    for i, bits, nombre in con.execute(requete).fetchall():
        for bit in NORMALISATIONS:
            if bits & bit:
                vus[i, bit] = vus.get((i, bit), 0) + nombre
    for (i, bit), nombre in sorted(vus.items()):
        code, phrase = NORMALISATIONS[bit]
        cellules = "1 cellule" if nombre == 1 else f"{nombre} cellules"
        yield Remarque(
            f"lu-{code}",
            f"Colonne {liste[i].place[1]} (« {liste[i].place[2]} ») : {cellules}, {phrase}.",
            champ=liste[i].nom,
            nombre=nombre,
        )
