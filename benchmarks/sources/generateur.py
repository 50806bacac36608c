"""101 files as the ministry publishes them: each record in the file of its last publication.

The records are those of `benchmarks.generateur`, cut in 101 files of as many records each, in order of publication. A
record keeps its bytes. Nothing is timed here.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

import orjson

from benchmarks.generateur import generer
from pipelines.decp.paquets import paquets_json

FICHIERS = 101
_PUBLIE = re.compile(rb'"datePublicationDonnees"\s*:\s*"(\d{4}-\d{2}-\d{2})')
Element = tuple[str, bytes]


def mensuels(dossier: Path, source: Path, taille: int) -> list[Path]:
    """Write the files of `taille` records into `dossier`, unless they are there; return their paths."""
    chemins = [dossier / f"decp-{2018 + n // 12}-{n % 12 + 1:02d}.json" for n in range(FICHIERS)]
    if (dossier.parent / "pret").is_file():
        return chemins
    dossier.mkdir(parents=True, exist_ok=True)
    fichiers = generer(source, taille)
    jours = Counter(_jour(texte) for _, texte in _elements(fichiers))
    ordre = sorted(jours)
    avant = dict(zip(ordre, [0, *accumulate(jours[jour] for jour in ordre)], strict=False))
    total, rangs = sum(jours.values()), Counter[str]()
    listes: list[dict[str, list[bytes]]] = [{"marche": [], "contrat-concession": []} for _ in chemins]
    for genre, texte in _elements(fichiers):
        jour = _jour(texte)
        place = avant[jour] + rangs[jour]
        rangs[jour] += 1
        listes[place * FICHIERS // total][genre].append(texte)
    for chemin, liste in zip(chemins, listes, strict=True):
        chemin.write_bytes(emballer(liste))
    (dossier.parent / "pret").touch()
    return chemins


def emballer(liste: dict[str, list[bytes]]) -> bytes:
    """Return a 2022 file of these records."""
    parties = [b'"%s":[%s]' % (genre.encode(), b",".join(textes)) for genre, textes in liste.items()]
    return b'{"marches":{' + b",".join(parties) + b"}}"


def retoucher(avant: Path, apres: Path, graine: int = 6) -> dict[str, int]:
    """Write a later state of a month: one record in a hundred gone, three corrected, five in a hundred more new."""
    hasard, faits = Random(graine), Counter[str]()
    dit = orjson.loads(avant.read_bytes())
    marches = dit["marches"]["marche"]
    suivants = []
    for marche in marches:
        sort = hasard.random()
        if sort < 0.01:
            faits["ôtés"] += 1
            continue
        if sort < 0.04 and isinstance(marche.get("montant"), int | float):
            marche["montant"] = round(marche["montant"] * 1.1, 2)
            faits["corrigés"] += 1
        suivants.append(marche)
        if sort > 0.95:
            suivants.append(
                marche | {"id": f"N{marche.get('id')}", "objet": f"{marche.get('objet')} (suite)"}
            )
            faits["nouveaux"] += 1
    dit["marches"]["marche"] = suivants
    apres.write_text(json.dumps(dit, ensure_ascii=False), encoding="utf-8")
    return dict(faits)


def _elements(fichiers: list[Path]) -> Iterator[Element]:
    for fichier in fichiers:
        for paquet in paquets_json(fichier.name, fichier, {}):
            genre = "contrat-concession" if paquet.genre == "concession" else "marche"
            for element in orjson.loads(paquet.texte):
                yield genre, orjson.dumps(element)


def _jour(texte: bytes) -> str:
    trouve = _PUBLIE.search(texte)
    return trouve[1].decode() if trouve else "0000-00-00"
