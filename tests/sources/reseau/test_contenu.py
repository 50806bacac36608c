"""What is taken for data by its first and last bytes, and what is not."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from pipelines.sources.contenu import verifier_contenu
from pipelines.sources.refus import SourceRefusee
from tests.sources.reseau.serveur import document


def zip_de(**membres: bytes) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in membres.items():
            archive.writestr(nom.replace("_", "."), octets)
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("octets", "format_"),
    [
        (document(), "json"),
        (b"\xef\xbb\xbf \n" + document() + b"\n\n", "json"),
        (b"[]", "json"),
        (b'<?xml version="1.0"?>\n<marches><marche/></marches>\n', "xml"),
        ("<marches><objet>é &lt;html&gt; &lt;body&gt;</objet></marches>".encode("latin-1"), "xml"),
        (b"id;objet\n1;a\n", "csv"),
        (b"\xef\xbb\xbfid,objet\r\n1,<html>\r\n", "csv"),
        (b'"id"\t"objet"', "csv"),
        (b"PAR1" + bytes(20) + b"PAR1", "parquet"),
        (gzip.compress(b"[]"), "gzip"),
        (zip_de(a_json=b"[]"), "zip"),
        (b'{"objet": "' + b"a" * 10_000 + b'"}' + b" " * 200, "json"),
    ],
)
def test_data(octets: bytes, format_: str, tmp_path: Path):
    (tmp_path / "x").write_bytes(octets)
    assert verifier_contenu(tmp_path / "x", "ministere/x") == format_


@pytest.mark.parametrize(
    ("octets", "mots"),
    [
        (b"", "le fichier est vide"),
        (b"\xef\xbb\xbf \r\n\t ", "le fichier est vide"),
        (b"<!DOCTYPE html><html></html>", "une page HTML"),
        (b"\n\n<!-- x -->\n<HTML lang='fr'>", "une page HTML"),
        (b"<head><title>Erreur</title></head>", "une page HTML"),
        (b"<h1>Service indisponible</h1>", "une page HTML"),
        (b"%PDF-1.4", "un document PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "ancien classeur Excel"),
        ('{"marches": []}'.encode("utf-16"), "UTF-16"),
        (b"\x28\xb5\x2f\xfdxxxx", "zstd"),
        (b"Erreur 500", "pas un fichier de données reconnu"),
        (b"a,b\0c\n", "pas un fichier de données reconnu"),
        (document()[:-2], "coupé avant sa fin"),
        (b'[{"id": 1}, ', "coupé avant sa fin"),
        (b"<marches><marche", "coupé avant sa fin"),
        (b"PAR1" + bytes(20), "coupé avant sa fin"),
        (b"PAR1", "coupé avant sa fin"),
    ],
)
def test_what_is_not(octets: bytes, mots: str, tmp_path: Path):
    (tmp_path / "x").write_bytes(octets)
    with pytest.raises(SourceRefusee) as refus:
        verifier_contenu(tmp_path / "x", "ministere/decp.json")
    message = str(refus.value)
    assert mots in message and "« ministere/decp.json »" in message and message.endswith(".")
    assert refus.value.__context__ is None
