"""The top of a schema, wrong for anyone: version, dates, empty values, contributors, licences, links.

Links are judged by their shape, never by the network. Our own conventions belong to `maison`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pipelines.schemas.controles import defauts_des_controles
from pipelines.schemas.lint.fautes import Chemin, Faute, faute

VERSION = re.compile(r"[vV]?[0-9]+(?:\.[0-9]+){1,2}\Z")
ETIQUETTE = re.compile(r"/(?:raw/(?:refs/tags/)?|-/raw/)?[vV]([0-9]+\.[0-9]+(?:\.[0-9]+)?)/")
BRANCHE = re.compile(r"/(?:raw/|-/raw/|refs/heads/)?(?:master|main|latest|HEAD|develop)/")
PAGE = re.compile(r"/(?:-/)?(?:blob|tree)/")
FORGE = re.compile(r"(?:^|\.)(?:github|githubusercontent|gitlab|codeberg|gitea|framagit)\.|^git\.|^forge\.")


def entete(schema: dict[str, Any], paquet: str | None = None) -> Iterator[Faute]:
    """Yield what is wrong for anyone in the top-level keys; `paquet`: the version of the package that holds it."""
    version = schema.get("version")
    if version is not None and not (isinstance(version, str) and VERSION.match(version)):
        yield faute(
            "version", ("version",), "version doit être un numéro de la forme X.Y.Z, entre guillemets"
        )
    yield from _dates(schema)
    vides = schema.get("missingValues", [""])
    if not isinstance(vides, list) or not all(isinstance(x, str | dict) for x in vides):
        yield faute("ecriture", ("missingValues",), "missingValues doit être une liste de textes")
    yield from _personnes(schema)
    yield from _liens(schema, paquet)
    for rang, phrase, pour_tous in defauts_des_controles(schema):
        chemin: Chemin = ("custom_checks",) if rang is None else ("custom_checks", rang)
        yield faute("controle" if pour_tous else "controle-maison", chemin, phrase)


def _dates(schema: dict[str, Any]) -> Iterator[Faute]:
    lues = {}
    for cle in ("created", "lastModified"):
        if cle in schema:
            lues[cle] = jour(schema[cle])
            if lues[cle] is None:
                yield faute("date", (cle,), f"{cle} doit être une date AAAA-MM-JJ")
    debut, fin = lues.get("created"), lues.get("lastModified")
    if debut and fin and fin < debut:
        yield faute("date", ("lastModified",), "lastModified précède created")


def jour(valeur: object) -> dt.date | None:
    """Return a day written AAAA-MM-JJ, a time being tolerated after it, or None."""
    try:
        lu = dt.date.fromisoformat(str(valeur)[:10])
    except ValueError:
        return None
    return lu if str(valeur)[:10] == lu.isoformat() and str(valeur)[10:11] in ("", "T", " ") else None


def _personnes(schema: dict[str, Any]) -> Iterator[Faute]:
    for cle, exigees in (
        ("contributors", ("title", "givenName", "familyName")),
        ("licenses", ("name", "path")),
        ("sources", ("title", "path")),
        ("resources", ("path",)),
    ):
        liste = schema.get(cle, [])
        if not isinstance(liste, list):
            yield faute("personne", (cle,), f"{cle} doit être une liste")
            continue
        for rang, objet in enumerate(liste):
            if not isinstance(objet, dict) or not any(objet.get(c) for c in exigees):
                message = f"il y manque « {' » ou « '.join(exigees)} »"
                yield faute("personne", (cle, rang), message)
            elif "@" not in str(objet.get("email", "@")):
                yield faute("personne", (cle, rang, "email"), "email n'est pas une adresse")


def _liens(schema: dict[str, Any], paquet: str | None) -> Iterator[Faute]:
    versions = [str(v) for v in (schema.get("version"), paquet) if v is not None]
    for cle in ("$schema", "homepage", "path", "image"):
        if cle in schema:
            yield from _lien(schema[cle], (cle,), versions, fichier=cle in ("path", "image"))
    for cle in ("licenses", "sources", "contributors", "resources"):
        liste = schema.get(cle)
        for rang, objet in enumerate(liste if isinstance(liste, list) else []):
            if isinstance(objet, dict) and objet.get("path"):
                chemin = (cle, rang, "path")
                yield from _lien(objet["path"], chemin, versions, fichier=cle == "resources")


def _lien(valeur: object, chemin: Chemin, versions: list[str], *, fichier: bool) -> Iterator[Faute]:
    nom = str(chemin[-1])
    try:
        parties = urlsplit(valeur) if isinstance(valeur, str) else None
        hote = parties.hostname if parties else None
    except ValueError:
        parties, hote = None, None
    if parties is None or re.search(r"\s", str(valeur)):
        yield faute("lien", chemin, f"{nom} n'est pas une adresse : « {valeur} »")
        return
    if not parties.scheme and fichier:
        return  # a path beside the schema
    if parties.scheme not in ("http", "https") or not hote or "." not in hote:
        yield faute("lien", chemin, f"{nom} n'est pas une adresse http(s) : « {valeur} »")
    elif fichier and FORGE.search(hote):
        etiquette = ETIQUETTE.search(parties.path)
        if PAGE.search(parties.path):
            message = f"{nom} mène à une page de la forge, pas au fichier : remplacer /blob/ par /raw/"
            yield faute("lien", chemin, message)
        elif etiquette and not any(_meme(etiquette[1], version) for version in versions):
            message = f"{nom} vise la version {etiquette[1]}, le schéma dit {' ou '.join(versions)}"
            yield faute("lien", chemin, message)
        elif BRANCHE.search(parties.path):
            voulue = versions[-1] if versions else "X.Y.Z"
            message = f"{nom} vise une branche, dont le contenu change : viser /raw/v{voulue}/"
            yield faute("lien-mouvant", chemin, message)


def _meme(etiquette: str, version: str) -> bool:
    complet = etiquette if etiquette.count(".") == 2 else f"{etiquette}.0"
    dite = version.lstrip("vV")
    return complet == (dite if dite.count(".") == 2 else f"{dite}.0")
