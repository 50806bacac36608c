"""What differs between two states of one table: rows added or withdrawn, cells corrected, columns, the key.

Why they differ belongs to `contrats` and `resultats`. One Parquet file a table, that `comparer` puts together.
"""

import csv
import json
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.publication.changements.tamis import tamiser
from pipelines.publication.changements.version import TableLue, Version
from pipelines.validation.export import nom_sql

CHAMPS = ("nature", "cle", "colonne", "ancienne_valeur", "nouvelle_valeur", "contrat_id", "indicateur_id")
LIENS = ("contrat_id", "indicateur_id")
CONTRATS, SECRET, ARRETE_AU = "contrats", "secret", "arrete_au"
Ligne = tuple[str | None, ...]


def relever(
    con: duckdb.DuckDBPyConnection,
    avant: Version,
    apres: Version,
    nom: str,
    dossier: Path,
    *,
    taire: bool = False,
) -> Path | None:
    """Write the differences of a table as `dossier`/<table>.parquet; return it, or None when there are none.

    `taire`: no former value at all is repeated.
    """
    ancienne, nouvelle = avant.tables.get(nom), apres.tables.get(nom)
    dest = dossier / f"{nom}.parquet"
    if nouvelle is None:  # not its rows: a table may leave because it should never have been there (law 5)
        return _ecrire(con, [_ligne("table_retiree")], None, dest)
    if ancienne is None:
        return _ecrire(con, [_ligne("table_ajoutee")], _tout_ajoute(nouvelle), dest)
    if ancienne.cle != nouvelle.cle:
        cles = [json.dumps(t.cle, ensure_ascii=False) for t in (ancienne, nouvelle)]
        return _ecrire(con, [_ligne("cle_changee", None, cles[0], cles[1])], _tout_ajoute(nouvelle), dest)
    restes = reste(dossier, nom, "avant"), reste(dossier, nom, "apres")
    tamise = tamiser(ancienne.csv, nouvelle.csv, *restes)
    lectures = (
        (ancienne.lecture(restes[0]), nouvelle.lecture(restes[1]))
        if tamise
        else (ancienne.lecture(), nouvelle.lecture())
    )
    lignes = _colonnes_changees(ancienne, nouvelle)
    constantes = _constantes(con, ancienne, nouvelle)
    lignes += [_ligne("corrige_partout", col, a, b, taire=taire) for col, (a, b) in constantes.items()]
    fait = _ecrire(
        con, lignes, _ecarts(ancienne, nouvelle, lectures, set(constantes), taire), dest, facultatif=True
    )
    for chemin in restes:
        if nom != CONTRATS:  # read again for the buyers and days of contracts that changed
            chemin.unlink(missing_ok=True)
    return fait


def reste(dossier: Path, nom: str, cote: str) -> Path:
    """Return where the sieve leaves the records of a side; no file when the titles differ."""
    return dossier / f"{nom}.{cote}.csv"


def _ligne(
    nature: str,
    colonne: str | None = None,
    ancienne: str | None = None,
    nouvelle: str | None = None,
    *,
    taire: bool = False,
) -> Ligne:
    return (nature, None, colonne, None if taire else ancienne, nouvelle, None, None)


def _colonnes_changees(ancienne: TableLue, nouvelle: TableLue) -> list[Ligne]:
    """List the columns that came and went; the values of one that went are not repeated (law 5)."""
    return [
        *(_ligne("colonne_ajoutee", c) for c in nouvelle.colonnes if c not in ancienne.colonnes),
        *(_ligne("colonne_retiree", c) for c in ancienne.colonnes if c not in nouvelle.colonnes),
    ]


def _constantes(
    con: duckdb.DuckDBPyConnection, ancienne: TableLue, nouvelle: TableLue
) -> dict[str, tuple[str, str]]:
    """Find the columns that hold one value in all rows before, another in all rows after, such as `arrete_au`.

    The first rows say which columns may be: they hold different values there.
    """
    premieres = [con.execute(f"FROM {t.lecture()} LIMIT 1").fetchone() for t in (ancienne, nouvelle)]
    if None in premieres:
        return {}
    a, b = (
        dict(zip(t.colonnes, p or (), strict=True))
        for t, p in zip((ancienne, nouvelle), premieres, strict=True)
    )
    communes = set(ancienne.colonnes) & set(nouvelle.colonnes) - set(nouvelle.cle)
    if (
        SECRET in nouvelle.colonnes
    ):  # the former value of a masked row must not come back, be it that of all rows
        communes &= {ARRETE_AU}
    trouvees = {}
    for colonne in sorted(communes):
        if a.get(colonne, "") == b.get(colonne, "") or not (a.get(colonne) and b.get(colonne)):
            continue
        if _partout(con, ancienne, colonne, a[colonne]) and _partout(con, nouvelle, colonne, b[colonne]):
            trouvees[colonne] = (a[colonne], b[colonne])
    return trouvees


def _premiere(chemin: Path) -> dict[str, str]:
    """Read the first row of a file; nothing when there is none."""
    with chemin.open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file), {})


def _partout(con: duckdb.DuckDBPyConnection, table: TableLue, colonne: str, valeur: str) -> bool:
    autre = f"FROM {table.lecture()} WHERE {nom_sql(colonne)} IS DISTINCT FROM {duck.literal(valeur)}"
    return not con.execute(f"{autre} LIMIT 1").fetchall()


def _tout_ajoute(table: TableLue) -> str:
    return duck.sql(
        __file__,
        "ajouts",
        lecture=table.lecture(),
        cle=cle_json(table.cle),
        ligne=_ligne_json(table.colonnes),
        **{c: _lien(table, c) for c in LIENS},
    )


def _ecarts(
    ancienne: TableLue, nouvelle: TableLue, lectures: tuple[str, str], hors: set[str], taire: bool
) -> str:
    comparees = [c for c in nouvelle.colonnes if c not in nouvelle.cle and c not in hors]
    gardees = [c for c in ancienne.colonnes if c in nouvelle.colonnes]
    secrete = SECRET in nouvelle.colonnes
    cellules = ",\n".join(
        f"{{'colonne': {duck.literal(c)}, "
        f"'avant': {f'_avant.{nom_sql(c)}' if c in gardees else 'NULL::VARCHAR'}, 'apres': _apres.{nom_sql(c)}}}"
        for c in comparees
    )
    # What was published and is now masked must not come back here; nor what a withdrawn result said.
    cache = "true" if taire else f"_apres.{SECRET} IS DISTINCT FROM 'publie'" if secrete else "false"
    return duck.sql(
        __file__,
        "ecarts",
        avant=lectures[0],
        apres=lectures[1],
        cle_avant=cle_json(ancienne.cle),
        cle_apres=cle_json(nouvelle.cle),
        cellules=f"[{cellules}]"
        if cellules
        else "[]::STRUCT(colonne VARCHAR, avant VARCHAR, apres VARCHAR)[]",
        ajoutee=_ligne_json(nouvelle.colonnes, "_apres."),
        retiree="NULL::VARCHAR" if taire or secrete else _ligne_json(gardees, "_avant."),
        cache=cache,
        **{c: _lien(nouvelle, c, ("_apres.", "_avant.") if c in gardees else ("_apres.",)) for c in LIENS},
    )


def cle_json(cle: list[str]) -> str:
    """Return the SQL of a key as `cle` writes it: the JSON array of its texts, an empty part being null."""
    return f"CAST(to_json([{', '.join(map(nom_sql, cle))}]) AS VARCHAR)"


def _ligne_json(colonnes: list[str], cote: str = "") -> str:
    membres = ", ".join(f"{duck.literal(c)}: {cote}{nom_sql(c)}" for c in colonnes)
    return f"CAST(to_json({{{membres}}}) AS VARCHAR)"


def _lien(table: TableLue, colonne: str, cotes: tuple[str, ...] = ("",)) -> str:
    if colonne not in table.colonnes:
        return "NULL::VARCHAR"
    return f"coalesce({', '.join(cote + colonne for cote in cotes)}, NULL)"


def _ecrire(
    con: duckdb.DuckDBPyConnection,
    lignes: list[Ligne],
    requete: str | None,
    dest: Path,
    *,
    facultatif: bool = False,
) -> Path | None:
    """Write the lines about the table, then those about its rows, in an order that only depends on them."""
    valeurs = ", ".join(
        "(" + ", ".join("NULL" if v is None else duck.literal(v) for v in ligne) + ")" for ligne in lignes
    )
    vide = "(" + ", ".join(["NULL"] * len(CHAMPS)) + ")"
    con.execute(
        duck.sql(
            __file__,
            "ecrire",
            champs=", ".join(CHAMPS),
            lignes=valeurs or vide,
            textes=", ".join(f"{c}::VARCHAR AS {c}" for c in CHAMPS),
            requete=requete or f"SELECT * FROM (VALUES {vide}) AS rien({', '.join(CHAMPS)}) WHERE false",
            dest=duck.literal(dest),
        )
    )
    if facultatif and not con.execute(f"FROM read_parquet({duck.literal(dest)}) LIMIT 1").fetchall():
        dest.unlink()
        return None
    return dest
