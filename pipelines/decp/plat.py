"""The flat CSV of decp.info: one line a titulaire and a version, read as it is. Folding lines belongs to `contrats`."""

import csv
import io
import re
from pathlib import Path

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.commun.erreurs import FichierRefuse
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


def lire_plat(con: duckdb.DuckDBPyConnection, fichier: str, chemin: Path, part: Path) -> int:
    """Write the lines of a flat CSV as one Parquet part (columns: plat.sql); return how many there are.

    Errors: `FichierRefuse` with the line when a required column is missing or repeated, when a line has too many
    or too few cells, a quote stays open, or the bytes are not UTF-8.
    """
    entete, delim = _entete(fichier, chemin)
    _sans_nul(fichier, chemin)
    requete = sql(__file__, "plat", **_parametres(chemin, entete, delim))
    try:
        con.execute(f"COPY ({requete}) TO {literal(part)} (FORMAT parquet)")
    except duckdb.Error as erreur:
        ligne = _LIGNE.search(str(erreur))
        ou = f"ligne {ligne[1]} : " if ligne else ""
        raise FichierRefuse(f"{fichier} : {ou}{_phrase(str(erreur))}.") from erreur
    compte = con.execute(f"SELECT count(*) FROM {literal(part)}").fetchone()
    return int(compte[0]) if compte else 0


def _entete(fichier: str, chemin: Path) -> tuple[list[str], str]:
    with chemin.open("rb") as source:
        try:
            premiere = source.readline(1 << 20).decode("utf-8-sig")
        except UnicodeDecodeError as erreur:
            raise FichierRefuse(f"{fichier} : ligne 1 : l'en-tête n'est pas en UTF-8.") from erreur
    delim = max(",;", key=premiere.count)
    lue = next(csv.reader(io.StringIO(premiere, newline=None), delimiter=delim), [])
    entete = [nom.strip() or f"colonne_{rang}" for rang, nom in enumerate(lue, 1)]
    if manquantes := [nom for nom in REQUISES if nom not in entete]:
        raise FichierRefuse(
            f"{fichier} : ligne 1 : ce CSV n'est pas celui de decp.info, colonne(s) absente(s) : "
            f"{', '.join(manquantes)}."
        )
    plies = [nom.casefold() for nom in entete]
    if doublons := sorted({nom for nom in entete if plies.count(nom.casefold()) > 1}):
        raise FichierRefuse(f"{fichier} : ligne 1 : colonne(s) en double : {', '.join(doublons)}.")
    return entete, delim


def _sans_nul(fichier: str, chemin: Path) -> None:
    ligne = 1
    with chemin.open("rb") as source:
        while bloc := source.read(1 << 20):
            if (place := bloc.find(b"\0")) >= 0:
                ligne += bloc.count(b"\n", 0, place)
                raise FichierRefuse(f"{fichier} : ligne {ligne} : un octet nul (NUL) : le fichier est abîmé.")
            ligne += bloc.count(b"\n")


def _parametres(chemin: Path, entete: list[str], delim: str) -> dict[str, str]:
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
        "source": literal(chemin),
        "delim": literal(delim),
        "colonnes": "{" + ", ".join(f"{literal(nom)}: 'VARCHAR'" for nom in entete) + "}",
    }


def _nom(colonne: str) -> str:
    return '"' + colonne.replace('"', '""') + '"'


def _phrase(erreur: str) -> str:
    for modele, phrase in _PHRASES:
        if trouve := modele.search(erreur):
            return phrase.format(*trouve.groups())
    return "le fichier ne se lit pas comme un CSV (guillemets ou fins de ligne hors de la norme RFC 4180)"
