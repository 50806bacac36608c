"""Hostile files, made on demand for the tests and the demonstration of a refusal; never committed, never
an input.

Belongs here: bytes that a reader must refuse with a sentence, without dying and without holding up the
other files. Does not belong here: odd but readable files (`emballages.py`).
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.fictif.format_plat import COLONNES
from pipelines.fictif.fournisseurs import VILLE

_DEBUT = b'{"fictif":true,"marches":{"marche":['


def _bon() -> bytes:
    bon = {"id": "BON", "acheteur": {"id": VILLE.sirets[0]}, "objet": "Contrat fictif", "montant": 10}
    return json.dumps(bon).encode()


def _contenus() -> dict[str, bytes]:
    bon = _bon()
    complet = _DEBUT + bon + b"," + bon + b"]}}"
    profond = b"[" * 100_000 + b"]" * 100_000
    return {
        "coupe.json": complet[: len(complet) * 2 // 3],
        "coupe_apres_enregistrement.json": _DEBUT + bon + b",",
        "coupe.xml": b'<?xml version="1.0"?>\n<marches fictif="true"><marche><id>BON</id><objet>coup',
        "imbrique_100000.json": _DEBUT + b'{"id":"PROFOND","x":' + profond + b"}]}}",
        "imbrique_100000.xml": b"<marches>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</marches>",
        "nombre_5000_chiffres.json": _DEBUT + b'{"id":"GRAND","montant":' + b"9" * 5_000 + b"}]}}",
        "octet_nul.json": _DEBUT + bon.replace(b"fictif", b"fic\x00tif") + b"]}}",
        "octet_nul.csv": ",".join(COLONNES).encode() + b"\n" + b"A\x00," * (len(COLONNES) - 1) + b"\n",
        "nan.json": _DEBUT + bon.replace(b"10}", b"NaN}") + b"]}}",
        "infini.json": _DEBUT + bon.replace(b"10}", b"-Infinity}") + b"]}}",
        "utf16.json": complet.decode().encode("utf-16"),
        "latin1.json": _DEBUT + bon.replace(b"fictif", "fictifé".encode("latin-1")) + b"]}}",
        "vide.json": b"",
        "blancs.json": b" \n\n\t ",
        "pas_du_json.json": b"<html><body>404 : cette page n'existe pas</body></html>\n",
        "entites.xml": b'<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<marches><marche><id>&b;</id></marche></marches>",
    }


def fichiers_hostiles(dossier: Path) -> dict[str, Path]:
    """Write every hostile file into `dossier` (created if need be); returns name -> path."""
    dossier.mkdir(parents=True, exist_ok=True)
    chemins = {}
    for nom, contenu in _contenus().items():
        chemins[nom] = dossier / nom
        chemins[nom].write_bytes(contenu)
    return chemins
