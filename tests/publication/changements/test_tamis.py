"""The sieve: what it leaves is whole records, all those that differ, whatever the size of its blocks and windows."""

import io
import random
from pathlib import Path

import pytest

from pipelines.publication.changements import tamis

CASES = [b"x", b'"a\nb"', b'"q ""x"""', b'""""', b'"\n\n"', b"zzzz", b'"\n3,x\n"']


def records(texte: bytes) -> list[bytes]:
    """Cut a CSV into records one byte at a time."""
    faits, debut, entre = [], 0, False
    for i, octet in enumerate(texte):
        entre ^= octet == ord('"')
        if octet == ord("\n") and not entre:
            faits.append(texte[debut : i + 1])
            debut = i + 1
    return faits


@pytest.mark.parametrize("graine", range(4))
def test_it_keeps_all_that_differs_and_nothing_torn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graine: int
):
    hasard = random.Random(graine)
    chemins = [tmp_path / nom for nom in ("a", "b", "ra", "rb")]
    for _ in range(250):
        monkeypatch.setattr(tamis, "TAMPON", hasard.choice([2, 7, 50, 1000]))
        monkeypatch.setattr(tamis, "BLOC", hasard.choice([1, 5, 16, 64]))
        a = [b"%d,%s\n" % (i, hasard.choice(CASES)) for i in range(hasard.randint(0, 30))]
        gardes = [ligne for ligne in a if hasard.random() < 0.9]
        b = [ligne if hasard.random() < 0.8 else ligne[:-1] + b",9\n" for ligne in gardes]
        b += [b"%d,n\n" % i for i in range(100, 100 + hasard.randint(0, 3))]
        if hasard.random() < 0.2:
            hasard.shuffle(b)
        titres = b't,"x\ny"\n'
        for chemin, lignes in zip(chemins[:2], (a, b), strict=True):
            chemin.write_bytes(titres + b"".join(lignes))
        assert tamis.tamiser(*chemins, limite=hasard.choice([10, 10**6]))
        ra, rb = (records(chemin.read_bytes()) for chemin in chemins[2:])
        assert ra[0] == rb[0] == titres
        assert set(a) - set(b) <= set(ra[1:]) <= set(a) and set(ra) - set(rb) == set(a) - set(b)
        assert set(b) - set(a) <= set(rb[1:]) <= set(b) and set(rb) - set(ra) == set(b) - set(a)


def test_files_in_order_leave_only_what_differs(tmp_path: Path):
    a = [b"%d,x\n" % i for i in range(5000)]
    b = [*a[:100], b"new,x\n", *a[100:2000], *a[2003:4000], b"4000,y\n", *a[4001:]]
    for nom, lignes in (("a", a), ("b", b)):
        (tmp_path / nom).write_bytes(b"k,v\n" + b"".join(lignes))
    tamis.tamiser(*(tmp_path / nom for nom in ("a", "b", "ra", "rb")))
    assert records((tmp_path / "ra").read_bytes())[1:] == [*a[2000:2003], a[4000]]
    assert records((tmp_path / "rb").read_bytes())[1:] == [b"new,x\n", b"4000,y\n"]


def test_records_are_read_one_by_one():
    lecteur = tamis.Lecteur(io.BytesIO(b'a,"b\n"\nc,d\nsans fin'))
    assert [lecteur.suivant() for _ in range(4)] == [b'a,"b\n"\n', b"c,d\n", b"sans fin", None]
