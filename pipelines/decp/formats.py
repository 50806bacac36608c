"""Which reader a file needs, found in its first bytes, never in its name. No reading of records belongs here."""

import codecs
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse

_UTF16_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
PARQUET = b"PAR1"
_ARCHIVES = {
    b"PK\x03\x04": "ZIP (ou classeur XLSX, ODS)",
    b"\x1f\x8b": "gzip",
    b"%PDF": "PDF",
}


def reconnaitre(fichier: str, chemin: Path) -> str:
    """Return `json`, `xml`, `csv` or `parquet`.

    Errors: `FichierRefuse` when the file is empty, compressed, in UTF-16, or of no format of the DECP.
    """
    with chemin.open("rb") as source:
        debut = source.read(65536)
    for signature, nom in _ARCHIVES.items():
        if debut.startswith(signature):
            raise FichierRefuse(
                f"{fichier} : c'est un fichier {nom} ; donnez le JSON, XML ou CSV qu'il contient."
            )
    if debut.startswith(PARQUET):
        return "parquet"
    if debut.startswith(_UTF16_32) or (b"\0" in debut[:2] and debut.strip(b"\0")):
        raise FichierRefuse(f"{fichier} : le fichier est en UTF-16 ; enregistrez-le en UTF-8.")
    texte = debut.removeprefix(codecs.BOM_UTF8).lstrip()
    if not texte:
        raise FichierRefuse(f"{fichier} : le fichier est vide.")
    if texte[:1] in b"{[":
        return "json"
    if texte[:1] == b"<":
        return "xml"
    entete = texte.splitlines()[0]
    if b"\0" not in entete and (b"," in entete or b";" in entete):
        return "csv"
    raise FichierRefuse(f"{fichier} : ligne 1 : ni JSON, ni XML, ni CSV de la commande publique.")
