"""Archives: what they hold comes out whole, bounded, under our own names; hostile ones leave nothing."""

import gzip
import io
import random
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.archives import deplier
from pipelines.sources.refus import SourceRefusee
from tests.sources.reseau.serveur import document

CORPS = document(300)
MEGA = 1 << 20
BORNES = {"octets_max": 16 * MEGA, "ratio_max": 100}


def zip_de(membres: dict[str, bytes], **options: object) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in membres.items():
            info = zipfile.ZipInfo(nom)
            info.compress_type = zipfile.ZIP_DEFLATED
            for option, valeur in options.items():
                setattr(info, option, valeur)
            archive.writestr(info, octets)
    return tampon.getvalue()


def menteur(taille: int) -> bytes:
    """A zip whose member declares another size than its own, in both places where it is written."""
    octets = bytearray(zip_de({"a.json": CORPS}))
    centrale = octets.index(b"PK\x01\x02")
    struct.pack_into("<I", octets, 22, taille)
    struct.pack_into("<I", octets, centrale + 24, taille)
    return bytes(octets)


def un_octet_change(archive: bytes, place: int) -> bytes:
    return archive[:place] + bytes([archive[place] ^ 0x55]) + archive[place + 1 :]


def protege() -> bytes:
    octets = bytearray(zip_de({"a.json": CORPS}))
    octets[6] |= 1
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    return bytes(octets)


def recouvert() -> bytes:
    """Two entries over the same bytes: the way of bombes that declare little."""
    octets = zip_de({"a.json": CORPS, "b.json": CORPS})
    fin = struct.unpack("<IHHIIH", octets[-18:])
    centrale = bytearray(octets[fin[4] : fin[4] + fin[3]])
    second = centrale.index(b"PK\x01\x02", 4)
    struct.pack_into("<I", centrale, second + 42, 0)
    return octets[: fin[4]] + bytes(centrale) + octets[fin[4] + fin[3] :]


def en_zip64() -> bytes:
    octets = zip_de({"a.json": CORPS})
    return octets[:-22] + b"PK\x06\x07" + bytes(16) + octets[-22:]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    (tmp_path / "deplie").mkdir()
    return tmp_path / "deplie"


@pytest.mark.parametrize(
    ("nom", "archive", "attendu"),
    [
        ("decp.json.gz", gzip.compress(CORPS), {"decp.json": CORPS}),
        ("decp.json.gz", gzip.compress(CORPS[:500]) + gzip.compress(CORPS[500:]) + bytes(512), {"decp.json": CORPS}),
        ("x.zip", zip_de({"b/2.XML": b"<a/>", "1.csv": b"a;b\n", "__MACOSX/._1.csv": b"x"}),
         {"1.csv": b"a;b\n", "b/2.XML": b"<a/>"}),
        ("x.zip", zip_de({"vide/": b"", "a.json": bytes(0) + CORPS}), {"a.json": CORPS}),
        ("x.zip", zip_de({"a.json": b"[" + b"0," * (3 * MEGA) + b"0]"}), None),
    ],
)  # fmt: skip
def test_what_it_holds(
    nom: str, archive: bytes, attendu: dict[str, bytes] | None, dossier: Path, tmp_path: Path
):
    (tmp_path / nom).write_bytes(archive)
    faits = deplier(tmp_path / nom, dossier, **BORNES)
    if attendu is not None:
        assert {membre: path.read_bytes() for membre, path in faits} == attendu
    assert faits == sorted(faits) and {path.parent for _, path in faits} == {dossier}


BOMBE = b"[" + b" " * (32 * MEGA) + b"]"
HOSTILES = {
    "gzip_coupe": (gzip.compress(CORPS)[:-1], "abîmée ou coupée"),
    "gzip_sans_fin": (gzip.compress(CORPS)[:-8], "abîmée ou coupée"),
    "gzip_de_somme_fausse": (un_octet_change(gzip.compress(CORPS), -7), "abîmée ou coupée"),
    "gzip_et_des_restes": (gzip.compress(CORPS) + b"reste", "abîmée ou coupée"),
    "gzip_bombe": (gzip.compress(BOMBE), "dépasse les bornes"),
    "gzip_d_un_gzip": (gzip.compress(gzip.compress(CORPS)), "lui-même une archive"),
    "gzip_d_un_zip": (gzip.compress(zip_de({"a.json": CORPS})), "lui-même une archive"),
    "gzip_d_une_page": (gzip.compress(b"<html></html>"), "page HTML"),
    "gzip_de_rien": (gzip.compress(b""), "vide"),
    "zip_coupe": (zip_de({"a.json": CORPS})[:-30], "abîmée ou coupée"),
    "zip_de_somme_fausse": (un_octet_change(zip_de({"a.json": CORPS}), 60), "abîmée ou coupée"),
    "zip_bombe": (zip_de({"a.json": BOMBE}), "dépasse les bornes"),
    "zip_total": (
        zip_de({f"{i}.json": random.Random(i).randbytes(6 * MEGA) for i in range(3)}),
        "dépasse les bornes",
    ),
    "zip_declare_moins": (menteur(len(CORPS) - 100), "abîmée|dépasse"),
    "zip_declare_plus": (menteur(len(CORPS) + 100), "abîmée"),
    "zip_declare_rien": (menteur(0), "abîmée|dépasse"),
    "zip_de_trop_d_entrees": (zip_de({f"{i}.json": b"[]" for i in range(1001)}), "1001 fichiers"),
    "zip_au_sommaire_sans_fin": (
        zip_de({f"{'a' * 190}{i}.json": b"" for i in range(5000)}),
        "trop de fichiers",
    ),
    "zip64": (en_zip64(), "trop grande"),
    "zip_vide": (zip_de({}), "gzip ni un zip"),
    "zip_de_dossiers": (zip_de({"a/": b""}), "aucun fichier"),
    "nom_qui_remonte": (zip_de({"../a.json": CORPS}), "le nom d'un de ses fichiers"),
    "nom_absolu": (zip_de({"/etc/a.json": CORPS}), "le nom d'un de ses fichiers"),
    "nom_a_la_windows": (zip_de({"..\\a.json": CORPS}), "le nom d'un de ses fichiers"),
    "nom_avec_lecteur": (zip_de({"C:a.json": CORPS}), "le nom d'un de ses fichiers"),
    "nom_de_controle": (zip_de({"a\x1b[2J.json": CORPS}), "le nom d'un de ses fichiers"),
    "meme_nom": (
        zip_de({"a.json": CORPS, "b.json": b"[]"}).replace(b"b.json", b"a.json"),
        "portent le même nom",
    ),
    "lien": (zip_de({"a.json": b"/etc/passwd"}, external_attr=0o120777 << 16), "un lien"),
    "mot_de_passe": (protege(), "mot de passe"),
    "recouvrement": (recouvert(), "recouvrent"),
    "zip_dans_zip": (zip_de({"a.zip": zip_de({"a.json": CORPS})}), "ni JSON, ni XML"),
    "zip_dit_json": (zip_de({"a.json": zip_de({"a.json": CORPS})}), "lui-même une archive"),
    "programme": (zip_de({"a.json": CORPS, "a.exe": b"MZ"}), "« a.exe »"),
    "page_html": (zip_de({"a.json": b"<!doctype html>"}), "page HTML"),
    "ni_l_un_ni_l_autre": (CORPS, "ni un gzip ni un zip"),
}


@pytest.mark.parametrize("cas", HOSTILES)
def test_a_hostile_archive_leaves_nothing(cas: str, dossier: Path, tmp_path: Path):
    octets, mots = HOSTILES[cas]
    (tmp_path / "x.zip").write_bytes(octets)
    debut = time.monotonic()
    with pytest.raises(SourceRefusee) as refus:
        deplier(tmp_path / "x.zip", dossier, nom="ministere/x.zip", **BORNES)
    assert any(mot in str(refus.value) for mot in mots.split("|")), str(refus.value)
    assert "« ministere/x.zip »" in str(refus.value) and str(refus.value).endswith(".")
    assert "\x1b" not in str(refus.value)
    assert list(dossier.iterdir()) == [] and time.monotonic() - debut < 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["deplie", "x.zip"]


def test_what_declares_too_much_is_refused_before_anything_is_written(tmp_path: Path):
    (tmp_path / "x.zip").write_bytes(HOSTILES["zip_total"][0])
    with pytest.raises(SourceRefusee, match="dépasse les bornes"):
        deplier(tmp_path / "x.zip", tmp_path / "dossier absent", **BORNES)


def test_a_bomb_stops_at_its_bound_and_not_after(dossier: Path, tmp_path: Path):
    """What is written never passes the bound: the ratio stops it first."""
    (tmp_path / "x.gz").write_bytes(gzip.compress(BOMBE))
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (17 * MEGA, avant[1]))
    try:
        with pytest.raises(SourceRefusee, match="dépasse les bornes"):
            deplier(tmp_path / "x.gz", dossier, octets_max=16 * MEGA, ratio_max=100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


@pytest.mark.parametrize("archive", [gzip.compress(BOMBE), zip_de({"a.json": BOMBE})])
def test_what_inflates_too_many_times_is_refused_even_when_it_would_fit(
    archive: bytes, dossier: Path, tmp_path: Path
):
    (tmp_path / "x").write_bytes(archive)
    with pytest.raises(SourceRefusee, match="dépasse les bornes"):
        deplier(tmp_path / "x", dossier, octets_max=64 * MEGA, ratio_max=100)
    assert len(deplier(tmp_path / "x", dossier, octets_max=64 * MEGA, ratio_max=2000, nom="a.json.gz")) == 1


def test_a_full_disk_is_not_the_fault_of_the_archive(dossier: Path, tmp_path: Path):
    (tmp_path / "x.gz").write_bytes(gzip.compress(random.Random(1).randbytes(MEGA)))
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGA // 2, avant[1]))
    try:
        with pytest.raises(SpaserErreur, match="vérifiez la place") as refus:
            deplier(tmp_path / "x.gz", dossier, **BORNES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)
    assert not isinstance(refus.value, SourceRefusee) and list(dossier.iterdir()) == []
