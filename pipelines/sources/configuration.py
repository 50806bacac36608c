"""What spaser.yaml says of sources: where DECP come from, and the decisions that people took about them.

Whether a source answers is found by `recolte`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.modele import TYPES, BaisseAcceptee, Retrait, Source
from pipelines.sources.noms import API

CLES = {
    *("nom", "type", "jeu", "chemin", "ressources", "licence", "api", "adresses_privees"),
    *("fraicheur_jours", "baisse_max_pct", "retraits", "baisses_acceptees"),
}
DEFAUTS = {
    "ministere": ("5cd57bf68b4c4179299eb0e9", ("decp-20[0-9][0-9]-[01][0-9].json",)),
    "decp_info": ("608c055b35eb4e6ee20eb325", ("decp.parquet",)),
    "jeu": (None, ("*",)),
    "dossier": (None, ("*.json", "*.xml", "*.csv", "*.parquet", "*.gz", "*.zip")),
}
"""The dataset and the patterns of each type, where spaser.yaml does not say them."""
RESERVES = ("ensemble", "entrees")
"""Names of rows of `couverture` and `sources_lues` that are no declared source."""
NOM = re.compile(r"[a-z][a-z0-9-]{0,40}")
JEU = re.compile(r"[0-9a-f]{24}|[a-z][a-z0-9-]{2,199}")
SHA256 = re.compile(r"[0-9a-f]{64}")
HOTE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?")
INTERDITS = "\"'`\\"
T = TypeVar("T")


def lire_sources(definition: Mapping[str, Any], racine: Path) -> list[Source]:
    """Read the key `sources` of a definition; folders are from the root of the repository.

    Errors: SpaserErreur naming the entry, the key, the value and what to write. That a folder or a dataset is not
    there is told by the harvest.
    """
    entrees = definition.get("sources")
    if entrees is None:
        return []
    if not isinstance(entrees, list):
        raise SpaserErreur("spaser.yaml : « sources » est une liste d'entrées « - nom: ... ».")
    sources = [_source(rang, entree, racine) for rang, entree in enumerate(entrees, 1)]
    noms = [source.nom for source in sources]
    if doubles := sorted({nom for nom in noms if noms.count(nom) > 1}):
        raise SpaserErreur(f"spaser.yaml : « sources » donne deux fois le nom « {doubles[0]} ».")
    return sources


def _source(rang: int, entree: object, racine: Path) -> Source:
    ou = f"spaser.yaml : « sources », entrée {rang} :"
    if not isinstance(entree, dict) or not entree.get("nom"):
        raise SpaserErreur(f"{ou} il manque « nom: » et un nom court, par exemple « ministere ».")
    if inconnues := sorted(str(cle) for cle in entree if cle not in CLES):
        raise SpaserErreur(f"{ou} clé inconnue « {inconnues[0]} » ; au choix : {', '.join(sorted(CLES))}.")
    nom = _forme(ou, "nom", entree["nom"], NOM, "des minuscules, chiffres et tirets, une lettre d'abord")
    ou = f"spaser.yaml : « sources », « {nom} » :"
    if nom in RESERVES:
        raise SpaserErreur(f"{ou} ce nom est réservé ; choisissez-en un autre.")
    genre = entree.get("type")
    if genre not in TYPES:
        raise SpaserErreur(f"{ou} « type » est l'un de {', '.join(TYPES)} ; lu : {genre!r:.60}.")
    jeu_connu, motifs = DEFAUTS[genre]
    local = genre == "dossier"
    for cle in ("jeu", "api", "adresses_privees") if local else ("chemin",):
        if entree.get(cle) is not None:
            raise SpaserErreur(
                f"{ou} « {cle} » n'a pas de sens pour une source de type « {genre} » : ôtez-la."
            )
    privees = _liste(ou, entree, "adresses_privees", _hote)
    return Source(
        nom=nom,
        type=genre,
        jeu=None if local else _jeu(ou, entree.get("jeu") or jeu_connu),
        chemin=racine / _chemin(ou, entree.get("chemin")) if local else None,
        ressources=_liste(ou, entree, "ressources", _motif) or motifs,
        licence=_texte(ou, "licence", entree["licence"]) if entree.get("licence") else None,
        api=_api(ou, entree.get("api") or API, privees),
        adresses_privees=privees,
        fraicheur_jours=_nombre(ou, entree, "fraicheur_jours", 1, 3660, 35),
        baisse_max_pct=_nombre(ou, entree, "baisse_max_pct", 0, 100, 50),
        retraits=_liste(ou, entree, "retraits", _retrait),
        baisses_acceptees=_liste(ou, entree, "baisses_acceptees", _baisse),
    )


def _liste(ou: str, entree: Mapping[str, Any], cle: str, lire: Callable[[str, object], T]) -> tuple[T, ...]:
    valeurs = entree.get(cle)
    if valeurs is None:
        return ()
    if not isinstance(valeurs, list):
        raise SpaserErreur(f"{ou} « {cle} » est une liste entre crochets.")
    return tuple(lire(ou, valeur) for valeur in valeurs)


def _texte(ou: str, cle: str, valeur: object) -> str:
    """A short text on one line, that no file name, sentence or command can be broken with."""
    if not isinstance(valeur, str) or not valeur.strip() or len(valeur) > 300 or not valeur.isprintable():
        raise SpaserErreur(
            f"{ou} « {cle} » est un texte d'une ligne, entre guillemets ; lu : {valeur!r:.60}."
        )
    return valeur.strip()


def _nom_court(ou: str, cle: str, valeur: object) -> str:
    texte = _texte(ou, cle, valeur)
    if any(c in INTERDITS for c in texte):
        raise SpaserErreur(f"{ou} « {cle} » contient un guillemet ou une barre inversée : {texte!r:.60}.")
    return texte


def _forme(ou: str, cle: str, valeur: object, forme: re.Pattern[str], quoi: str) -> str:
    if not isinstance(valeur, str) or not forme.fullmatch(valeur):
        raise SpaserErreur(f"{ou} « {cle} » : attendu {quoi} ; lu : {valeur!r:.60}.")
    return valeur


def _nombre(ou: str, entree: Mapping[str, Any], cle: str, mini: int, maxi: int, defaut: int) -> int:
    valeur = entree.get(cle, defaut)
    if type(valeur) is not int or not mini <= valeur <= maxi:
        raise SpaserErreur(f"{ou} « {cle} » est un nombre entier de {mini} à {maxi} ; lu : {valeur!r:.60}.")
    return valeur


def _jeu(ou: str, valeur: object) -> str:
    return _forme(
        ou,
        "jeu",
        valeur,
        JEU,
        "l'identifiant du jeu sur sa plateforme, entre guillemets (24 signes, 0-9 et a-f)",
    )


def _hote(ou: str, valeur: object) -> str:
    if not isinstance(valeur, str) or not HOTE.fullmatch(
        valeur
    ):  # what is written may hold a password: not shown
        raise SpaserErreur(
            f'{ou} « adresses_privees » : attendu un hôte, avec ou sans port ("127.0.0.1:8123").'
        )
    return valeur


def _motif(ou: str, valeur: object) -> str:
    motif = _nom_court(ou, "ressources", valeur)
    return _dedans(ou, "ressources", motif)


def _chemin(ou: str, valeur: object) -> str:
    if valeur is None:
        raise SpaserErreur(f"{ou} il manque « chemin: » et le dossier, depuis la racine du dépôt.")
    return _dedans(ou, "chemin", _nom_court(ou, "chemin", valeur))


def _dedans(ou: str, cle: str, chemin: str) -> str:
    parts = PurePosixPath(chemin).parts
    if chemin.startswith(("/", "~")) or ".." in parts or any(len(part.encode()) > 255 for part in parts):
        raise SpaserErreur(
            f"{ou} « {cle} » se dit depuis la racine du dépôt, sans « .. » ; lu : {chemin!r:.60}."
        )
    return chemin


def _api(ou: str, valeur: object, privees: tuple[str, ...]) -> str:
    schema, _, hote = _nom_court(ou, "api", valeur).rstrip("/").partition("://")
    privee = hote in privees or hote.partition(":")[0] in privees
    if not HOTE.fullmatch(hote) or schema not in (("https", "http") if privee else ("https",)):
        raise SpaserErreur(  # what is written may hold a password: not shown
            f"{ou} « api » s'écrit « https://hôte », sans chemin ni mot de passe (http:// pour un hôte de "
            "« adresses_privees » seulement)."
        )
    return f"{schema}://{hote}"


def _objet(ou: str, cle: str, valeur: object, champs: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(valeur, dict) or set(valeur) != set(champs):
        raise SpaserErreur(f"{ou} « {cle} » : chaque entrée dit {', '.join(champs)}, et rien d'autre.")
    return valeur


def _retrait(ou: str, valeur: object) -> Retrait:
    dit = _objet(ou, "retraits", valeur, ("ressource", "depuis", "raison"))
    depuis = dit["depuis"]
    try:
        jour = depuis if type(depuis) is date else date.fromisoformat(str(depuis))
    except ValueError:
        raise SpaserErreur(
            f'{ou} « retraits » : « depuis » s\'écrit "AAAA-MM-JJ" ; lu : {depuis!r:.60}.'
        ) from None
    return Retrait(_nom_court(ou, "ressource", dit["ressource"]), jour, _texte(ou, "raison", dit["raison"]))


def _baisse(ou: str, valeur: object) -> BaisseAcceptee:
    dit = _objet(ou, "baisses_acceptees", valeur, ("ressource", "sha256", "raison"))
    sha256 = _forme(
        ou, "sha256", dit["sha256"], SHA256, "les 64 signes que la récolte a donnés, entre guillemets"
    )
    return BaisseAcceptee(
        _nom_court(ou, "ressource", dit["ressource"]), sha256, _texte(ou, "raison", dit["raison"])
    )
