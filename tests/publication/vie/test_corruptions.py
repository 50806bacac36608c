"""One byte of one file changed at random: `spaser verify` names that file, and no other."""

import os
import random
from collections import Counter
from pathlib import Path

from pipelines.publication.vie.verifier import verifier

ESSAIS = int(os.environ.get("CORRUPTIONS", "1000"))
GRAINE = int(os.environ.get("GRAINE", "7"))
NOMMEES = {"altéré", "manquant", "en trop", "mélange", "retour en arrière"}


def alterer(path: Path, hasard: random.Random) -> bytes:
    """Change one byte to another; return the bytes of before."""
    avant = path.read_bytes()
    rang = hasard.randrange(len(avant))
    octet = hasard.choice([o for o in range(256) if o != avant[rang]])
    path.chmod(0o644)
    path.write_bytes(avant[:rang] + bytes([octet]) + avant[rang + 1 :])
    return avant


def test_each_byte_that_changes_names_its_file(depot: Path):
    hasard = random.Random(GRAINE)
    assert verifier(depot).fautes == []
    fichiers = sorted(
        p for p in depot.rglob("*") if p.is_file() and not p.is_symlink() and p.name != ".verrou"
    )
    assert {"latest.json", "index.json", "feed.xml", "SHA256SUMS", "datapackage.json"} <= {
        p.name for p in fichiers
    }
    justes: Counter[str] = Counter()
    rates = []
    for essai in range(ESSAIS):
        path = fichiers[essai % len(fichiers)]
        avant = alterer(path, hasard)
        nomme = path.relative_to(depot).as_posix()
        fautes = verifier(depot).fautes
        if {f.fichier for f in fautes} == {nomme} and {f.nature for f in fautes} <= NOMMEES:
            justes[path.name] += 1
        else:
            rates.append((nomme, [f.dite() for f in fautes]))
        path.write_bytes(avant)
    assert verifier(depot).fautes == []
    print(f"\n{justes.total()} octets changés sur {ESSAIS} : le bon fichier nommé, lui seul ({dict(justes)})")
    assert rates == []


def test_without_what_is_derived_the_files_of_a_former_version_judge_each_other(depot: Path):
    """No index.json, and a list of versions without digests: SHA256SUMS, datapackage.json and the files remain."""
    hasard = random.Random(GRAINE)
    for nom in ("index.json", "feed.xml"):
        (depot / nom).unlink()
    ancienne = depot / "versions" / "2026.11.1"
    en_vigueur = depot / "versions" / "2026.12.1"
    for path in en_vigueur.iterdir():  # the version in force, which says the digests, is not looked at
        path.chmod(0o644)
    (en_vigueur / "publications.csv").write_text(
        "sequence,version\n1,2026.11.1\n2,2026.11.2\n", encoding="utf-8"
    )
    nommes: Counter[str] = Counter()
    for nom in ("contrats.csv", "titulaires.csv", "SHA256SUMS", "CHANGELOG.md"):
        for _ in range(10):
            avant = alterer(ancienne / nom, hasard)
            fautes = {f.fichier for f in verifier(depot, version="2026.11.1").fautes}
            nommes[nom] += f"versions/2026.11.1/{nom}" in fautes
            (ancienne / nom).write_bytes(avant)
    assert nommes["contrats.csv"] == nommes["titulaires.csv"] == nommes["CHANGELOG.md"] == 10
    # its lines on files that nothing else describes (CHANGELOG.md, datapackage.json) may be blamed on those files
    assert nommes["SHA256SUMS"] >= 5
