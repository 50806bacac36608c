"""Names made safe: of a source and a resource in the raw store, of a file in the tables. No reading of files here."""

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.sources.modele import Retrait, Source

API = "https://www.data.gouv.fr"
FORMATS = ("json", "xml", "csv", "parquet", "gz", "zip")
"""The formats that are brought in; what a file holds is looked at again once it is there."""
_IDENTIFIANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PERMIS = " ._-()+"
_LONGUEUR = 120


def cle_source(source: Source, magasin: Path) -> str:
    """Name the folder of a source in the raw store: the same for all SPASERs that declare the same data.

    A local folder is named from its place beside the store, so that moving both together changes nothing.
    """
    if source.chemin is not None:
        relatif = os.path.relpath(source.chemin, magasin).replace(os.sep, "/")
        return f"dossier-{_simple(relatif)[-60:].strip('-')}-{_court(relatif)}"
    platforme = "" if source.api == API else f"-{_court(source.api)}"
    return f"jeu-{_simple(str(source.jeu))[:80]}{platforme}"


def cle_ressource(identifiant: str) -> str:
    """Name the folder of a resource: its identifier where that is a plain word, else a readable digest of it."""
    if _IDENTIFIANT.fullmatch(identifiant):
        return identifiant
    return f"{_simple(identifiant)[-40:].strip('-')}-{_court(identifiant)}".lstrip("-")


def nom_de_fichier(url: str, titre: str, format_dit: str | None) -> str:
    """Name the file of a resource: the end of its address, else its title with its format."""
    fin = unquote(urlsplit(url).path).rpartition("/")[2]
    if extension(fin) in FORMATS:
        return nom_sur(fin)
    titre = titre.strip() or fin or "fichier"
    if extension(titre) in FORMATS or format_dit not in FORMATS:
        return nom_sur(titre)
    return nom_sur(f"{titre}.{format_dit}")


def nom_sur(nom: str) -> str:
    """Keep letters, digits and a few signs of a file name; never empty, hidden, nor long."""
    lisible = unicodedata.normalize("NFC", nom).replace("/", "-")
    propre = "".join(c if c.isalnum() or c in _PERMIS else "-" for c in lisible).strip(" .")
    if len(propre) > _LONGUEUR:
        suffixe = Path(propre).suffix[:10]
        propre = propre[: _LONGUEUR - len(suffixe)] + suffixe
    return propre or "fichier"


def lisible(chose: Any) -> Any:
    """Return a JSON value whose texts can be written in UTF-8: JSON lets through halves of characters."""
    if isinstance(chose, str):
        return chose.encode("utf-8", "replace").decode("utf-8")
    if isinstance(chose, list):
        return [lisible(une) for une in chose]
    if isinstance(chose, dict):
        return {lisible(cle): lisible(valeur) for cle, valeur in chose.items()}
    return chose


def extension(nom: str) -> str:
    """Return the last extension of a name, in lower case, without the dot."""
    return Path(nom).suffix.lower().removeprefix(".")


def distinguer(couples: Iterable[tuple[str, str]]) -> list[str]:
    """Name files apart: of (name, identifier) those that share a name get a digest of theirs before the extension."""
    couples = list(couples)
    vus = Counter(nom.casefold() for nom, _ in couples)
    return [
        nom
        if vus[nom.casefold()] == 1
        else f"{nom.removesuffix(Path(nom).suffix)}~{_court(ident)}{Path(nom).suffix}"
        for nom, ident in couples
    ]


def correspond(motifs: Iterable[str], *noms: str) -> bool:
    """Say whether one of the names answers one of the patterns (`*`, `?`, `[...]`; capitals do not count)."""
    return any(fnmatchcase(nom.casefold(), motif.casefold()) for motif in motifs for nom in noms)


def retrait_de(source: Source, *noms: str) -> Retrait | None:
    """Return the decision that withdraws a resource, named by its identifier, its title or its file."""
    return next((r for r in source.retraits if r.ressource in noms), None)


def _simple(texte: str) -> str:
    sans_accents = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", sans_accents.lower()).strip("-")


def _court(texte: str) -> str:
    return hashlib.sha256(texte.encode()).hexdigest()[:8]
