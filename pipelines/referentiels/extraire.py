"""One file to its extract: the few columns we know, for the suppliers looked for, and how many rows were read.

How files open belongs to `contenants`, what the values mean to the .sql files of `etablir`. Here is also how a fault
of reading is told: never with the text of the line.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.commun.erreurs import FichierRefuse
from pipelines.referentiels import formats
from pipelines.referentiels.contenants import Contenant, Parquet, ouvrir
from pipelines.referentiels.formats import Format
from pipelines.referentiels.modele import Fichier
from pipelines.referentiels.petits import Classeur

ECHANTILLON = 100_000
"""Rows of a Parquet whose key is looked at, to tell that it is not one; a text is looked at whole."""
FORMES = {
    formats.SIREN: ("[0-9]{9}", "des numéros SIREN (9 chiffres)"),
    formats.SIRET: ("[0-9]{14}", "des numéros SIRET (14 chiffres)"),
    formats.COMMUNE: ("[0-9][0-9AB][0-9]{3}", "des codes de commune (5 caractères)"),
}
FILTRES = {
    # an establishment that nobody asked for is of use only when it is a head office
    formats.ETABLISSEMENTS: "oui_non({siege}::VARCHAR) OR {siret} IN (SELECT siret FROM sirets)",
}
_LIGNE = re.compile(r"Line: (\d+)")
_CELLULES = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


class RefusReconnu(FichierRefuse):
    """A file that is refused after its format was recognised: its day lacks a part."""

    def __init__(self, phrase: str, format_: str) -> None:
        super().__init__(phrase)
        self.format = format_


@dataclass(frozen=True)
class Extrait:
    """What was taken from a file."""

    format: str
    lignes: int
    attendues: int | None
    illisibles: int = 0
    """Rows whose key cannot be read (of a Parquet, among the first ones): nothing is known of whom they name."""


def extraire(con: duckdb.DuckDBPyConnection, fichier: Fichier, sortie: Path, travail: Path) -> Extrait:
    """Write the extract of a file for the tables `sirens` and `sirets` of `con`; all columns are text, and `lignes`.

    Errors: FichierRefuse with a sentence that cites no cell.
    """
    contenant = ouvrir(fichier.chemin, travail)
    connu, places = _comprendre(contenant, fichier)
    try:
        lignes, illisibles = _essayer(con, contenant, connu, places, fichier.chemin.name, sortie)
    except FichierRefuse as refus:
        raise RefusReconnu(str(refus), connu.nom) from refus
    return Extrait(connu.nom, lignes, contenant.attendues, illisibles)


def _essayer(
    con: duckdb.DuckDBPyConnection,
    contenant: Contenant,
    connu: Format,
    places: dict[str, int],
    nom: str,
    sortie: Path,
) -> tuple[int, int]:
    """Read, and when the bytes of a text are not UTF-8, read once more."""
    essais = len(getattr(contenant, "encodages", "1"))
    for essai in range(essais):
        try:
            return _lire(con, contenant, connu, places, nom, sortie, essai)
        except (duckdb.OutOfMemoryException, duckdb.InterruptException):
            raise
        except duckdb.Error as erreur:
            if essai + 1 == essais:
                raise FichierRefuse(_phrase(nom, str(erreur))) from erreur
    raise AssertionError("un essai au moins")


def relire(connu: Format) -> str:
    """Return the condition that an extract made for more suppliers must meet again, on the columns of the extract."""
    return FILTRES.get(connu.nom, "true").format(**{c.nom: c.nom for c in connu.champs})


def _comprendre(contenant: Contenant, fichier: Fichier) -> tuple[Format, dict[str, int]]:
    """Find the format and the place of each field; in a workbook, the row of titles too."""
    nom, essai = fichier.chemin.name, 0
    premiere: FichierRefuse | None = None
    while True:
        try:
            connu = formats.reconnaitre(contenant.titres, nom, fichier.format, fichier.colonnes)
            return connu, formats.places(connu, contenant.titres, nom, fichier.colonnes)
        except FichierRefuse as refus:
            premiere, essai = premiere or refus, essai + 1
            if not isinstance(contenant, Classeur) or not contenant.choisir(essai):
                raise premiere from None


def _lire(
    con: duckdb.DuckDBPyConnection,
    contenant: Contenant,
    connu: Format,
    places: dict[str, int],
    nom: str,
    sortie: Path,
    essai: int,
) -> tuple[int, int]:
    """Return how many rows there are, and of how many the key cannot be read."""
    champs = _champs(contenant, connu, places)
    cle = champs[connu.cle]
    siren = champs.get("siren") or (f"left({cle}, 9)" if connu.forme == formats.SIRET else "NULL")
    forme = f"coalesce(regexp_full_match({cle}, '{FORMES[connu.forme][0]}'), false)"
    params = {
        "champs": ", ".join(f"{sql_} AS {champ}" for champ, sql_ in champs.items()),
        "champs_retenus": ", ".join(f"CASE WHEN retenu THEN {champ} END AS {champ}" for champ in champs),
        "colonnes": ", ".join(f"c{rang}" for rang in range(len(places))),
        "siren": siren,
        "forme": forme,
        "retenu": "true" if connu.forme == formats.COMMUNE else f"{siren} IN (SELECT siren FROM sirens)",
        "filtre": FILTRES.get(connu.nom, "true").format(**champs),
        "sortie": literal(sortie),
    }
    with contenant.relation(list(places.values()), essai) as relation:
        if isinstance(contenant, Parquet) and connu.forme != formats.COMMUNE:
            compte = con.execute(
                f"SELECT count(*), count(*) FILTER ({forme}) FROM (FROM {relation} LIMIT {ECHANTILLON})"
            ).fetchone()
            vues, justes = compte or (0, 0)
            _verifier(connu, contenant, places, nom, vues, justes)
            con.execute(sql(__file__, "extrait_direct", relation=relation, **params))
            return contenant.lignes or 0, int(vues - justes)
        con.execute(sql(__file__, "extrait_compte", relation=relation, **params))
    compte = con.execute(
        "SELECT coalesce(sum(lignes), 0)::BIGINT, coalesce(sum(formees), 0)::BIGINT FROM compte"
    ).fetchone()
    total, formees = compte or (0, 0)
    _verifier(connu, contenant, places, nom, total, formees)
    con.execute(
        f"COPY (SELECT * EXCLUDE (retenu, formees) FROM compte WHERE retenu) TO {literal(sortie)} (FORMAT parquet)"
    )
    con.execute("DROP TABLE compte")
    return int(total), int(total - formees)


def _champs(contenant: Contenant, connu: Format, places: dict[str, int]) -> dict[str, str]:
    """Return the SQL of each field, as text; a field that the file does not have is NULL."""
    lus: dict[str, str] = {}
    for rang, champ in enumerate(places):
        texte = contenant.titres[places[champ]] not in contenant.types
        colonne = f"c{rang}" if texte else f"c{rang}::VARCHAR"
        if champ in ("siren", "siret") and (connu.zeros_perdus or not texte):
            colonne = f"numero_{champ}({colonne})"
        elif connu.forme == formats.COMMUNE and champ in ("code", "parent", "departement"):
            colonne = f"code_insee({colonne})"
        lus[champ] = colonne
    return {champ.nom: lus.get(champ.nom, "NULL::VARCHAR") for champ in connu.champs}


def _verifier(
    connu: Format, contenant: Contenant, places: dict[str, int], nom: str, total: int, formees: int
) -> None:
    if not total:
        raise FichierRefuse(f"« {nom} » n'a aucune ligne sous ses titres : téléchargez-le de nouveau.")
    if formees * 2 < total:
        raise FichierRefuse(
            f"« {nom} » : la colonne « {contenant.titres[places[connu.cle]]} » ne contient pas "
            f"{FORMES[connu.forme][1]} : {formees} ligne(s) sur {total} seulement. Est-ce bien « {connu.nom} » ?"
        )


def _phrase(nom: str, erreur: str) -> str:
    """Say what DuckDB says of a text, without the line that it quotes."""
    ligne = _LIGNE.search(erreur)
    if ligne is None:
        return f"« {nom} » est abîmé ou coupé : téléchargez-le de nouveau."
    if trouve := _CELLULES.search(erreur):
        quoi = f"{trouve[2]} cellule(s) au lieu de {trouve[1]}"
    elif "quote" in erreur:
        quoi = "un guillemet ouvert n'est pas refermé, ou du texte suit un guillemet"
    else:
        quoi = "elle ne se lit pas comme du CSV"
    return f"« {nom} », ligne {ligne[1]} : {quoi}. Le fichier est coupé ou abîmé : téléchargez-le de nouveau."
