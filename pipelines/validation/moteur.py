"""The engine: frictionless' verdict on a file, record by record, and what frictionless lets through.

Only the order of the steps is here; each step has its module `moteur_*`.
"""

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.validation import moteur_cles, spool
from pipelines.validation.constats import Compte, Constats, Erreur
from pipelines.validation.moteur_lecture import Lu, lire
from pipelines.validation.moteur_passe import PRISE_DE_RELAIS, Passe
from pipelines.validation.moteur_reference import Dialecte, juger_tout

__all__ = ["MOTEURS", "Compte", "Constats", "Dialecte", "Erreur", "examiner"]

MOTEURS = ("hybride", "sql", "frictionless")
MEMOIRE = "150MB"
COURANT = Dialecte()
SEPARATEURS = frozenset(",;\t|:")


@dataclass(frozen=True)
class Demande:
    """What `examiner` was asked, under the names that its parameters have."""

    path: Path
    schema: schemas.Schema
    dialecte: Dialecte
    moteur: str
    dossier: Path
    lignes_attendues: int | None
    par_nom: bool
    temoin: bool


def examiner(
    path: Path,
    schema: schemas.Schema,
    *,
    dialecte: Dialecte = COURANT,
    moteur: str = "hybride",
    dossier: Path,
    con: duckdb.DuckDBPyConnection | None = None,
    lignes_attendues: int | None = None,
    par_nom: bool = True,
    temoin: bool = False,
) -> Constats:
    """Judge a CSV against a schema; what is found stays in `dossier`, a private folder that the caller removes.

    `moteur`: "hybride" (proof, then frictionless on what is not proved), "sql" (the same, each distinct text judged
    once), "frictionless" (the reference reads everything). `par_nom` matches columns by title, as `schema_sync` does;
    else titles are exact and in order. `lignes_attendues` is the number of rows the file was made from. `temoin`
    keeps every faulty cell in the folder, for tests that compare with frictionless. `con` is a database to work in
    and to read what is found from; without one, a database is made, which takes as long as judging a small file.

    Errors: a schema that frictionless refuses, an unknown engine, encoding or delimiter.
    """
    if moteur not in MOTEURS:
        raise SpaserErreur(f"Le moteur « {moteur} » n'existe pas : {', '.join(MOTEURS)}.")
    if dialecte.delimiteur not in SEPARATEURS:
        raise SpaserErreur(f"Le séparateur « {dialecte.delimiteur} » n'est pas admis.")
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    demande = Demande(path, schema, dialecte, moteur, dossier, lignes_attendues, par_nom, temoin)
    con = con or duck.connect(threads=1, memory=MEMOIRE, tmp=dossier)
    try:
        with closing(con.cursor()) as base:
            return _examiner(demande, base, con)
    except duckdb.Error as error:
        nature = type(error).__name__
    # outside of the handler: what DuckDB says of a fault may cite the file, only its kind goes further (law 5)
    raise SpaserErreur(f"L'examen du fichier s'est arrêté (DuckDB : {nature}).")


def _examiner(d: Demande, base: duckdb.DuckDBPyConnection, con: duckdb.DuckDBPyConnection) -> Constats:
    source = d.dossier / "source.csv"
    source.symlink_to(d.path.resolve())
    lu, passe = _lire(d, source, base)
    reference = d.moteur == "frictionless"
    if passe is not None and lu.titres is not None:
        reference = reference or not lu.titres.vide_est_manquant
        passe.seulement_les_notres = reference
        _trouver(passe, par_textes=d.moteur == "sql")
    du_fichier = [*([] if reference else lu.erreurs), *lu.propres, *_manques(lu, d.lignes_attendues)]
    spool.ecrire(d.dossier / "erreurs-fichier.parquet", spool.ERREURS, du_fichier, base)
    if reference:
        tout = juger_tout(source, d.schema, d.dialecte, par_nom=d.par_nom, temoin=d.temoin)
        spool.ecrire(d.dossier / "erreurs-reference.parquet", spool.ERREURS, tout, base)
    _sauts(base, lu, d.dossier)
    _ranger(d.dossier)
    return Constats(
        d.dossier,
        d.schema,
        lignes=max(0, lu.releve.enregistrements - 1),
        avertissements=lu.titres.avertissements if lu.titres else (),
        con=con,
    )


def _lire(d: Demande, source: Path, base: duckdb.DuckDBPyConnection) -> tuple[Lu, Passe | None]:
    """Read the file as it is, or rewritten when DuckDB does not find in it the records that were counted."""
    for strict in (False, True):
        lu = lire(source, d.schema, d.dialecte, d.dossier, par_nom=d.par_nom, strict=strict, temoin=d.temoin)
        if lu.titres is None:
            return lu, None
        passe = Passe(base, d.dossier, lu.titres, lu.releve, d.temoin)
        # what DuckDB says of a line it cannot read cites the line: it goes no further
        with suppress(duckdb.InvalidInputException):
            passe.lire(d.dialecte.delimiteur)
            if passe.comptes()[0] == lu.releve.enregistrements - 1:
                return lu, passe
    raise SpaserErreur(
        "Le fichier n'a pas pu être lu deux fois de la même façon : a-t-il changé entre-temps ?"
    )


def _trouver(passe: Passe, *, par_textes: bool) -> None:
    lus, douteux = passe.comptes()
    passe.juger(par_textes=par_textes or douteux > lus * PRISE_DE_RELAIS)
    octets = passe.releve.octets.chemin
    if not spool.est_vide(octets):
        lecture = spool.lecture_json(octets, {"enregistrement": "BIGINT", "code": "VARCHAR"})
        passe.executer("octets", dest="erreurs-octets", octets=lecture)
    if not passe.seulement_les_notres:
        # a blank record is a doubtful one
        if douteux or not spool.est_vide(passe.releve.largeurs.chemin):
            passe.mesurer_les_lignes()
        moteur_cles.comparer(passe)
        moteur_cles.remettre_en_ordre(passe)


def _manques(lu: Lu, attendues: int | None) -> list[dict[str, Any]]:
    """What a file lacks without frictionless minding: all its rows, or some of those it was made from."""
    lignes, trouves = lu.releve.enregistrements - 1, []
    if lignes == 0 and attendues != 0 and lu.titres is not None and not lu.erreurs:
        trouves.append({"code": "spaser-sans-donnees"})
    if attendues is not None and lignes != attendues:
        texte = f"le fichier a {max(0, lignes)} enregistrements, la table {attendues}."
        trouves.append({"code": "spaser-lignes-perdues", "message": texte})
    return [{"groupe": 0, "etage": 9, "ordre": n, "regle": t["code"], **t} for n, t in enumerate(trouves)]


def _sauts(con: duckdb.DuckDBPyConnection, lu: Lu, dossier: Path) -> None:
    lecture = spool.lecture_json(lu.releve.sauts.chemin, {"enregistrement": "BIGINT", "lignes": "BIGINT"})
    dest = dossier / "sauts.parquet"
    con.execute(duck.sql(__file__, "moteur_sauts", sauts=lecture, dest=duck.literal(dest)))
    dest.chmod(0o600)


def _ranger(dossier: Path) -> None:
    """Keep the faults only: the rest holds cells of the file."""
    for path in dossier.iterdir():
        if path.is_file() and not path.name.startswith(("erreurs-", "sauts.parquet")):
            path.unlink()
