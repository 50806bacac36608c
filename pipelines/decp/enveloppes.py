"""The envelopes that DECP files put around their records, walked as a stream of runs of elements (`Lot`).

Accepted (reference: the wrappers met in published files): {"marches": [...]} (2019), {"marches": {"marche": [...],
"contrat-concession": [...]}} (2022), the same arrays at the root, a bare list, one record alone, an object where a
list is due, null. What is inside a record belongs to `redresse` and `modele`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipelines.commun.erreurs import FichierRefuse
from pipelines.decp.coupes import coupes
from pipelines.decp.flux import BLOC, VALEUR_MAX, Flux, fin_avant_reste
from pipelines.decp.refus import TROP_LONG, refus_json

_NOMS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LISTE = msgspec.json.Decoder(list[msgspec.Raw])
GENRES = {"marche": "marche", "contrat-concession": "concession"}


@dataclass(frozen=True, slots=True)
class Lot:
    """A run of whole elements of one array: `texte` is the JSON array, `genre` None when each element says it."""

    genre: str | None
    elements: list[msgspec.Raw]
    texte: bytes
    flux: Flux
    position: int

    def octet(self, place: int) -> int:
        """Return where a place of `texte` stands in the file; good until the next run is asked for."""
        return self.flux.octet(self.position + place)


def lots(fichier: str, chemin: Path, reparations: dict[str, int]) -> Iterator[Lot]:
    """Yield every published element of a JSON file, in order, in bounded runs.

    Stray backslashes (`\\'`) are read as backslashes and counted in `reparations`.

    Errors: `FichierRefuse` with line and column when the file is not one whole JSON document of a known envelope.
    """
    with chemin.open("rb") as source:
        flux = Flux(fichier, source, chemin, reparations)
        debut = flux.suivant()
        if debut == b"[":
            yield from _tableau(flux, None)
        elif debut == b"{" and _seul(flux):
            yield _un(flux, None)
        elif debut == b"{":
            yield from _objet(flux, {"marches": None, **GENRES})
        else:
            raise flux.refus("ce n'est pas un fichier JSON de la commande publique")
        if flux.suivant():
            raise refus_json(flux, "trailing characters", flux.position)


def _seul(flux: Flux) -> bool:
    """Tell whether the root object is one record: the file fits in a block and names none of the envelopes."""
    if not flux.fini:
        return False
    texte = flux.tampon[flux.position :]
    try:
        try:
            noms = _NOMS.decode(texte)
        except msgspec.DecodeError as erreur:
            if "invalid escaped" in str(erreur) and flux.reparer():
                return _seul(flux)
            fin = fin_avant_reste(erreur)
            if fin is None:
                return False  # the walk will say where, here as below
            noms = _NOMS.decode(texte[:fin])
    except RecursionError:
        return False
    return not {"marches", *GENRES}.intersection(noms)


def _un(flux: Flux, genre: str | None) -> Lot:
    texte = flux.valeur()
    return Lot(genre, [msgspec.Raw(texte)], b"[" + texte + b"]", flux, flux.position - len(texte) - 1)


def _objet(flux: Flux, attendus: dict[str, str | None]) -> Iterator[Lot]:
    """Walk an object, yielding the arrays under the expected keys and passing over the others ("$schema"...)."""
    vu = "marches" not in attendus
    flux.prendre(b"{")
    if flux.suivant() == b"}":
        return flux.prendre(b"}")
    while True:
        if (signe := flux.suivant()) != b'"':
            attendu = "un nom de champ entre guillemets est attendu ici"
            raise flux.refus(attendu if signe else "Input data was truncated")
        cle = msgspec.json.decode(flux.valeur(), type=str)
        flux.prendre(b":")
        debut = flux.suivant()
        vu = vu or cle in attendus
        if cle not in attendus:
            flux.valeur()
        elif debut == b"[":
            yield from _tableau(flux, attendus[cle])
        elif debut == b"{" and cle == "marches":
            yield from _objet(flux, {**GENRES})
        else:
            if debut == b"{":
                yield _un(flux, attendus[cle])
            elif flux.valeur().strip() not in (b"null", b'""'):
                raise flux.refus(f"« {cle} » doit être une liste d'enregistrements")
        if flux.suivant() == b"}":
            if not vu:
                raise flux.refus("aucune liste « marches », « marche » ou « contrat-concession »")
            return flux.prendre(b"}")
        flux.prendre(b",")


def _tableau(flux: Flux, genre: str | None) -> Iterator[Lot]:
    """Yield the elements of the array at the cursor, run by run, and leave the cursor after its end."""
    flux.prendre(b"[")
    while True:
        if len(flux.tampon) - flux.position < BLOC // 2 and not flux.fini:
            flux.lire_plus()
        reste = memoryview(flux.tampon)[flux.position :]
        trouve = None
        for coupe in (None,) if flux.fini else coupes(reste):
            if trouve := _prouver(flux, reste, coupe):
                break
        if trouve is None:
            if flux.fini or len(reste) > VALEUR_MAX:
                raise _refus(flux)
            flux.lire_plus()
            continue
        elements, texte, taille, clos = trouve
        if elements:
            yield Lot(genre, elements, texte, flux, flux.position - 1)
        flux.position += taille
        if clos:
            return
        flux.prendre(b",")


def _prouver(
    flux: Flux, reste: memoryview, coupe: int | None
) -> tuple[list[msgspec.Raw], bytes, int, bool] | None:
    """Prove a run: (elements, JSON array, bytes taken, array closed), or None when it cannot be read so cut.

    Without a cut the array must end in `reste`; an array that ends before the cut is found by what trails it.
    """
    texte = b"".join((b"[", reste) if coupe is None else (b"[", reste[:coupe], b"]"))
    try:
        elements = _LISTE.decode(texte)
    except msgspec.DecodeError as erreur:
        if fin := fin_avant_reste(erreur):
            texte = texte[:fin]
            return _LISTE.decode(texte), texte, len(texte) - 1, True
        if "invalid escaped" in str(erreur) and flux.reparer():
            reste = memoryview(flux.tampon)[flux.position :]
            essais = (_prouver(flux, reste, c) for c in ((None,) if flux.fini else coupes(reste)))
            return next((essai for essai in essais if essai), None)
        return None
    except RecursionError as erreur:
        raise refus_json(flux, "recursion", flux.position) from erreur
    return elements, texte, len(reste) if coupe is None else coupe, coupe is None


def _refus(flux: Flux) -> FichierRefuse:
    """Say why the elements at the cursor cannot be read."""
    raison = "Input data was truncated"
    try:
        _LISTE.decode(b"[" + flux.tampon[flux.position :])
    except msgspec.DecodeError as erreur:
        raison = str(erreur)
    if "truncated" in raison and not flux.fini:
        return flux.refus(TROP_LONG)
    return refus_json(flux, raison, flux.position - 1)
