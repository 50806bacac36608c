"""The preview of a reading: each of their columns, what it is taken for, and its first cells as written and as read.

It also proposes fields for the columns that are not known; a proposal is never applied. Values of columns that
are not `est_montrable` are told by their kind only (law 5). Printing it belongs to the command line.
"""

import csv
import difflib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres import contenu, textes
from pipelines.registres.correspondance import Correspondance
from pipelines.registres.encodages import CANDIDATS
from pipelines.registres.lecture import lire_registre
from pipelines.registres.modele import Colonne, Lecture, Remarque
from pipelines.registres.titres import Rangee, pli
from pipelines.schemas import tables as schemas

ESSAIS = 50
EXEMPLES = 3
PROCHES = 3


@dataclass(frozen=True)
class ColonneVue:
    """One of their columns; `exemples` are (as written, as read), or kinds of text where values may not be shown."""

    colonne: Colonne
    exemples: tuple[tuple[str, str], ...] = ()
    propositions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apercu:
    """What is understood of a file; `refus` is the question that stops the reading, if any."""

    colonnes: tuple[ColonneVue, ...]
    absentes: tuple[str, ...]
    constats: tuple[Remarque, ...] = ()
    refus: str | None = None


def apercu(
    path: Path,
    schema: schemas.Schema,
    dossier: Path,
    correspondance: Correspondance | None = None,
    *,
    encodage: str | None = None,
    feuille: str | None = None,
) -> Apercu:
    """Read a file for preview: a refused file still shows its titles and what they resemble.

    Errors: SpaserErreur for a mapping that does not fit the schema.
    """
    try:
        lecture = lire_registre(
            path, schema, dossier, correspondance=correspondance, encodage=encodage, feuille=feuille
        )
    except FichierRefuse as error:
        libres = schemas.colonnes(schema)
        vues = tuple(
            ColonneVue(Colonne(i, titre, None), propositions=proposer(titre, schema, libres))
            for i, titre in enumerate(_titres(path), 1)
            if titre and (not schemas.est_prive(schema) or proposer(titre, schema, libres))
        )
        return Apercu(vues, tuple(libres), refus=str(error))
    prises = {*lecture.places, *(correspondance.constantes if correspondance else ())}
    libres = [nom for nom in schemas.colonnes(schema) if nom not in prises]
    exemples = _exemples(lecture, schema)
    return Apercu(
        tuple(
            ColonneVue(
                colonne,
                tuple(exemples.get(colonne.champ or "", ())),
                () if colonne.champ or colonne.ignoree else proposer(colonne.titre, schema, libres),
            )
            for colonne in lecture.colonnes
            if colonne.titre or colonne.champ
        ),
        tuple(libres),
        tuple(lecture.constats),
    )


def proposer(titre: str, schema: schemas.Schema, libres: list[str]) -> tuple[str, ...]:
    """Name the fields, among those still free, whose name or French title resembles a title."""
    noms: dict[str, str] = {}
    for champ in schema["fields"]:
        if champ["name"] in libres:
            noms |= {pli(champ["name"]): champ["name"], pli(str(champ.get("title", ""))): champ["name"]}
    noms.pop("", None)
    cherche = pli(titre)
    contenus = [
        nom
        for cle, nom in noms.items()
        if min(len(cle), len(cherche)) > 3 and (cle in cherche or cherche in cle)
    ]
    proches = [noms[cle] for cle in difflib.get_close_matches(cherche, noms, PROCHES, 0.6)]
    return tuple(dict.fromkeys([*proches, *contenus]))[:PROCHES]


def nature(texte: str) -> str:
    """Tell the kind of a text without the text: « 14 chiffres », « nombre », « texte »."""
    serre = texte.strip()
    if serre.isdigit():
        return f"{len(serre)} chiffres"
    if not any(signe.isalpha() for signe in serre):
        return "date" if serre.count("/") == 2 or serre.count("-") == 2 else "nombre"
    return "texte"


def _exemples(lecture: Lecture, schema: schemas.Schema) -> dict[str, list[tuple[str, str]]]:
    montrables = {champ["name"] for champ in schema["fields"] if schemas.est_montrable(champ)}
    vus: dict[str, list[tuple[str, str]]] = {nom: [] for nom in lecture.places}
    with lecture.canonique.open(encoding="utf-8", newline="") as file:
        for rang, ligne in enumerate(islice(csv.DictReader(file), ESSAIS), 2):
            for nom, exemples in vus.items():
                lu = ligne.get(nom)
                if not lu or len(exemples) == EXEMPLES:
                    continue
                ecrit = lecture.original(rang, nom) or ""
                paire = (ecrit, lu) if nom in montrables else (nature(ecrit), nature(lu))
                if paire not in exemples:
                    exemples.append(paire)
    return vus


def _titres(path: Path) -> list[str]:
    """Return the likeliest row of titles of a file that was refused."""
    try:
        if contenu.forme(path) != "csv":
            from pipelines.registres.classeurs import Classeur

            classeur = Classeur(path)
            rangees = [r for nom in classeur.noms[:1] for r in classeur.tete(nom, 10)]
        else:
            rangees = _tete_csv(path)
    except FichierRefuse:
        return []
    pleines = [[cellule.strip() for cellule in cellules] for _, cellules in rangees]
    return max(pleines[:10], key=lambda cellules: sum(map(bool, cellules)), default=[])


def _tete_csv(path: Path) -> list[Rangee]:
    with path.open("rb") as file:
        octets = file.read(1 << 16)
    for nom in ("utf-8", *CANDIDATS):
        try:
            texte = octets[: octets.rfind(b"\n") + 1 or None].decode(nom)
        except UnicodeDecodeError:
            continue
        lues = [textes.tete(texte, signe, 10) for signe in textes.SEPARATEURS]
        return max(lues, key=lambda rangees: max((len(c) for _, c in rangees), default=0))
    return []
