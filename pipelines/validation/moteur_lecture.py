"""From a file as received to known columns and records that DuckDB reads exactly; what is said before any cell.

The bytes belong to `moteur_octets` and `moteur_lignes`, the titles to `moteur_titres`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.validation.moteur_lignes import Copie
from pipelines.validation.moteur_octets import relever
from pipelines.validation.moteur_reference import Dialecte, fait, ouvrir, ressource
from pipelines.validation.moteur_releve import (
    LigneDemesuree,
    Releve,
    en_utf8,
    est_utf8,
    ouvrir_releve,
    premier_enregistrement,
)
from pipelines.validation.moteur_titres import Titres, doubles, lire_titres

TAMPON = 100_000


@dataclass
class Lu:
    """What was read. Without `titres`, no cell was; `erreurs` are frictionless', `propres` our codes about the file."""

    releve: Releve
    titres: Titres | None = None
    erreurs: list[dict[str, Any]] = field(default_factory=list)
    propres: list[dict[str, Any]] = field(default_factory=list)


def lire(
    source: Path,
    schema: schemas.Schema,
    dialecte: Dialecte,
    dossier: Path,
    *,
    par_nom: bool,
    strict: bool,
    temoin: bool,
) -> Lu:
    """Read titles and shape of a file; `strict` rewrites it record by record even where it looks regular.

    Without `strict`, a byte that is not UTF-8 may go unseen: DuckDB, which reads the file next, stops on it.
    """
    texte = en_utf8(source, _encodage(source, dialecte), dossier)
    if texte is None or (strict and not est_utf8(texte)):
        return _mal_encode(source, schema, dialecte, dossier, par_nom=par_nom, temoin=temoin)
    try:
        return _bien_encode(texte, schema, dialecte, dossier, par_nom=par_nom, strict=strict, temoin=temoin)
    except UnicodeDecodeError:
        return _mal_encode(source, schema, dialecte, dossier, par_nom=par_nom, temoin=temoin)


def _bien_encode(
    texte: Path,
    schema: schemas.Schema,
    dialecte: Dialecte,
    dossier: Path,
    *,
    par_nom: bool,
    strict: bool,
    temoin: bool,
) -> Lu:
    try:
        premier = premier_enregistrement(texte, dialecte.delimiteur)
    except LigneDemesuree:
        lu = Lu(ouvrir_releve(texte, 1, dossier))
        return _propre(lu, "spaser-ligne-demesuree", enregistrement=1)
    if premier is None:
        lu = Lu(ouvrir_releve(texte, 1, dossier))
        lu.erreurs.append(_fichier("source-error", "the source is empty"))
        return lu
    lu = _titres(premier, schema, dossier, par_nom=par_nom, temoin=temoin)
    if lu.titres is not None:
        lu.releve = _releve(texte, lu.titres, dialecte.delimiteur, dossier, strict=strict)
        if lu.releve.demesure:
            _propre(lu, "spaser-ligne-demesuree", enregistrement=lu.releve.enregistrements + 1)
        if not premier and lu.releve.enregistrements == 1:
            lu.erreurs.append(_fichier("source-error", "the source is empty"))
    return lu


def _releve(texte: Path, titres: Titres, delimiteur: str, dossier: Path, *, strict: bool) -> Releve:
    colonnes = len(titres.noms)
    if not strict:
        try:
            if releve := relever(texte, colonnes, delimiteur, dossier):
                return releve
        except LigneDemesuree:
            pass  # the copy stops there and says so
    return Copie(dossier, colonnes, delimiteur).depuis_octets(texte)


def _titres(premier: list[str], schema: schemas.Schema, dossier: Path, *, par_nom: bool, temoin: bool) -> Lu:
    """Pair the titles; frictionless reads nothing further when two are the same."""
    from frictionless import FrictionlessException

    lu = Lu(ouvrir_releve(dossier / "source.csv", 1, dossier))
    try:
        lu.titres = lire_titres(premier, schema, par_nom=par_nom, temoin=temoin)
        lu.erreurs += lu.titres.erreurs
    except FrictionlessException as error:
        lu.erreurs += [fait(e, 0, rang, set(), False) for rang, e in enumerate(error.to_errors())]
        for titre in doubles(premier):
            _propre(lu, "spaser-titre-double", champ=titre if titre in schemas.colonnes(schema) else None)
    return lu


def _mal_encode(
    source: Path, schema: schemas.Schema, dialecte: Dialecte, dossier: Path, *, par_nom: bool, temoin: bool
) -> Lu:
    """Take the cells from frictionless itself, since where it stops depends on how it cuts the bytes."""
    from frictionless import FrictionlessException

    table = ressource(source, schema, dialecte, par_nom=par_nom)
    lu = Lu(ouvrir_releve(source, 1, dossier))
    try:
        ouvrir(table)
    except FrictionlessException as error:
        lu.erreurs += [fait(e, 0, rang, set(), False) for rang, e in enumerate(error.to_errors())]
        return lu
    with table:
        lu = _titres(table.labels, schema, dossier, par_nom=par_nom, temoin=temoin)
        fin: list[dict[str, Any]] = []

        def cellules() -> Iterator[list[str]]:
            try:
                yield from table.cell_stream
            except FrictionlessException as error:
                fin.extend(fait(e, 2, rang, set(), False) for rang, e in enumerate(error.to_errors()))

        if lu.titres is not None:
            lu.releve = Copie(dossier, len(lu.titres.noms), dialecte.delimiteur).depuis_cellules(cellules())
        lu.erreurs += fin
    return lu


def _encodage(source: Path, dialecte: Dialecte) -> str:
    """Name the encoding as frictionless does: a byte order mark at the start is no part of the text."""
    from frictionless import Detector

    with source.open("rb") as file:
        tampon = file.read(TAMPON)
    try:
        return str(Detector().detect_encoding(tampon, encoding=dialecte.encodage))
    except LookupError as error:
        raise SpaserErreur(f"L'encodage « {dialecte.encodage} » n'existe pas.") from error


def _fichier(code: str, note: str) -> dict[str, Any]:
    return {"groupe": 0, "etage": 0, "ordre": 0, "ligne": 1, "code": code, "regle": code, "note": note}


def _propre(lu: Lu, code: str, **place: Any) -> Lu:
    groupe = 1 if place.get("enregistrement") else 0
    lu.propres.append(
        {"groupe": groupe, "etage": 8, "ordre": len(lu.propres), "code": code, "regle": code, **place}
    )
    return lu
