"""What a source lists now: the files of a dataset or a folder that are to be brought in. Bringing them is `recolte`."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.sources.api import lire_jeu
from pipelines.sources.modele import Ressource, Source
from pipelines.sources.noms import FORMATS, correspond, extension, lisible, nom_de_fichier, nom_sur
from pipelines.sources.politique import Politique
from pipelines.sources.refus import SourceAbsente

SHA1_VIDE = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
"""The digest of no bytes: what the platform says of a remote file that it could not fetch."""


LONGUEUR = 200
"""The longest identifier that a resource may have, and how much of a title is kept."""
MONTREES = 5
MAL_DECRITE = "un identifiant ou une adresse qui n'en est pas un"


@dataclass(frozen=True)
class Decouverte:
    """What a source lists: `toutes` by identifier (title, file, publication), whatever the patterns say of them.

    `retenues` are those to bring in; `ecartees` those that answer the patterns and cannot be, with the reason.
    """

    titre: str
    licence: str | None
    toutes: dict[str, dict[str, Any]]
    retenues: tuple[Ressource, ...]
    ecartees: tuple[tuple[str, str], ...] = ()
    avertissements: tuple[str, ...] = ()


def decouvrir(source: Source, politique: Politique) -> Decouverte:
    """List what a source publishes now, without downloading any file.

    Errors: SourceAbsente, SourceRefusee, SourceInjoignable, in sentences that name the source.
    """
    return _dossier(source) if source.chemin is not None else _jeu(source, politique)


def _jeu(source: Source, politique: Politique) -> Decouverte:
    jeu = lire_jeu(source, politique)
    toutes, retenues, ecartees = {}, [], []
    for rang, brute in enumerate(jeu.ressources, 1):
        try:
            ressource = lire_ressource(brute)
        except ValueError:
            ecartees.append(
                (f"n° {rang}", f"la ressource n° {rang} du jeu a {MAL_DECRITE} : elle n'est pas lue.")
            )
            continue
        toutes[ressource.id] = _resume(ressource)
        if brute.get("type") not in (None, "main") or ressource.format not in (None, *FORMATS):
            continue
        if not correspond(source.ressources, ressource.titre, ressource.nom_fichier, ressource.id):
            continue
        if urlsplit(ressource.url).scheme not in ("http", "https"):
            ecartees.append((ressource.id, f"« {ressource.titre} » n'a pas d'adresse de téléchargement."))
        else:
            retenues.append(ressource)
    return Decouverte(jeu.titre, jeu.licence, toutes, tuple(retenues), tuple(ecartees), jeu.avertissements)


def lire_ressource(brute: dict[str, Any]) -> Ressource:
    """Read a resource of the API: what the platform leaves out, or says of nothing, is None.

    Only the checksum of a file that the platform holds is taken: that of a remote file dates from its last visit.
    Errors: ValueError when its identifier or its address cannot be one.
    """
    titre = str(brute.get("title") or "")[:LONGUEUR]
    if len(brute["id"]) > LONGUEUR or not brute["id"].isprintable():
        raise ValueError("identifiant")
    url = str(brute.get("url") or "")
    somme = brute.get("checksum")
    sha1 = str(somme.get("value") or "") if isinstance(somme, dict) and somme.get("type") == "sha1" else ""
    octets = brute.get("filesize")
    remote = brute.get("filetype") == "remote"
    format_dit = _format(brute.get("format"), url, titre)
    schema = brute.get("schema")
    return Ressource(
        id=str(brute["id"]),
        titre=titre,
        url=str(brute.get("latest") or url),
        nom_fichier=nom_de_fichier(url, titre, format_dit),
        format=format_dit,
        sha1=None if remote or sha1.lower() in ("", SHA1_VIDE) else sha1.lower(),
        octets=octets if type(octets) is int and octets > 0 and not remote else None,
        publie_le=_moment(brute.get("last_modified")),
        schema=str(schema["name"]) if isinstance(schema, dict) and schema.get("name") else None,
    )


def _moment(dit: object) -> str | None:
    """The moment of publication as it is said, None when it is no moment."""
    try:
        return dit if isinstance(dit, str) and datetime.fromisoformat(dit) else None
    except ValueError:
        return None


def _format(dit: object, url: str, titre: str) -> str | None:
    """The format that is said, else that of the file's name; None when neither is one that is known."""
    if isinstance(dit, str) and dit.strip():
        return dit.strip().lower().rpartition("/")[2].rpartition(".")[2]
    trouves = [e for e in (extension(urlsplit(url).path), extension(titre)) if e in FORMATS]
    return trouves[0] if trouves else None


def _dossier(source: Source) -> Decouverte:
    dossier = source.chemin or Path()
    if not dossier.is_dir():
        raise SourceAbsente(
            f"Source « {source.nom} » : le dossier « {dossier} » n'existe pas. Créez-le, ou corrigez « chemin »."
        )
    racine = dossier.resolve()
    toutes, retenues, ecartees = {}, [], []
    for relatif, chemin in _parcourir(dossier):
        if relatif != lisible(relatif):
            dit = lisible(relatif)
            ecartees.append(
                (dit, f"le nom du fichier « {dit} » n'est pas en UTF-8 : renommez-le, il n'est pas lu.")
            )
            continue
        if motif := _motif(chemin, racine):
            if correspond(source.ressources, relatif, chemin.name):
                ecartees.append((relatif, f"« {relatif} » {motif} : il n'est pas lu."))
            continue
        ressource = _fichier(relatif, chemin)
        toutes[relatif] = _resume(ressource)
        if correspond(source.ressources, relatif, chemin.name):
            retenues.append(ressource)
    autres = sorted({*toutes} - {r.id for r in retenues})
    dites = ", ".join(f"« {nom} »" for nom in autres[:MONTREES]) + (", ..." if len(autres) > MONTREES else "")
    phrase = f"Source « {source.nom} » : {len(autres)} fichier(s) hors de « ressources » ne sont pas lus : {dites}."
    averti = (phrase,) if autres else ()
    return Decouverte(source.nom, source.licence, toutes, tuple(retenues), tuple(ecartees), averti)


def _motif(chemin: Path, racine: Path) -> str | None:
    """Why a name of a folder is not a file of that folder, None when it is one."""
    if not chemin.resolve().is_relative_to(racine):
        return "est un lien qui mène hors du dossier"
    return None if chemin.is_file() else "n'est pas un fichier ordinaire"


def _parcourir(dossier: Path) -> Iterator[tuple[str, Path]]:
    """What a folder and those below hold, but for folders, by name; what is hidden is passed over."""
    for ici, dossiers, fichiers in os.walk(dossier, onerror=_illisible):
        dossiers[:] = sorted(nom for nom in dossiers if not nom.startswith("."))
        liens = [nom for nom in dossiers if (Path(ici) / nom).is_symlink()]
        for nom in sorted([*liens, *fichiers]):
            if not nom.startswith("."):
                chemin = Path(ici) / nom
                yield chemin.relative_to(dossier).as_posix(), chemin


def _illisible(erreur: OSError) -> None:
    raise SourceAbsente(f"Le dossier « {erreur.filename} » ne peut pas être lu : vérifiez ses droits.")


def _fichier(relatif: str, chemin: Path) -> Ressource:
    etat = chemin.stat()
    return Ressource(
        id=relatif,
        titre=relatif,
        url=relatif,
        nom_fichier="/".join(nom_sur(pas) for pas in relatif.split("/")),
        format=extension(relatif) or None,
        octets=etat.st_size,
        publie_le=datetime.fromtimestamp(etat.st_mtime, UTC).isoformat(timespec="seconds"),
    )


def _resume(ressource: Ressource) -> dict[str, Any]:
    return {
        "titre": ressource.titre,
        "nom_fichier": ressource.nom_fichier,
        "publie_le": ressource.publie_le,
        "sha1": ressource.sha1,
    }
