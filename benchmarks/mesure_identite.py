"""Count records and contracts, account for the difference, list what a reader should judge of the identity rule.

It takes from `spaser ingest` only which record went to which contract. Judging is in docs/mesure-identite.md.
No supplier is printed: within a group they are letters.

    python -m pipelines.cli ingest FILES... --out DIR
    python -m benchmarks.mesure_identite FILES... --tables DIR [--liste fusions|separations|doublons] [--tirage 150]
"""

import argparse
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.lecture_simple import Fiche, fiche, lire

Groupes = dict[str, list[Fiche]]


def charger(fichiers: Sequence[Path], tables: Path) -> list[Fiche]:
    """Return every record with its contract; one that has none, or two, is an error of the pipeline (law 1)."""
    vers: dict[tuple[str, int], str] = {}
    for table in ("contrat_sources", "decisions"):
        lignes = duckdb.sql(f"SELECT fichier, rang, contrat_id FROM '{tables}/{table}.parquet'").fetchall()
        nouvelles = {(f, r): c for f, r, c in lignes}
        if nouvelles.keys() & vers.keys() or len(nouvelles) < len(lignes):
            raise SystemExit("Un enregistrement est compté deux fois.")
        vers |= nouvelles
    return [fiche(e, vers[p.name, n]) for p in fichiers for n, e in enumerate(lire(p), 1)]


def compter(fiches: Sequence[Fiche], groupes: Groupes) -> None:
    """Print the independent counts, then how keys become contracts: the last two figures must agree."""
    cles = {f.cle for f in fiches if f.id.strip("0")}
    par_cle: dict[tuple[str, str], set[str]] = defaultdict(set)
    for f in fiches:
        par_cle[f.cle].add(f.contrat)
    en_plus = sum(len(par_cle[c]) - 1 for c in cles)
    avec = [len({f.cle for f in g} & cles) for g in groupes.values()]
    reunies, sans = sum(n - 1 for n in avec if n), avec.count(0)
    objets = {(*f.cle, _norme(f.objet)) for f in fiches}
    print(f"enregistrements {len(fiches)} ; (acheteur, id) {len({f.cle for f in fiches})}", end=" ; ")
    print(f"avec l'objet {len(objets)} ; id vides {sum(not f.id for f in fiches)}")
    print(
        f"clés utilisables {len(cles)}, + contrats de clés séparées {en_plus}, - clés réunies {reunies}",
        end="",
    )
    print(f", + contrats sans clé {sans} = {len(cles) + en_plus - reunies + sans}")
    print(f"contrats {len(groupes)}")


def fusions(groupes: Groupes) -> list[list[Fiche]]:
    """Return the groups whose records are not all identical: false merges are there, if any."""
    return [g for _, g in sorted(groupes.items()) if len({f.brut for f in g}) > 1]


def separations(groupes: Groupes) -> list[list[Fiche]]:
    """Return the records of each usable (acheteur, id) that stands in several contracts."""
    par_cle: dict[tuple[str, str], list[Fiche]] = defaultdict(list)
    for f in (f for g in groupes.values() for f in g if f.id.strip("0")):
        par_cle[f.cle].append(f)
    return [g for _, g in sorted(par_cle.items()) if len({f.contrat for f in g}) > 1]


def doublons(groupes: Groupes) -> list[list[Fiche]]:
    """Return pairs of contracts of a buyer whose first records agree on objet (or CPV), supplier, date and amount."""
    portraits: dict[tuple[Any, ...], dict[str, Fiche]] = defaultdict(dict)
    for g in groupes.values():
        debut = min(f.jour for f in g)
        for f in (f for f in g if f.jour == debut):
            portrait = (f.acheteur[:9], _norme(f.objet) or f.marque, f.titulaires, f.jour, f.montant)
            portraits[portrait][f.contrat] = f
    return [list(paire) for _, p in sorted(portraits.items()) for paire in combinations(p.values(), 2)]


def montrer(cas: Sequence[list[Fiche]]) -> None:
    """Print each group, its equal lines once."""
    for g in cas:
        noms = dict.fromkeys(t for f in g for t in f.titulaires)
        lettres = {t: chr(65 + n % 26) for n, t in enumerate(noms)}
        lignes: Counter[tuple[str, ...]] = Counter()
        for f in g:
            qui = "".join(lettres[t] for t in f.titulaires)
            lignes[f.contrat, f.id, f.jour, f.montant, f.marque, f.objet[:90], qui] += 1
        print(*(f"  {n} x " + " | ".join(ligne) for ligne, n in sorted(lignes.items())), "", sep="\n")


def _norme(texte: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", unicodedata.normalize("NFKD", texte).lower())


LISTES: dict[str, Callable[[Groupes], list[list[Fiche]]]] = {
    "fusions": fusions,
    "separations": separations,
    "doublons": doublons,
}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("fichiers", nargs="+", type=Path)
    p.add_argument("--tables", required=True, type=Path, help="folder written by `spaser ingest`")
    p.add_argument("--liste", choices=sorted(LISTES), help="print these groups in full")
    p.add_argument("--tirage", type=int, help="a seeded sample instead of the whole list")
    p.add_argument("--graine", type=int, default=20261122)
    a = p.parse_args()
    groupes: Groupes = defaultdict(list)
    fiches = charger(a.fichiers, a.tables)
    for f in fiches:
        groupes[f.contrat].append(f)
    compter(fiches, groupes)
    for nom, lister in LISTES.items():
        cas = lister(groupes)
        print(f"{nom} à lire : {len(cas)}")
        if nom == a.liste:
            tire = a.tirage and a.tirage < len(cas)
            montrer(random.Random(a.graine).sample(cas, a.tirage) if tire else cas)


if __name__ == "__main__":
    main()
