"""The flat table of decp.info, CSV or Parquet: a line a titulaire and version. Folding lines belongs to `contrats`."""

import csv
import io
import re
from pathlib import Path

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.commun.erreurs import FichierRefuse
from pipelines.decp.filtre import Filtre
from pipelines.decp.formats import PARQUET
from pipelines.decp.modele import colonnes

COLONNES = (
    "id",
    "uid",
    "acheteur_id",
    "acheteur_nom",
    "nature",
    "objet",
    "codeCPV",
    "procedure",
    "lieuExecution_code",
    "lieuExecution_typeCode",
    "dureeMois",
    "dateNotification",
    "datePublicationDonnees",
    "montant",
    "formePrix",
    "ccag",
    "offresRecues",
    "marcheInnovant",
    "attributionAvance",
    "tauxAvance",
    "sousTraitanceDeclaree",
    "typeGroupementOperateurs",
    "idAccordCadre",
    "origineUE",
    "origineFrance",
    "techniques",
    "modalitesExecution",
    "typesPrix",
    "considerationsSociales",
    "considerationsEnvironnementales",
    "titulaire_id",
    "titulaire_typeIdentifiant",
    "titulaire_nom",
    "modification_id",
)
"""The columns that we map (decp.info, schema of 12/06/2026); the others go to `champs_inconnus`."""

REQUISES = ("id", "acheteur_id", "titulaire_id", "montant", "dateNotification")
RESERVEES = ("rang_de_la_ligne", "file_row_number")
"""What plat_csv.sql and plat_parquet.sql name their own columns: a published one could not be told from them."""
_LIGNE = re.compile(r"Line: (\d+)")
_PHRASES = tuple(
    (re.compile(modele, re.MULTILINE), phrase)
    for modele, phrase in (
        (r"^Expected Number of Columns: (\d+) Found: (\d+)", "{1} cellules au lieu de {0}"),
        (
            r"^Value with unterminated quote",
            "un guillemet ouvert n'est pas refermé, ou du texte suit un guillemet",
        ),
        (r"^Invalid unicode", "le texte n'est pas en UTF-8 ; enregistrez le fichier en UTF-8"),
        (r"^Maximum line size", "la ligne dépasse 16 Mo"),
    )
)
"""What DuckDB says of a line, and how we say it."""

_IMBRIQUEES = {
    "titulaires": "titulaires",
    "concessionnaires": "concessionnaires",
    "modifications": "modifications",
    "actes": "actesSousTraitance",
    "modifications_actes": "modificationsActesSousTraitance",
    "execution": "donneesExecution",
}


def lire_plat(
    con: duckdb.DuckDBPyConnection, fichier: str, chemin: Path, part: Path, filtre: Filtre | None = None
) -> int:
    """Write the lines of a flat CSV or Parquet as one Parquet part (columns: plat.sql); return how many are published.

    Only lines of the buyers of `filtre` are written, and perhaps some of buyers whose number looks like theirs.

    Errors: `FichierRefuse` with the line when a required column is missing or repeated, when a line has too many
    or too few cells, a quote stays open, or the bytes are not UTF-8; when a Parquet is damaged.
    """
    try:
        entete, lignes = _parquet(con, fichier, chemin) if _est_parquet(chemin) else _csv(fichier, chemin)
        choix = filtre.condition(_nom("acheteur_id")) if filtre else "true"
        requete = sql(__file__, "plat", **_parametres(entete), lignes=lignes, choix=choix)
        con.execute(f"COPY ({requete}) TO {literal(part)} (FORMAT parquet)")
        compte = con.execute(
            f"SELECT count(*) FROM {literal(part) if not filtre else f'({lignes})'}"
        ).fetchone()
    except duckdb.Error as erreur:
        ligne = _LIGNE.search(str(erreur))
        ou = f"ligne {ligne[1]} : " if ligne else ""
        quoi = (
            "le fichier Parquet est abîmé ; redemandez-le" if _est_parquet(chemin) else _phrase(str(erreur))
        )
        raise FichierRefuse(f"{fichier} : {ou}{quoi}.") from erreur
    return int(compte[0]) if compte else 0


def _est_parquet(chemin: Path) -> bool:
    with chemin.open("rb") as source:
        return source.read(4) == PARQUET


def _csv(fichier: str, chemin: Path) -> tuple[list[str], str]:
    """The columns of a flat CSV, and the query of its lines."""
    entete, delim = _entete(fichier, chemin)
    _sans_nul(fichier, chemin)
    colonnes_lues = "{" + ", ".join(f"{literal(nom)}: 'VARCHAR'" for nom in entete) + "}"
    params = {"source": literal(chemin), "delim": literal(delim), "colonnes": colonnes_lues}
    return entete, sql(__file__, "plat_csv", **params)


def _parquet(con: duckdb.DuckDBPyConnection, fichier: str, chemin: Path) -> tuple[list[str], str]:
    """The columns of a flat Parquet, and the query of its rows; a list is joined as decp.info joins it in CSV."""
    source = f"read_parquet({literal(chemin)}, hive_partitioning = false)"
    lus = con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    entete = [str(nom) for nom, *_ in lus]
    _verifier(fichier, "", "ce Parquet n'est pas celui de decp.info", entete)
    textes = []
    for nom, genre, *_ in lus:
        dit = f"array_to_string({_nom(nom)}, ', ')" if str(genre).endswith("[]") else f"{_nom(nom)}::VARCHAR"
        # CSV has one way to say nothing: an empty text, an empty list and NULL are the same there
        textes.append(f"nullif({dit}, '') AS {_nom(nom)}")
    return entete, sql(__file__, "plat_parquet", source=literal(chemin), textes=", ".join(textes))


def _entete(fichier: str, chemin: Path) -> tuple[list[str], str]:
    with chemin.open("rb") as source:
        try:
            premiere = source.readline(1 << 20).decode("utf-8-sig")
        except UnicodeDecodeError as erreur:
            raise FichierRefuse(f"{fichier} : ligne 1 : l'en-tête n'est pas en UTF-8.") from erreur
    delim = max(",;", key=premiere.count)
    lue = next(csv.reader(io.StringIO(premiere, newline=None), delimiter=delim), [])
    entete = [nom.strip() or f"colonne_{rang}" for rang, nom in enumerate(lue, 1)]
    _verifier(fichier, "ligne 1 : ", "ce CSV n'est pas celui de decp.info", entete)
    return entete, delim


def _verifier(fichier: str, ou: str, autre: str, entete: list[str]) -> None:
    if manquantes := [nom for nom in REQUISES if nom not in entete]:
        raise FichierRefuse(f"{fichier} : {ou}{autre}, colonne(s) absente(s) : {', '.join(manquantes)}.")
    plies = [nom.casefold() for nom in entete]
    if reservees := [nom for nom in entete if nom.casefold() in RESERVEES]:
        raise FichierRefuse(
            f"{fichier} : {ou}une colonne se nomme « {reservees[0]} », nom réservé : renommez-la."
        )
    if doublons := sorted({nom for nom in entete if plies.count(nom.casefold()) > 1}):
        raise FichierRefuse(f"{fichier} : {ou}colonne(s) en double : {', '.join(doublons)}.")


def _sans_nul(fichier: str, chemin: Path) -> None:
    ligne = 1
    with chemin.open("rb") as source:
        while bloc := source.read(1 << 20):
            if (place := bloc.find(b"\0")) >= 0:
                ligne += bloc.count(b"\n", 0, place)
                raise FichierRefuse(f"{fichier} : ligne {ligne} : un octet nul (NUL) : le fichier est abîmé.")
            ligne += bloc.count(b"\n")


def _parametres(entete: list[str]) -> dict[str, str]:
    types = colonnes()
    autres = [nom for nom in entete if nom not in COLONNES]
    champs = ", ".join(f"{literal(nom)}, {_nom(nom)}" for nom in autres)
    inconnus = (
        f"nullif(json_merge_patch('{{}}', json_object({champs}))::VARCHAR, '{{}}')"
        if autres
        else "NULL::VARCHAR"
    )
    return {
        **{nom: _nom(nom) if nom in entete else "NULL::VARCHAR" for nom in COLONNES},
        **{cle: types[nom] for cle, nom in _IMBRIQUEES.items()},
        "operateur": 'STRUCT("typeIdentifiant" VARCHAR, "id" VARCHAR, "denominationSociale" VARCHAR)',
        "inconnus": inconnus,
    }


def _nom(colonne: str) -> str:
    return '"' + colonne.replace('"', '""') + '"'


def _phrase(erreur: str) -> str:
    for modele, phrase in _PHRASES:
        if trouve := modele.search(erreur):
            return phrase.format(*trouve.groups())
    return "le fichier ne se lit pas comme un CSV (guillemets ou fins de ligne hors de la norme RFC 4180)"
