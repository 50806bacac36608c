"""Marker values for the columns about persons of every private register: valid ones, wrong ones, and where to look.

A marker occurs nowhere else: found in an output, it can only have leaked. What is run is in the tests.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from benchmarks.mutations.fichiers import Brut, Fichier, propre
from pipelines.fictif.identifiants import avec_cle, siren, siret
from pipelines.schemas import tables as schemas

PRIVES = [nom for nom in schemas.lister(usage="registre") if schemas.est_prive(schemas.charger(nom))]
MONTRE = "montrable0007"
# The free part of a key: changed from one row to the next, so that no key is there twice.
LIBRES = ("pseudonyme", "evaluation_id", "numero_paiement", "consultation_id", "contrat_reference")


@dataclass
class Temoins:
    """The rows of a private register, with the markers that they hold."""

    registre: str
    valides: list[list[str]]
    fautives: list[list[str]] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    @property
    def schema(self) -> schemas.Schema:
        return schemas.charger(self.registre)

    def fichier(self, format_: str, *, fautes: bool = True) -> Fichier:
        """The register in one format, its wrong rows included or not."""
        return propre(self.registre, format_, [*self.valides, *(self.fautives if fautes else [])])


class Compteur:
    """Numbers that no other file uses."""

    def __init__(self, depart: int = 0) -> None:
        self.n = depart

    def suivant(self) -> int:
        self.n += 1
        return self.n


def temoins(registre: str, depart: int = 0, saines: int = 3) -> Temoins:
    """Make sound rows whose every cell about persons is a marker, and a wrong row for each kind of wrong cell."""
    schema, compteur = schemas.charger(registre), Compteur(depart)
    base = [str(cellule) for cellule in propre(registre, "csv").lignes[0]]
    faits = Temoins(registre, [])
    prives = [(i, c) for i, c in enumerate(schema["fields"]) if not schemas.est_montrable(c)]
    for _ in range(saines):
        ligne = _nouvelle(schema, base, compteur, faits)
        for i, champ in prives:
            ligne[i] = _valide(champ, compteur.suivant(), faits) or ligne[i]
        # sound rows break no rule between columns: hours go down from one column to the next, no mark is above its top
        if "note_max" in schemas.colonnes(schema):
            ligne[schemas.colonnes(schema).index("note_max")] = "1000"
        faits.valides.append(ligne)
    for i, champ in prives:
        for faux in _faux(champ, compteur, faits):
            ligne = _nouvelle(schema, faits.valides[0], compteur, faits)
            ligne[i] = Brut(faux)
            faits.fautives.append(ligne)
    montrable = next(
        i for i, c in enumerate(schema["fields"])
        if schemas.est_montrable(c) and (c["type"] in ("date", "boolean") or c["name"] == "annee")
    )  # fmt: skip
    ligne = _nouvelle(schema, faits.valides[0], compteur, faits)
    ligne[montrable] = Brut(MONTRE)
    # a whole row twice: the key that is repeated holds markers
    faits.fautives += [ligne, list(faits.valides[1])]
    return faits


def _nouvelle(schema: schemas.Schema, base: list[str], compteur: Compteur, faits: Temoins) -> list[str]:
    ligne, noms = list(base), schemas.colonnes(schema)
    libre = next(nom for nom in LIBRES if nom in noms)
    n = compteur.suivant()
    if libre == "pseudonyme":
        ligne[noms.index(libre)] = _secret(faits, f"feedfacefeed{n:08d}")
    else:
        ligne[noms.index(libre)] = f"REF-{n:06d}"
    return ligne


def _valide(champ: schemas.Champ, n: int, faits: Temoins) -> str | None:
    """A marker that the column accepts; None where every accepted value is a common one."""
    motif, maximum = (
        champ.get("constraints", {}).get("pattern", ""),
        champ.get("constraints", {}).get("maximum"),
    )
    if champ["name"] == "pseudonyme" or "enum" in champ.get("constraints", {}):
        return None
    if "{14}" in motif:
        return _secret(faits, siret(siren(7000 + n)))
    if "{9}" in motif:
        return _secret(faits, siren(7000 + n))
    if motif:
        return _secret(faits, f"ZQREF{n:05d}")
    if champ["type"] == "number":
        return _secret(
            faits, f"{613 + n % 300}.{17 + n % 80:02d}" if maximum else f"73519{(999 - n) % 1000:03d}.37"
        )
    return _secret(faits, f"73519{n:04d}") if champ["type"] == "integer" and not maximum else None


def _faux(champ: schemas.Champ, compteur: Compteur, faits: Temoins) -> Iterator[str]:
    """Markers that the column refuses, each in its own way."""
    n = compteur.suivant
    yield _secret(faits, f"zq{n():05d}temoin")
    yield _secret(faits, f"zq{n():05d}temoin@exemple.invalid")
    yield _secret(faits, f"zq{n():05d}temoin ") * 12
    if champ["type"] in ("number", "integer"):
        yield "-" + _secret(faits, f"73521{n():03d}")
        yield _secret(faits, f"73522{n():03d}") + " k€"
        yield _secret(faits, f"73523{n():03d}.19") + "23"
    motif = champ.get("constraints", {}).get("pattern", "")
    if "{14}" in motif or "{9}" in motif:
        juste = siren(8000 + n()) if "{9}" in motif else siret(siren(8000 + n()))
        yield _secret(faits, juste[:-1] + str((int(juste[-1]) + 3) % 10))
        yield _secret(faits, avec_cle(f"5{n():07d}" if "{9}" in motif else f"5{n():012d}")[1:])
        yield _secret(faits, f"7,35{n():03d}") + "E+13"


def _secret(faits: Temoins, texte: str) -> str:
    faits.secrets.add(texte)
    return texte


def trouves(secrets: Iterable[str], *textes: str) -> list[str]:
    """List the markers that occur in texts, whatever the separators with which a number may have been written."""
    tout = "\n".join(textes)
    serres = (tout, re.sub(r"[\s\u00a0\u202f]", "", tout), re.sub(r"[\s\u00a0\u202f,.]", "", tout))
    courts = [s for s in secrets if len(s) < 8]  # 613.17 may be the end of an amount
    longs = [s for s in secrets if len(s) >= 8]
    # longest first: at one place, the whole number is what was written
    un_de = "|".join(s.replace(".", "[.,]") for s in sorted(courts, key=len, reverse=True))
    vus = (
        {m.replace(",", ".") for m in re.findall(rf"(?<![0-9])(?:{un_de})(?![0-9])", tout)}
        if courts
        else set()
    )
    ecrits = [
        {s: s for s in longs},
        {s.replace(".", ","): s for s in longs},
        {re.sub(r"[,.]", "", s): s for s in longs},
    ]
    trouves_longs = {
        dits[mot] for dits, texte in zip(ecrits, serres, strict=True) for mot in _presents(dits, texte)
    }
    return sorted([*trouves_longs, *(s for s in courts if s in vus)])


def _presents(mots: Iterable[str], texte: str) -> set[str]:
    """Find which of many words a text holds: where one of their beginnings is, then whole."""
    par_debut: dict[str, dict[int, set[str]]] = {}
    for mot in mots:
        par_debut.setdefault(mot[:5], {}).setdefault(len(mot), set()).add(mot)
    vus: set[str] = set()
    for debut, longueurs in par_debut.items():
        place = texte.find(debut)
        while place >= 0:
            vus |= {m for n, ici in longueurs.items() if (m := texte[place : place + n]) in ici}
            place = texte.find(debut, place + 1)
    return vus
