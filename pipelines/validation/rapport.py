"""The answer to the sender as data: missing columns, what was set aside, faults grouped by column and rule.

One model for the terminal, the page and the summary sheet. How it is drawn belongs to `rapport_ecran`,
`rapport_html` and `retour_sommaire`; words to `rapport_mots`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.schemas import tables as schemas
from pipelines.validation import rapport_propre as propre
from pipelines.validation.rapport_mots import A_PLUSIEURS, exemple, regle_en_mots
from pipelines.validation.rapport_places import Place, Situeur, lettres

if TYPE_CHECKING:
    from pipelines.validation.controle import Controle

PLACES = 12
VALEURS = 8
EXEMPLE = "par exemple : "  # a correction that says no more than the example of the column

# Column, code, rule.
Cle = tuple[str | None, str, str]


@dataclass
class Groupe:
    """All the faults of one column (or of rows, or of the file) against one rule."""

    champ: str | None
    code: str
    regle: str
    titre: str
    en_mots: str
    exemple: str | None
    numero: int | None
    lettre: str | None
    titre_colonne: str | None
    intitule: str | None
    description: str | None
    montrable: bool
    nombre: int = 0
    valeurs: dict[str, int] = field(default_factory=dict)
    valeurs_distinctes: int = 0
    places: list[str] = field(default_factory=list)
    corrections: dict[str | None, str] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True)
class Rapport:
    """What the sender reads, in the order in which he reads it."""

    fichier: str
    schema: str
    titre_schema: str
    version: str
    prive: bool
    valide: bool
    forme: str
    tableur: bool
    lecture: list[tuple[str, str]]
    lignes: int
    lignes_fautives: int
    erreurs: int
    manquantes: list[Groupe]
    remarques: list[str]
    avertissements: list[str]
    groupes: list[Groupe]
    masquees: list[str]


def rapporter(controle: "Controle") -> Rapport:
    """Group the faults of a file; memory grows with the number of columns and rules, not with the faults."""
    groupes = _compter(controle)
    fautives = _parcourir(controle, groupes)
    ranges = sorted(groupes.values(), key=_rang)
    schema, lecture = controle.schema, controle.lecture
    return Rapport(
        fichier=propre.phrase(controle.source.name),
        schema=propre.phrase(str(schema["name"])),
        titre_schema=propre.phrase(str(schema.get("title") or schema["name"])),
        version=propre.phrase(str(schema.get("version") or "sans numéro")),
        prive=schemas.est_prive(schema),
        valide=controle.valide,
        forme=lecture.forme,
        tableur=_tableur(controle),
        lecture=_lecture(controle),
        lignes=controle.constats.lignes,
        lignes_fautives=fautives,
        erreurs=controle.constats.total,
        manquantes=[g for g in ranges if g.code == "missing-label"],
        remarques=[propre.phrase(texte) for texte in remarques(controle)],
        avertissements=[propre.phrase(texte) for texte in controle.constats.avertissements],
        groupes=[g for g in ranges if g.code != "missing-label"],
        masquees=[c["name"] for c in schema["fields"] if not schemas.est_montrable(c)],
    )


def remarques(controle: "Controle") -> list[str]:
    """Say what the reader set aside or respelt, one sentence each."""
    return [str(remarque) for remarque in controle.lecture.constats]


def a_valeur(valeur: str) -> str:
    """Quote a wrong value for the report; an empty cell has no value to quote."""
    return propre.citer(valeur, 60) if valeur else "(vide)"


def _lecture(controle: "Controle") -> list[tuple[str, str]]:
    lue = controle.lecture
    faits = [("Format", {"csv": "CSV", "xlsx": "XLSX", "ods": "ODS"}.get(lue.forme, lue.forme))]
    if lue.feuille:
        faits.append(("Feuille lue", propre.phrase(lue.feuille)))
    if lue.forme == "csv" and lue.encodage:
        faits.append(("Encodage", lue.encodage))
    if lue.delimiteur:
        faits.append(("Séparateur", {"\t": "tabulation"}.get(lue.delimiteur, f"« {lue.delimiteur} »")))
    return faits


def _tableur(controle: "Controle") -> bool:
    """Say whether spellings of spreadsheets were understood, French titles among them."""
    from pipelines.registres.lieux import LieuxStricts

    return not isinstance(controle.lecture.lieux, LieuxStricts)


def _compter(controle: "Controle") -> dict[Cle, Groupe]:
    groupes: dict[Cle, Groupe] = {}
    for compte in controle.constats.comptes():  # the most frequent values first
        cle = (compte["champ"], compte["code"], compte["regle"])
        groupe = groupes.get(cle)
        if groupe is None:
            groupe = groupes[cle] = _groupe(controle, *cle)
        groupe.nombre += compte["nombre"]
        if not compte["valeur"] or not groupe.montrable:
            continue
        groupe.valeurs_distinctes += 1
        if len(groupe.valeurs) < VALEURS:
            groupe.valeurs[compte["valeur"]] = compte["nombre"]
    return groupes


def _groupe(controle: "Controle", champ: str | None, code: str, regle: str) -> Groupe:
    schema = controle.schema
    definition = next((c for c in schema["fields"] if c["name"] == champ), None)
    cle, tableur = ", ".join(schemas.cle(schema)), _tableur(controle)
    titre, mots = regle_en_mots(definition, code, regle, cle=cle, tableur=tableur)
    colonne = controle.lecture.colonne(champ) if champ and definition else None
    return Groupe(
        champ=champ,
        code=code,
        regle=regle,
        titre=titre,
        en_mots=mots,
        exemple=exemple(definition) if code not in A_PLUSIEURS else None,
        numero=colonne[0] if colonne else None,
        lettre=lettres(colonne[0]) if colonne and controle.lecture.forme != "csv" else None,
        titre_colonne=propre.phrase(colonne[2], 80) if colonne and colonne[2] else None,
        intitule=propre.phrase(str(definition.get("title") or "")) if definition else None,
        description=propre.phrase(str(definition.get("description") or "")) if definition else None,
        montrable=definition is not None and schemas.est_montrable(definition),
    )


def _parcourir(controle: "Controle", groupes: dict[Cle, Groupe]) -> int:
    """Fill in the first places and the likely corrections of each group; return the number of faulty rows."""
    situeur, fautives, dernier = Situeur(controle.lecture, controle.schema), 0, None
    for erreur in controle.constats.erreurs():
        enregistrement = erreur["enregistrement"]
        if enregistrement is not None and enregistrement != dernier and enregistrement > 1:
            fautives, dernier = fautives + 1, enregistrement
        groupe = groupes.get((erreur["champ"], erreur["code"], erreur["regle"]))
        if groupe is None:
            continue
        if len(groupe.places) < PLACES:
            place = situeur.situer(erreur)
            if (groupe.code in A_PLUSIEURS or not groupe.en_mots) and not groupe.message:
                groupe.message = propre.phrase(place["message"])
            lieu = lieu_de(place)
            if lieu and lieu not in groupe.places:
                groupe.places.append(lieu)
        suggestion = erreur["suggestion"]
        if suggestion and not suggestion.startswith(EXEMPLE):
            valeur = erreur["valeur"] if erreur["valeur"] in groupe.valeurs else None
            if valeur is not None or not groupe.valeurs:
                groupe.corrections.setdefault(valeur, propre.phrase(suggestion))
    return fautives


def lieu_de(place: Place) -> str | None:
    """Name a place as its sender finds it: a cell of the sheet, or a line of the file."""
    if place["cellule"]:
        return place["cellule"]
    return f"ligne {place['ligne']}" if place["ligne"] else None


def par_colonne(groupes: list[Groupe]) -> Iterator[tuple[Groupe, list[Groupe]]]:
    """Gather groups column by column; the first one stands for the column."""
    reste = iter(groupes)
    for premier in reste:
        meme = [premier]
        meme += islice(reste, sum(1 for g in groupes if g.champ == premier.champ) - 1)
        yield premier, meme


def _rang(groupe: Groupe) -> tuple[int, int, str, int, str]:
    """The file first, then whole rows, then columns in the order of the sender; frequent rules first."""
    return (
        0 if groupe.champ is None else 1,
        groupe.numero or (0 if groupe.champ is None else 10**6),
        groupe.champ or "",
        -groupe.nombre,
        groupe.regle,
    )
