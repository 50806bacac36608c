"""Rows to bytes, in the wrappings of the real publishers: CSV, CSV.gz, CSV in a zip, Parquet, JSON.

Belongs here: bytes that depend on the rows alone. Archives are stored, not compressed, so that they do not depend
on the machine's zlib; the Parquet depends on the version of DuckDB, which is locked. Does not belong here: rows.
"""

from __future__ import annotations

import csv
import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipelines.commun.duck import connect, literal

Ligne = Mapping[str, str | None]
_BLOC = 65_535
_FIXE = (2026, 6, 30, 12, 0, 0)


def texte_csv(colonnes: Sequence[str], lignes: Iterable[Ligne], separateur: str = ",") -> bytes:
    """CSV in UTF-8; a column that a row does not have is empty."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=separateur, lineterminator="\n")
    ecrivain.writerow(colonnes)
    for ligne in lignes:
        if inconnues := set(ligne) - set(colonnes):
            raise ValueError(f"colonnes inconnues : {sorted(inconnues)}")
        ecrivain.writerow([ligne.get(c) or "" for c in colonnes])
    return tampon.getvalue().encode()


def gzip_stocke(contenu: bytes) -> bytes:
    """A gzip file (RFC 1952) of stored blocks, no name nor time inside."""
    morceaux = [contenu[i : i + _BLOC] for i in range(0, len(contenu), _BLOC)] or [b""]
    corps = b"".join(
        struct.pack("<BHH", n == len(morceaux), len(m), len(m) ^ 0xFFFF) + m
        for n, m in enumerate(morceaux, 1)
    )
    tete = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return tete + corps + struct.pack("<II", zlib.crc32(contenu), len(contenu) & 0xFFFFFFFF)


def zip_stocke(nom: str, contenu: bytes) -> bytes:
    """A zip of one file, with one fixed time."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_STORED) as archive:
        partie = zipfile.ZipInfo(nom, date_time=_FIXE)
        partie.create_system, partie.external_attr = 3, 0o644 << 16
        archive.writestr(partie, contenu)
    return tampon.getvalue()


def parquet(types: Mapping[str, str], lignes: Iterable[Ligne]) -> bytes:
    """A Parquet file of these columns (name -> DuckDB type), rows in the order given, in small row groups."""
    with tempfile.TemporaryDirectory() as dossier:
        source, cible = Path(dossier) / "lignes.csv", Path(dossier) / "lignes.parquet"
        source.write_bytes(texte_csv(list(types), lignes))
        colonnes = ", ".join(f"{literal(nom)}: {literal(type_)}" for nom, type_ in types.items())
        with connect(threads=1, memory="200MB") as con:
            con.execute(
                f"COPY (SELECT * FROM read_csv({literal(source)}, header = true, auto_detect = false, delim = ',', "
                f"quote = '\"', escape = '\"', columns = {{{colonnes}}})) TO {literal(cible)} "
                "(FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 2048, KV_METADATA {fictif: 'true'})"
            )
        return cible.read_bytes()
