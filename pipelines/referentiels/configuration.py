"""What spaser.yaml says of national files and of the territory. Whether the files hold what is said: `extraire`."""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.referentiels.formats import PAR_NOM
from pipelines.referentiels.modele import Fichier, Territoire

CLES = {"fichier", "observe_le", "format", "colonnes"}
COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}")
FORMES = {
    "communes": (COMMUNE, "un code de commune, par exemple \"33063\""),
    "epci": (re.compile(r"[0-9]{9}"), "le SIREN d'un EPCI, par exemple \"243300316\""),
    "departements": (re.compile(r"[0-9][0-9AB]|9[78][0-9]"), "un code de département, par exemple \"33\""),
}  # fmt: skip


def lire_fichiers(definition: Mapping[str, Any], racine: Path) -> tuple[list[Fichier], Territoire]:
    """Read the keys `referentiels` and `territoire` of a definition; paths are from the root of the repository.

    Errors: SpaserErreur naming the entry, the key, the value and what to write. That a file is missing is told later,
    with those that are refused.
    """
    entrees = definition.get("referentiels") or []
    if not isinstance(entrees, list):
        raise SpaserErreur("spaser.yaml : « referentiels » est une liste d'entrées « - fichier: ... ».")
    fichiers = [_fichier(rang, entree, racine) for rang, entree in enumerate(entrees, 1)]
    vus: set[Path] = set()
    for fichier in fichiers:
        if _normal(fichier.chemin) in vus:
            raise SpaserErreur(f"spaser.yaml : « referentiels » donne deux fois « {fichier.chemin.name} ».")
        vus.add(_normal(fichier.chemin))
    return fichiers, _territoire(definition.get("territoire") or {})


def _normal(chemin: Path) -> Path:
    return Path(os.path.normpath(chemin))


def _fichier(rang: int, entree: object, racine: Path) -> Fichier:
    ou = f"spaser.yaml : « referentiels », entrée {rang} :"
    if not isinstance(entree, dict) or not entree.get("fichier"):
        raise SpaserErreur(f"{ou} il manque « fichier: » et le chemin du fichier.")
    if inconnues := sorted(str(cle) for cle in entree if cle not in CLES):
        raise SpaserErreur(f"{ou} clé inconnue « {inconnues[0]} » ; au choix : {', '.join(sorted(CLES))}.")
    nom = str(entree["fichier"])
    if not nom.isprintable() or any(len(part.encode()) > 255 for part in Path(nom).parts):
        raise SpaserErreur(f"{ou} « fichier » n'est pas un chemin possible : {nom!r:.60}.")
    format_dit = str(entree.get("format") or "")
    if format_dit and format_dit not in PAR_NOM:
        raise SpaserErreur(f"{ou} format inconnu « {format_dit} » ; au choix : {', '.join(PAR_NOM)}.")
    colonnes = entree.get("colonnes") or {}
    if not isinstance(colonnes, dict):
        raise SpaserErreur(f'{ou} « colonnes » s\'écrit « {{champ: "titre dans le fichier"}} ».')
    dits = {str(champ): str(titre) for champ, titre in colonnes.items()}
    permis = {c.nom for f in (PAR_NOM[format_dit],) for c in f.champs} if format_dit else _tous_les_champs()
    if faux := sorted(set(dits) - permis):
        raise SpaserErreur(
            f"{ou} « colonnes » nomme « {faux[0]} », qui n'est pas un champ ; au choix : {', '.join(sorted(permis))}."
        )
    return Fichier(racine / nom, _jour(ou, entree.get("observe_le")), format_dit, dits)


def _tous_les_champs() -> set[str]:
    return {champ.nom for connu in PAR_NOM.values() for champ in connu.champs}


def _jour(ou: str, valeur: object) -> date:
    if type(valeur) is date:
        return valeur
    try:
        return date.fromisoformat(str(valeur))
    except ValueError:
        raise SpaserErreur(
            f'{ou} « observe_le » est le jour que le fichier décrit, écrit "AAAA-MM-JJ" ; lu : « {valeur} ».'
        ) from None


def _territoire(dit: object) -> Territoire:
    if not isinstance(dit, dict):
        raise SpaserErreur(
            "spaser.yaml : « territoire » contient « communes », « epci » ou « departements »."
        )
    if inconnues := sorted(str(cle) for cle in dit if cle not in FORMES):
        raise SpaserErreur(
            f"spaser.yaml : « territoire » : clé inconnue « {inconnues[0]} » ; au choix : {', '.join(FORMES)}."
        )
    return Territoire(**{cle: _codes(cle, dit.get(cle)) for cle in FORMES})


def _codes(cle: str, valeurs: object) -> tuple[str, ...]:
    motif, quoi = FORMES[cle]
    if valeurs is None:
        return ()
    if not isinstance(valeurs, list):
        raise SpaserErreur(f"spaser.yaml : « territoire », « {cle} » est une liste entre crochets.")
    for valeur in valeurs:
        if not isinstance(valeur, str) or not motif.fullmatch(valeur):
            raise SpaserErreur(
                f"spaser.yaml : « territoire », « {cle} » : « {valeur} » n'est pas {quoi}, entre guillemets (sans eux, "
                "YAML lit un nombre et perd les zéros)."
            )
    return tuple(sorted(set(valeurs)))
