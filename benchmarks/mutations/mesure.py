"""Make every mutant that can be made, validate it, and count: found at its exact cell, or not, and clean files."""

import csv
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutations.cellules import GENRES, Case, Genre
from benchmarks.mutations.fichiers import Fichier, propre
from benchmarks.mutations.juger import Attendu, ecart, juger
from benchmarks.mutations.structures import STRUCTURES
from pipelines.schemas import tables as schemas
from pipelines.validation.regles import plan


@dataclass(frozen=True)
class Mutant:
    """One file with one error, and what must be said of it."""

    genre: str
    registre: str
    format: str
    fichier: Fichier
    attendu: Attendu
    ou: str


@dataclass(frozen=True)
class Resultat:
    """What became of a mutant. `accepte`: the spelling is understood on purpose in this format, it is no error."""

    genre: str
    registre: str
    format: str
    ou: str
    accepte: bool
    ecart: str | None
    """How the verdict differs from what was expected, if the mutant survives."""


def registres() -> list[str]:
    """Name the registers."""
    return schemas.lister(usage="registre")


EXEMPLE = Path(__file__).parents[2] / "data" / "raw" / "exemple"
GENRES_PAR_NOM = {genre.nom: genre for genre in (*GENRES, *STRUCTURES)}
Choix = tuple[str, str, str]
"""A kind, a register, a format."""


def choisir(par_genre: int = 0, noms: list[str] | None = None) -> list[Choix]:
    """List what can be made: every kind in every format, in `par_genre` registers drawn the same way (0: in all)."""
    choix = []
    for nom, genre in GENRES_PAR_NOM.items():
        for format_ in genre.formats:
            possibles = [r for r in noms or registres() if fabriquer((nom, r, format_)) is not None]
            random.Random(f"{nom} {format_}").shuffle(possibles)
            choix += [(nom, r, format_) for r in sorted(possibles[: par_genre or None])]
    return choix


def fabriquer(choix: Choix) -> Mutant | None:
    """Make a mutant, or None where the kind makes no sense."""
    nom, registre, format_ = choix
    genre = GENRES_PAR_NOM[nom]
    if isinstance(genre, Genre):
        return _dans_une_cellule(genre, registre, format_)
    fichier = propre(registre, format_)
    attendu = genre.muter(fichier)
    return None if attendu is None else Mutant(nom, registre, format_, fichier, attendu, "")


def _dans_une_cellule(genre: Genre, nom: str, format_: str) -> Mutant | None:
    """Put the error in one filled cell, drawn the same way each time."""
    fichier = propre(nom, format_)
    controles: dict[str, set[str]] = {}
    for regle in plan(fichier.schema)[0]:
        for colonne in regle.colonnes:
            controles.setdefault(colonne, set()).add(regle.nom)
    cle = schemas.cle(fichier.schema)
    cases = [
        (rang, i, Case(champ, format_, str(ligne[i]), frozenset(controles.get(champ["name"], ()))))
        for i, champ in enumerate(fichier.schema["fields"])
        for rang, ligne in enumerate(fichier.lignes)
        # an empty cell may be due elsewhere, and a key that is wholly empty is another fault
        if ligne[i] and not (genre.nom == "obligatoire-vide" and [champ["name"]] == cle)
    ]
    cases = [case for case in cases if genre.pour(case[2])]
    if not cases:
        return None
    rang, i, case = random.Random(f"{genre.nom} {nom}").choice(cases)
    fichier.lignes[rang][i] = genre.ecrire(case)
    place = (fichier.ligne(rang), i + 1, genre.codes)
    attendu = (
        Attendu(accepte=genre.dit) if format_ in genre.accepte else Attendu([place], ou_refus=genre.ou_refus)
    )
    return Mutant(
        genre.nom, nom, format_, fichier, attendu, f"{case.champ['name']}, ligne {fichier.ligne(rang)}"
    )


def mesurer(choix: Iterable[Choix], moteur: str = "hybride") -> Iterator[Resultat]:
    """Make mutants and validate them one after the other."""
    for un in choix:
        mutant = fabriquer(un)
        if mutant is not None:
            dit = ecart(juger(mutant.fichier, moteur), mutant.attendu)
            accepte = mutant.attendu.accepte is not None
            yield Resultat(mutant.genre, mutant.registre, mutant.format, mutant.ou, accepte, dit)


def propres(
    choix: Iterable[tuple[str, str]], moteur: str = "hybride"
) -> Iterator[tuple[str, str, str | None]]:
    """Yield (register, format, what was wrongly found) for each clean file."""
    for nom, format_ in choix:
        yield nom, format_, ecart(juger(propre(nom, format_), moteur), Attendu())


def livraisons_saines() -> list[str]:
    """Name the deliveries of the fictional community that its account gives as faultless, private files left out.

    Git does not hold private files: a count must be the same on every machine.
    """
    verite = json.loads((EXEMPLE / "verite_registres.json").read_text(encoding="utf-8"))
    return [
        livraison["livraison_id"]
        for livraison in verite["livraisons"]
        if not livraison["motif"]
        and not livraison["attentes"]
        and livraison["fichier"].startswith("registres/")
    ]


def juger_livraison(livraison_id: str) -> str | None:
    """Validate one delivery of the fictional community as its log declares it; say what is wrongly found."""
    from pipelines.registres.correspondance import lire_correspondance
    from pipelines.validation.controle import controler, dossier_prive

    with (EXEMPLE / "registres" / "livraisons.csv").open(encoding="utf-8", newline="") as file:
        [declaree] = [ligne for ligne in csv.DictReader(file) if ligne["livraison_id"] == livraison_id]
    correspondance = declaree["correspondance"]
    with dossier_prive() as dossier:
        fait = controler(
            EXEMPLE / declaree["fichier"],
            declaree["table_livree"],
            dossier=dossier,
            encodage=declaree["encodage"] or None,
            correspondance=lire_correspondance(EXEMPLE / correspondance) if correspondance else None,
        )
        return "; ".join(f"ligne {e['ligne']} : {e['message']}" for e in fait.constats.erreurs(3)) or None
