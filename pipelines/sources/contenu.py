"""What a file is by its first and last bytes: taken when it can be DECP, refused with a reason when it cannot.

Whether it is well formed, and what it says, belong to `decp`.
"""

import re
from pathlib import Path

from pipelines.sources.refus import Echec, SourceRefusee, suspect

DEBUT, FIN = 4096, 256
ATTENDUS = "Sont attendus : JSON, XML, CSV, Parquet, gzip ou zip."
BOM = b"\xef\xbb\xbf"
_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|\A<(head|body|script|title|p|div|h1|center)[\s>]", re.IGNORECASE
)
_AILLEURS = {
    b"%PDF": "un document PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"\xd0\xcf\x11\xe0": "un ancien classeur Excel (.xls)",
    b"7z\xbc\xaf": "une archive 7z",
    b"Rar!": "une archive rar",
    b"BZh": "un fichier compressé en bzip2",
    b"\x28\xb5\x2f\xfd": "un fichier compressé en zstd",
    b"\xfd7zXZ": "un fichier compressé en xz",
    b"\xff\xfe": "un texte en UTF-16",
    b"\xfe\xff": "un texte en UTF-16",
}


def verifier_contenu(chemin: Path, nom: str) -> str:
    """Return what a file looks like, as `reconnaitre`; `nom` is how messages call it.

    Errors: SourceRefusee.
    """
    try:
        return reconnaitre(chemin)
    except Echec as echec:
        refus = SourceRefusee(f"« {nom} » n'est pas retenu : {echec.motif}. {echec.conseil}")
    raise refus


def reconnaitre(chemin: Path) -> str:
    """Return what a file looks like: "json", "xml", "csv", "parquet", "gzip" or "zip".

    Errors: Echec for an HTML page or another kind of file; one that deserves a second try for an empty file, and
    for JSON, XML or Parquet without its end.
    """
    taille = chemin.stat().st_size
    with chemin.open("rb") as file:
        debut = file.read(DEBUT)
        file.seek(max(0, taille - FIN))
        fin = file.read().rstrip(b" \t\r\n")
    texte = debut.removeprefix(BOM).lstrip()
    if not texte:
        raise suspect("le fichier est vide")
    for marque, quoi in _AILLEURS.items():
        if debut.startswith(marque):
            raise Echec(f"c'est {quoi}", ATTENDUS)
    if debut.startswith(b"PAR1"):
        return _fini("parquet", taille >= 12 and fin.endswith(b"PAR1"))
    if debut.startswith(b"\x1f\x8b"):
        return "gzip"
    if debut.startswith(b"PK\x03\x04"):
        return "zip"
    if _HTML.search(texte) and texte.startswith(b"<"):
        raise Echec(
            "c'est une page HTML au lieu de données",
            "Ouvrez son adresse dans un navigateur : elle l'explique.",
        )
    if texte.startswith(b"<"):
        return _fini("xml", fin.endswith(b">"))
    if texte[:1] in b"{[":
        return _fini("json", fin.endswith(b"}" if texte[:1] == b"{" else b"]"))
    titres = texte.split(b"\n", 1)[0]
    if b"\0" not in debut and re.search(rb"[;,\t|]", titres):
        return "csv"
    raise Echec("ce n'est pas un fichier de données reconnu", ATTENDUS)


def _fini(format_: str, entier: bool) -> str:
    if not entier:
        raise suspect("le fichier est coupé avant sa fin")
    return format_
