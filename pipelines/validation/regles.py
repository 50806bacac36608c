"""The `custom_checks` of a schema run on a canonical CSV: what Table Schema cannot say of one record.

SQL clears the records that surely keep the rules, `regles_jugement` reads the others. Rules between registers belong
to `regles_croisees`; which checks exist, and how they are written, to `pipelines.schemas.controles`.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.schemas.controles import ANCIENS_NOMS, CONTROLES, defauts_des_controles
from pipelines.validation import regles_decimales, regles_lecture
from pipelines.validation.export import chemin_sql
from pipelines.validation.regles_jugement import DECIMALES, Regle
from pipelines.validation.regles_sql import cellule_sql, preuve_sql

if TYPE_CHECKING:
    from pipelines.validation.constats import Constats, Erreur

PAQUET = 5_000
# Faults after which a cell has no value of its column: a rule would only repeat it in other words.
SANS_VALEUR = ("type-error", "missing-cell", "constraint-error")


def regles_du_schema(
    path: Path,
    schema: schemas.Schema,
    constats: "Constats",
    con: duckdb.DuckDBPyConnection,
    dossier: Path,
    position: Callable[[int], int] = int,
) -> Iterator["Erreur"]:
    """Yield, in file order, what breaks the `custom_checks` of a schema; cells already refused are left alone.

    `dossier` is a private folder; `position` gives the sender's line of a record. Checks that are not run, and decimals
    that will be rounded, are told in `constats.avertissements`.

    Errors: a check that does not exist, or that is badly written.
    """
    regles, non_executes = plan(schema)
    constats.avertissements.extend(a for a in non_executes if a not in constats.avertissements)
    titres = regles_lecture.titres(path)
    regles = [r for r in [*regles, *regles_decimales.regles(schema)] if _applicable(r, titres)]
    if not regles or len(set(titres)) < len(titres):
        return
    suspects = dossier / "regles.parquet"
    try:
        _chercher(path, titres, regles, schema, con, dossier, suspects)
    except (csv.Error, UnicodeDecodeError):
        return  # the engine refuses such a file as a whole
    try:
        arrondies = regles_decimales.Arrondies(schema)
        yield from _juger(path, titres, regles, suspects, con, _refusees(constats.erreurs()), arrondies)
        constats.avertissements.extend(arrondies.phrases(position))
    finally:
        suspects.unlink(missing_ok=True)


def plan(schema: schemas.Schema) -> tuple[list[Regle], list[str]]:
    """Return the rules to run and, in French, the checks of the schema that are not run.

    Errors: a check that does not exist, or that is badly written.
    """
    fautes = [phrase for _, phrase, pour_tous in defauts_des_controles(schema) if pour_tous]
    if fautes:
        raise SpaserErreur(f"Schéma « {schema.get('name')} » à corriger : {' ; '.join(fautes)}.")
    champs = {champ["name"]: champ for champ in schema["fields"]}
    regles, non_executes = [], []
    for nom, params in _declares(schema):
        attendu = CONTROLES[nom]
        if not attendu.execute:
            non_executes.append(
                f"Contrôle « {nom} » ({params.get('column')}) non exécuté : il demande une liste de référence ou une "
                "règle que l'outil n'a pas. Les valeurs n'ont pas été vérifiées sur ce point."
            )
            continue
        colonnes = [params[c] for c in attendu.colonnes] + [c for cle in attendu.listes for c in params[cle]]
        if "column" in attendu.colonnes:
            colonnes.sort(key=lambda c: c != params["column"])
        regles.append(Regle(nom, tuple(colonnes), params, champs))
    return regles, non_executes


def _declares(schema: schemas.Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    for controle in schema.get("custom_checks", []):
        yield ANCIENS_NOMS.get(controle["name"], controle["name"]), controle["params"]
    for champ in schema["fields"]:
        propre = champ.get("customCheck")
        if propre:
            nom = propre if isinstance(propre, str) else propre["name"]
            nom = ANCIENS_NOMS.get(nom, nom)
            if nom not in CONTROLES:
                raise SpaserErreur(f"Schéma « {schema.get('name')} » : contrôle « {nom} » inconnu.")
            yield nom, {"column": champ["name"]}


def _applicable(regle: Regle, titres: Sequence[str]) -> bool:
    """An absent column is an empty one for the two rules about emptiness; it silences the others."""
    presentes = sum(c in titres for c in regle.colonnes)
    if regle.nom in ("cohesive-columns-value", "one-of-required"):
        return presentes > 0
    return presentes == len(regle.colonnes)


def _chercher(
    path: Path,
    titres: Sequence[str],
    regles: Sequence[Regle],
    schema: schemas.Schema,
    con: duckdb.DuckDBPyConnection,
    dossier: Path,
    dest: Path,
) -> None:
    con.execute(duck.sql(__file__, "regles_macros"))
    champs = {champ["name"]: champ for champ in schema["fields"]}
    lues = _lues(titres, regles)
    manquants = schema.get("missingValues", [""])
    # DuckDB takes no heed of case: names of its own, so that « SIRET » beside « siret » is no trouble
    k = {c: f"k{i}" for i, c in enumerate(lues)}
    preuves = [preuve_sql(r.nom, r.colonnes, k, r.params, champs) for r in regles]

    def copier(lecture: regles_lecture.Lecture) -> None:
        requete = duck.sql(
            __file__,
            "regles_suspects",
            cellules=", ".join(k.values()),
            drapeaux=", ".join(f"NOT {preuve} AS r{i}" for i, preuve in enumerate(preuves)),
            numero=lecture.numero,
            ligne=lecture.ligne,
            lues=", ".join(
                f"{cellule_sql(lecture.colonnes[c], champs[c], manquants)} AS {k[c]}" for c in lues
            ),
            lecture=lecture.source,
            preuves=" AND ".join(preuves),
            dest=duck.literal(dest),
        )
        con.execute(requete)

    directe = regles_lecture.directe(path, titres)
    if directe is not None:
        try:
            return copier(directe)
        except duckdb.InvalidInputException:
            pass  # a ragged row, an odd quote: read again below, exactly
    rangee = dossier / "regles.csv"
    try:
        copier(regles_lecture.rangee(path, titres, lues, rangee))
    finally:
        rangee.unlink(missing_ok=True)


def _juger(
    path: Path,
    titres: Sequence[str],
    regles: Sequence[Regle],
    suspects: Path,
    con: duckdb.DuckDBPyConnection,
    refusees: Iterator[tuple[int, set[str | None]]],
    arrondies: regles_decimales.Arrondies,
) -> Iterator["Erreur"]:
    curseur = con.cursor().execute(f"FROM read_parquet({chemin_sql(suspects)})")
    lues = _lues(titres, regles)
    physiques = regles_lecture.lignes(path)
    refus = next(refusees, None)
    while paquet := curseur.fetchmany(PAQUET):
        for numero, ligne, *reste in paquet:
            while refus is not None and refus[0] < numero:
                refus = next(refusees, None)
            sans_valeur = refus[1] if refus is not None and refus[0] == numero else set()
            if None in sans_valeur:
                continue  # a blank row
            cellules = dict(zip(lues, reste, strict=False))
            for regle, doute in zip(regles, reste[len(lues) :], strict=True):
                if not doute or not sans_valeur.isdisjoint(regle.colonnes):
                    continue
                if regle.nom == DECIMALES:
                    arrondies.voir(regle, cellules, numero)
                    continue
                faute = regle.defaut(cellules)
                if faute is not None:
                    ligne = ligne or next(physique for n, physique in physiques if n == numero)
                    yield _erreur(regle, faute, (numero, ligne), cellules, titres)


def _lues(titres: Sequence[str], regles: Sequence[Regle]) -> list[str]:
    return [c for c in titres if any(c in r.colonnes for r in regles)]


def _erreur(
    regle: Regle,
    faute: tuple[str, str, str | None],
    place: tuple[int, int],
    cellules: dict[str, str | None],
    titres: Sequence[str],
) -> "Erreur":
    colonne, texte, suggestion = faute
    return {
        "ligne": place[1],
        "enregistrement": place[0],
        "champ": colonne,
        "numero_champ": titres.index(colonne) + 1 if colonne in titres else None,
        "code": regle.code,
        "regle": regle.code,
        "valeur": cellules.get(colonne) if schemas.est_montrable(regle.champs[colonne]) else None,
        "message": texte,
        "suggestion": suggestion,
    }


def _refusees(erreurs: Iterable["Erreur"]) -> Iterator[tuple[int, set[str | None]]]:
    """Group the cells that have no value by record, in file order; None stands for the whole record."""
    courant: tuple[int, set[str | None]] | None = None
    for erreur in erreurs:
        numero, code = erreur["enregistrement"], erreur["code"]
        perdue = (code in SANS_VALEUR and erreur["regle"] != "unique") or code.startswith("spaser-")
        if numero is None or not (perdue or code == "blank-row"):
            continue
        if courant is not None and courant[0] != numero:
            yield courant
            courant = None
        courant = courant or (numero, set())
        courant[1].add(None if code == "blank-row" else erreur["champ"] or "")
    if courant is not None:
        yield courant
