"""What a file is, by its first bytes and never by its name. Only recognising and refusing belong here."""

import zipfile
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
REFUS = (
    (b"%PDF", "un PDF", "demandez le tableur d'origine, ou enregistrez-le en .xlsx, .ods ou .csv"),
    (b"\x1f\x8b", "un fichier compressé (gzip)", "décompressez-le d'abord"),
    (b"7z\xbc\xaf", "une archive 7z", "décompressez-la d'abord"),
    (b"Rar!", "une archive RAR", "décompressez-la d'abord"),
    (b"PAR1", "un fichier Parquet", "exportez-le en CSV"),
    (b"SQLite format 3", "une base SQLite", "exportez la table en CSV"),
    (b"{\\rtf", "un document RTF", "enregistrez le tableau en .xlsx, .ods ou .csv"),
)


def forme(path: Path) -> str:
    """Recognise "csv", "xlsx" or "ods".

    Errors: FichierRefuse for everything else, with what to do.
    """
    with path.open("rb") as file:
        debut = file.read(4096)
    if not debut.strip():
        raise FichierRefuse(f"« {path.name} » est vide : il faut au moins une ligne de titres.")
    for marque, quoi, remede in REFUS:
        if debut.startswith(marque):
            raise FichierRefuse(f"« {path.name} » est {quoi} : {remede}.")
    if debut.startswith(OLE):
        raise FichierRefuse(_ole(path))
    if debut.startswith(b"PK"):
        return _classeur(path)
    texte = debut.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if texte.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        raise FichierRefuse(
            f"« {path.name} » est une page web, pas un tableau : une page de connexion ou d'erreur a sans doute été "
            "enregistrée à la place du fichier. Téléchargez-le de nouveau, ou ouvrez-le dans un tableur et "
            "enregistrez-le en .xlsx ou .ods."
        )
    if texte.startswith((b"<?xml", b"<")):
        raise FichierRefuse(f"« {path.name} » est du XML : enregistrez-le en .xlsx, .ods ou .csv.")
    if texte.startswith((b"{", b"[{", b"[\n", b"[\r", b"[ ")):
        raise FichierRefuse(f"« {path.name} » est du JSON : exportez le tableau en .xlsx, .ods ou .csv.")
    return "csv"


def _ole(path: Path) -> str:
    with path.open("rb") as file:
        chiffre = "EncryptedPackage".encode("utf-16-le") in file.read(1 << 20)
    if chiffre:
        return (
            f"« {path.name} » est protégé par un mot de passe : enregistrez-le sans mot de passe (Fichier, "
            "Informations, Protéger le classeur), puis renvoyez-le."
        )
    return f"« {path.name} » est dans l'ancien format .xls : enregistrez-le en .xlsx ou en .ods."


def _classeur(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            noms = set(archive.namelist())
            brut = archive.open("mimetype").read(200) if "mimetype" in noms else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FichierRefuse(
            f"« {path.name} » est un classeur abîmé ou incomplet : ouvrez-le dans un tableur, enregistrez-le de "
            "nouveau en .xlsx ou .ods."
        ) from error
    mimetype = brut.decode("ascii", "replace").strip()
    if mimetype.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if mimetype:
        raise FichierRefuse(
            f"« {path.name} » est un document, pas un tableur : enregistrez le tableau en .ods."
        )
    if "xl/workbook.xml" in noms:
        return "xlsx"
    if "xl/workbook.bin" in noms:
        raise FichierRefuse(
            f"« {path.name} » est un classeur binaire .xlsb : enregistrez-le en .xlsx ou .ods."
        )
    if "[Content_Types].xml" in noms:
        raise FichierRefuse(f"« {path.name} » n'est pas un classeur : enregistrez le tableau en .xlsx.")
    raise FichierRefuse(f"« {path.name} » est une archive zip : décompressez-la, puis donnez chaque fichier.")
