"""A record of an unusual shape, turned into a shape of `modele` without losing a field.

Wrappers that producers really publish: flat `acheteur.id`, `{"titulaire": [..]}`, nested lists, a string where an
object is due, `modifications` as an object, scalars where lists are due, the names of version 2.0.0. What has no
place in a known shape goes to `champs_inconnus`, under its path. Values are never interpreted here.
"""

import json
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Raw

from pipelines.decp import modele

SYNONYMES = {
    "technique": "techniques",
    "modaliteExecution": "modalitesExecution",
    "typePrix": "typesPrix",
    "TypePrix": "typesPrix",
    "considerationSociale": "considerationsSociales",
    "considerationEnvironnementale": "considerationsEnvironnementales",
    "titulaire": "titulaires",
    "concessionnaire": "concessionnaires",
    "modification": "modifications",
    "acteSousTraitance": "actesSousTraitance",
    "modificationActeSousTraitance": "modificationsActesSousTraitance",
}
"""Names of version 2.0.0 of the schema, and inner names found without their wrapper."""

ENVELOPPES: dict[type[msgspec.Struct], tuple[str, type[msgspec.Struct]]] = {
    modele.Titulaire: ("titulaire", modele.Operateur),
    modele.Concessionnaire: ("concessionnaire", modele.Operateur),
    modele.Modification: ("modification", modele.ContenuModification),
    modele.Acte: ("acteSousTraitance", modele.ContenuActe),
    modele.DonneesAnnuelles: ("donneesAnnuelles", modele.ContenuAnnuel),
    modele.ModificationActe: ("modificationActeSousTraitance", modele.ContenuModificationActe),
}
A_PLAT: dict[type[msgspec.Struct], str] = {modele.Tarif: "tarif"}
"""The wrapper whose name is that of a field inside it: taken off."""

Inconnus = dict[str, Any]


def redresser(texte: bytes) -> bytes:
    """Return the record as JSON of the shape `modele.Enregistrement` plus the columns `modele.AJOUTES`.

    An element that is not an object comes back with its reason of quarantine (`pas_un_objet`) and its text.
    """
    valeur = json.loads(
        texte,
        object_pairs_hook=sans_doublon,
        parse_float=lambda t: Raw(t.encode()),
        parse_int=lambda t: Raw(t.encode()),
    )
    return redresser_objet(valeur, texte.decode("utf-8", "replace"))


def redresser_objet(valeur: Any, brut: str) -> bytes:
    """Do the same with a value already read (from XML); `brut` is what is kept when it is not an object."""
    if not isinstance(valeur, dict):
        return msgspec.json.encode({"motif": "pas_un_objet", "brut": brut})
    inconnus: Inconnus = {}
    enregistrement = _objet(_renommer(valeur), modele.Enregistrement, inconnus, "")
    if inconnus:
        enregistrement["champs_inconnus"] = msgspec.json.encode(dict(sorted(inconnus.items()))).decode()
    return msgspec.json.encode(enregistrement)


def sans_doublon(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep the first value of a repeated name; the next ones get a name of their own, so nothing is lost.

    Blanks around a name are dropped: one platform publishes "nom ".
    """
    objet: dict[str, Any] = {}
    for cle, valeur in paires:
        rang, nom = 1, cle.strip()
        while nom in objet:
            rang, nom = rang + 1, f"{cle.strip()}#{rang + 1}"
        objet[nom] = valeur
    return objet


def _renommer(valeur: dict[str, Any]) -> dict[str, Any]:
    """Nest flat names (`acheteur.id`) and give the names of 2.0.4, unless the place is taken."""
    propre: dict[str, Any] = {}
    for cle, contenu in valeur.items():
        tete, point, suite = cle.partition(".")
        if point and suite and isinstance(propre.get(tete, {}), dict) and tete not in valeur:
            propre.setdefault(tete, {})[suite] = contenu
        else:
            nom = SYNONYMES.get(cle, cle)
            propre[cle if nom in valeur or nom in propre else nom] = contenu
    return propre


def _objet(
    valeur: dict[str, Any], forme: type[msgspec.Struct], inconnus: Inconnus, chemin: str
) -> dict[str, Any]:
    hints = _champs(forme)
    propre = {}
    for cle, contenu in valeur.items():
        place = f"{chemin}{cle}"
        if cle not in hints:
            inconnus[place] = contenu
        elif contenu is not None:
            propre[cle] = _conformer(contenu, hints[cle], inconnus, place)
    return {cle: contenu for cle, contenu in propre.items() if contenu is not None}


@cache
def _champs(forme: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(forme)
    return {champ.encode_name: hints[champ.name] for champ in msgspec.structs.fields(forme)}


def _conformer(valeur: Any, hint: Any, inconnus: Inconnus, chemin: str) -> Any:
    if get_origin(hint) is UnionType:
        hint = get_args(hint)[0]
    if hint is Raw:
        return _feuille(valeur, inconnus, chemin)
    if get_origin(hint) is not list:
        return _structure(valeur, hint, inconnus, chemin)
    element = get_args(hint)[0]
    if element is Raw:
        feuilles = [_feuille(v, inconnus, chemin) for v in _aplatir(_interieur(valeur, chemin))]
        return [f for f in feuilles if f is not None]
    lignes = []
    for rang, contenu in enumerate(_aplatir(valeur), 1):
        lignes += _elements(contenu, element, inconnus, f"{chemin}[{rang}]")
    return lignes


def _feuille(valeur: Any, inconnus: Inconnus, chemin: str) -> Any:
    """A scalar; a list of one scalar is that scalar; anything else is unknown."""
    while isinstance(valeur, list) and len(valeur) == 1:
        valeur = valeur[0]
    if isinstance(valeur, dict | list):
        if valeur:
            inconnus[chemin] = valeur
        return None
    return valeur


def _structure(valeur: Any, forme: type[msgspec.Struct], inconnus: Inconnus, chemin: str) -> Any:
    """An object; a list or scalar takes the place of its only or first field (`techniques: "Sans objet"`)."""
    champs = list(_champs(forme))
    if isinstance(valeur, list) and len(champs) > 1:
        if len(valeur) > 1:
            inconnus[chemin] = valeur[1:]
        valeur = valeur[0] if valeur else {}
    if not isinstance(valeur, dict):
        premier = "id" if forme is modele.Operateur else champs[0]
        valeur = {premier: valeur}
    return _objet(valeur, forme, inconnus, chemin + ".")


def _interieur(valeur: Any, chemin: str) -> Any:
    """`[{"technique": "x"}]` holds one more wrapper than the schema."""
    nom = chemin.rpartition(".")[2]
    if isinstance(valeur, list) and valeur and all(isinstance(v, dict) and set(v) == {nom} for v in valeur):
        return [v[nom] for v in valeur]
    return valeur


def _elements(
    valeur: Any, forme: type[msgspec.Struct], inconnus: Inconnus, chemin: str
) -> list[dict[str, Any]]:
    """The elements that one entry of a list stands for: none (a string), one, or several in one wrapper."""
    if valeur is None:
        return []
    if not isinstance(valeur, dict):
        inconnus[chemin] = valeur
        return []
    nom = A_PLAT.get(forme, "")
    interieurs = _aplatir(valeur.get(nom))
    if interieurs and all(isinstance(i, dict) for i in interieurs):
        inconnus.update({f"{chemin}.{k}": v for k, v in valeur.items() if k != nom})
        return [_objet(i, forme, inconnus, f"{chemin}.{nom}.") for i in interieurs]
    if forme not in ENVELOPPES or ENVELOPPES[forme][0] not in valeur:
        sans_enveloppe = _objet(valeur, forme, inconnus, chemin + ".")
        if forme in (modele.Acte, modele.ModificationActe) and valeur:
            nom, contenu = ENVELOPPES[forme]
            for cle in valeur:
                inconnus.pop(f"{chemin}.{cle}", None)
            return [{nom: _objet(valeur, contenu, inconnus, chemin + ".")}]
        return [sans_enveloppe]
    nom, contenu = ENVELOPPES[forme]
    reste = {cle: v for cle, v in valeur.items() if cle != nom}
    lignes = []
    for interieur in _aplatir(valeur[nom]):
        if isinstance(interieur, dict):
            lignes.append({nom: _objet(interieur, contenu, inconnus, f"{chemin}.{nom}.")})
        elif interieur is not None:
            inconnus[f"{chemin}.{nom}"] = interieur
    if reste:
        lignes = [_objet(reste, forme, inconnus, chemin + ".") | ligne for ligne in lignes or [{}]]
    return lignes


def _aplatir(valeur: Any) -> list[Any]:
    """`[[[x]]]`, `x` and `[x]` are the same list of one."""
    if valeur is None:
        return []
    if not isinstance(valeur, list):
        return [valeur]
    return [v for element in valeur for v in (_aplatir(element) if isinstance(element, list) else [element])]
