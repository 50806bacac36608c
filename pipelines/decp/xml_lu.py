"""DECP in XML, 2019 and 2022: one record at a time, into the packets that JSON makes. Shapes belong to `redresse`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from pipelines.commun.erreurs import FichierRefuse
from pipelines.decp.enveloppes import GENRES
from pipelines.decp.flux import BLOC
from pipelines.decp.paquets import Paquet
from pipelines.decp.redresse import redresser_objet

PROFONDEUR_MAX = 64
_INTERDITS = bytes(c for c in range(32) if c not in (0, 9, 10, 13))
_ESPACES = bytes.maketrans(_INTERDITS, b" " * len(_INTERDITS))


def paquets_xml(fichier: str, chemin: Path, reparations: dict[str, int]) -> Iterator[Paquet]:
    """Yield the records of an XML file in bounded packets.

    Control characters, which XML forbids and producers publish, become spaces and are counted in `reparations`.
    Errors: `FichierRefuse` when the file is cut, ill-formed, too deep, declares entities, or holds no envelope.
    """
    lignes: list[bytes] = []
    avant = taille = 0
    with chemin.open("rb") as source:
        for ligne in _enregistrements(fichier, _SansControle(fichier, source, reparations)):
            lignes.append(ligne)
            taille += len(ligne)
            if taille > BLOC:
                yield Paquet(None, avant, len(lignes), b"[" + b",".join(lignes) + b"]", len(lignes))
                avant, taille, lignes = avant + len(lignes), 0, []
    if lignes:
        yield Paquet(None, avant, len(lignes), b"[" + b",".join(lignes) + b"]", len(lignes))


def _enregistrements(fichier: str, source: Any) -> Iterator[bytes]:
    chemin: list[Element] = []
    racine = ""
    for evenement, element in _evenements(fichier, source):
        nom = _nom(element)
        if evenement == "start":
            racine = racine or nom
            chemin.append(element)
            if len(chemin) > PROFONDEUR_MAX:
                raise FichierRefuse(f"{fichier} : plus de {PROFONDEUR_MAX} niveaux d'imbrication XML.")
            continue
        chemin.pop()
        if nom in GENRES and len(chemin) <= 1:
            valeur = _valeur(element)
            yield redresser_objet(_genre(valeur, nom), valeur if isinstance(valeur, str) else "")
            for parent in chemin:
                parent.clear()
    if racine not in ("marches", *GENRES):
        raise FichierRefuse(
            f"{fichier} : la racine <{racine}> n'est pas celle d'un fichier DECP (<marches>)."
        )


def _evenements(fichier: str, source: Any) -> Iterator[tuple[str, Element]]:
    """The events of the parser, its errors being refusals in French."""
    try:
        yield from iterparse(source, events=("start", "end"), forbid_dtd=True)
    except ParseError as erreur:
        ligne, colonne = erreur.position
        phrase = "le fichier est coupé" if erreur.code in (3, 5, 6, 20) else "XML mal formé"
        raise FichierRefuse(f"{fichier} : ligne {ligne}, colonne {colonne + 1} : {phrase}.") from erreur
    except DefusedXmlException as erreur:
        raise FichierRefuse(
            f"{fichier} : une DTD ou une entité est déclarée, ce qui n'est pas accepté."
        ) from erreur
    except (LookupError, ValueError) as erreur:
        raise FichierRefuse(
            f"{fichier} : ligne 1 : l'encodage déclaré n'est pas lu ; enregistrez le fichier en UTF-8."
        ) from erreur


def _genre(valeur: Any, nom: str) -> Any:
    if isinstance(valeur, dict) and nom == "contrat-concession":
        valeur.setdefault("_type", "Contrat de concession")
    return {} if valeur is None else valeur


def _valeur(element: Element) -> Any:
    """An element without children is its text (None when blank); children of one name make a list.

    Attributes (`nom@attribut`) and text among children (`#text`) are fields that no shape knows: they are kept.
    """
    if len(element) == 0:
        return (element.text or "").strip() or None
    objet: dict[str, Any] = {f"@{cle}": valeur for cle, valeur in element.attrib.items()}
    textes = [element.text, *(enfant.tail for enfant in element)]
    if texte := " ".join(t.strip() for t in textes if t and t.strip()):
        objet["#text"] = texte
    for enfant in element:
        nom, valeur = _nom(enfant), _valeur(enfant)
        if len(enfant) == 0:
            objet.update({f"{nom}@{cle}": v for cle, v in enfant.attrib.items()})
        if nom not in objet:
            objet[nom] = valeur
        elif isinstance(objet[nom], list):
            objet[nom].append(valeur)
        else:
            objet[nom] = [objet[nom], valeur]
    return objet


def _nom(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


class _SansControle:
    """A file whose forbidden control characters read as spaces; a NUL refuses the file."""

    def __init__(self, fichier: str, source: BinaryIO, reparations: dict[str, int]) -> None:
        self._fichier, self._source, self._reparations = fichier, source, reparations

    def read(self, taille: int = -1) -> bytes:
        """Read a block for the parser."""
        bloc = self._source.read(taille)
        if b"\0" in bloc:
            raise FichierRefuse(
                f"{self._fichier} : un octet nul (NUL) : le fichier est abîmé, redemandez-le."
            )
        propre = bloc.translate(_ESPACES)
        if propre != bloc:
            remplaces = len(bloc) - len(bloc.translate(None, _INTERDITS))
            self._reparations["controle"] = self._reparations.get("controle", 0) + remplaces
        return propre
