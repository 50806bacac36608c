"""Workbooks are zip archives: measured before anything opens them, so that none can fill memory or disk.

The sizes that an archive declares are checked against what really comes out, under a bound. What the parts
mean belongs to `classeurs`.
"""

import struct
import zipfile
import zlib
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse

ENTREES = 2_000
TOTAL = 640 << 20  # bytes once expanded
RATIO = 150  # an ordinary sheet is 5 to 30
LIBRE = 8 << 20  # below this expanded size, no ratio is held against a part
BLOC = 1 << 18
XML_INTERDIT = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype")


def controler(path: Path) -> None:
    """Check that an archive is what it declares and stays within bounds.

    Errors: FichierRefuse for a bomb, a lying size, an encrypted part, parts that overlap, or a DTD.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FichierRefuse(f"« {path.name} » est un classeur abîmé : enregistrez-le de nouveau.") from error
    _declare(path, infos)
    with path.open("rb") as file:
        fin = 0
        for info in sorted(infos, key=lambda i: i.header_offset):
            if info.header_offset < fin:
                raise _hostile(path, "des parties s'y recouvrent")
            fin = _debut(path, file, info) + info.compress_size
            _deplier(path, file, info)


def _declare(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > ENTREES:
        raise _hostile(path, f"il contient {len(infos)} parties")
    if len({info.filename for info in infos}) != len(infos):
        raise _hostile(path, "deux parties y portent le même nom")
    total = sum(info.file_size for info in infos)
    if total > TOTAL:
        raise FichierRefuse(
            f"« {path.name} » ferait {total >> 20} Mio une fois déplié, au-delà de {TOTAL >> 20} Mio : "
            "enregistrez la feuille utile en CSV."
        )
    for info in infos:
        if info.flag_bits & 0x1:
            raise FichierRefuse(f"« {path.name} » est protégé par un mot de passe : enregistrez-le sans.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _hostile(path, "une partie y est compressée d'une façon inhabituelle")
        if info.file_size > LIBRE and info.file_size > RATIO * max(info.compress_size, 1):
            raise _hostile(path, f"une partie s'y déplie {info.file_size // max(info.compress_size, 1)} fois")


def _debut(path: Path, file, info: zipfile.ZipInfo) -> int:  # type: ignore[no-untyped-def]
    file.seek(info.header_offset)
    entete = file.read(30)
    if len(entete) < 30 or not entete.startswith(b"PK\x03\x04"):
        raise FichierRefuse(f"« {path.name} » est un classeur abîmé : enregistrez-le de nouveau.")
    nom, extra = struct.unpack("<HH", entete[26:30])
    return int(info.header_offset + 30 + nom + extra)


def _deplier(path: Path, file, info: zipfile.ZipInfo) -> None:  # type: ignore[no-untyped-def]
    """Expand one part block by block, keeping none of it, and hold it to its declared size."""
    file.seek(_debut(path, file, info))
    moteur = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    reste, sorti, queue = info.compress_size, 0, b""
    xml = info.filename.lower().endswith((".xml", ".rels"))
    while reste > 0 or (moteur and moteur.unconsumed_tail):
        brut = moteur.unconsumed_tail if moteur and moteur.unconsumed_tail else file.read(min(BLOC, reste))
        if not (moteur and moteur.unconsumed_tail):
            reste -= len(brut)
            if not brut:
                break
        try:
            bloc = moteur.decompress(brut, BLOC) if moteur else brut
        except zlib.error as error:
            raise FichierRefuse(
                f"« {path.name} » est un classeur abîmé : enregistrez-le de nouveau."
            ) from error
        sorti += len(bloc)
        if sorti > info.file_size:
            raise _hostile(path, "une partie y est plus grosse que ce qu'elle déclare")
        if xml and any(mot in queue + bloc for mot in XML_INTERDIT):
            raise _hostile(path, "une partie XML y définit des entités")
        queue = bloc[-16:]
    if sorti != info.file_size:
        raise FichierRefuse(f"« {path.name} » est un classeur abîmé ou coupé : enregistrez-le de nouveau.")


def _hostile(path: Path, pourquoi: str) -> FichierRefuse:
    return FichierRefuse(
        f"« {path.name} » n'est pas lu : {pourquoi}, ce qu'aucun tableur ne produit. Ouvrez-le, copiez la feuille "
        "utile dans un classeur neuf et enregistrez-le en .xlsx ou .ods."
    )
