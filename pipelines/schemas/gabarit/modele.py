"""What an empty sheet says and accepts, column by column, whatever the file format; all of it French.

How it is written belongs to `xlsx` and `ods`.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from pipelines.schemas import tables as schemas

Sorte = Literal["texte", "entier", "nombre", "date", "liste"]
LIGNES = 5_000  # rows that are ready: more can be added, they only lack the drop-downs
AIDE_MAX = 255  # what Excel takes for an input message
CHIFFRES = re.compile(r"\^\(\?:\[0-9\]\{(\d+)\}\)\$\Z")
TYPES = {
    "texte": "Texte",
    "entier": "Nombre entier",
    "nombre": "Nombre à décimales",
    "date": "Jour (jj/mm/aaaa)",
    "liste": "Choix dans la liste",
}
PERSONNES = {
    "aucune": "Tout le monde : la colonne peut être publiée",
    "indirecte": "Vous seuls : peut désigner une personne indirectement. Jamais publié tel quel",
    "directe": "Vous seuls : désigne une personne. Jamais publié",
    "sensible": "Les seules personnes habilitées : donnée sensible. Jamais publié",
}


@dataclass(frozen=True)
class Colonne:
    """One column of the sheet."""

    nom: str
    titre: str
    description: str
    sorte: Sorte
    obligatoire: bool
    valeurs: tuple[str, ...]
    minimum: str | None
    maximum: str | None
    longueur: int | None
    decimales: int
    exemple: str
    qui: str

    @property
    def aide(self) -> str:
        """Return the message that shows when a cell is chosen, short enough for a spreadsheet."""
        debut = (
            "Obligatoire. " if self.obligatoire else "Facultatif : vide si l'information n'est pas connue. "
        )
        fin = f" Exemple : {self.exemple}" if self.exemple else ""
        return debut + abrege(self.description, AIDE_MAX - len(debut) - len(fin)) + fin

    @property
    def refus(self) -> str:
        """Return the message that shows when a value is not of the right kind."""
        if self.sorte == "liste":
            return "Choisissez une valeur de la liste."
        if self.sorte == "texte":
            return f"Il faut exactement {self.longueur} chiffres."
        bornes = "".join(
            f", {mot} {en_clair(borne, self.sorte)}"
            for mot, borne in (("au moins", self.minimum), ("au plus", self.maximum))
            if borne is not None
        )
        return {"entier": "Un nombre entier", "nombre": "Un nombre", "date": "Une date jj/mm/aaaa"}[
            self.sorte
        ] + (f"{bornes}.")

    @property
    def admises(self) -> str:
        """Say in one cell what is allowed."""
        if self.valeurs:
            return " ; ".join(self.valeurs)
        if self.longueur:
            return f"{self.longueur} chiffres"
        return "" if self.sorte == "texte" else self.refus


def colonnes(schema: schemas.Schema) -> list[Colonne]:
    """Return the columns of the sheet of a schema."""
    return [_colonne(champ, champ["name"] in schemas.cle(schema)) for champ in schema["fields"]]


def _colonne(champ: dict[str, Any], dans_la_cle: bool) -> Colonne:
    contraintes = champ.get("constraints", {})
    exemple, type_ = str(champ.get("example", "")), champ.get("type", "string")
    valeurs = tuple(str(v) for v in contraintes.get("enum", ()))
    if type_ == "boolean":
        valeurs, exemple = ("oui", "non"), {"true": "oui", "false": "non"}.get(exemple, exemple)
    sorte: Sorte = "texte"
    if valeurs:
        sorte = "liste"
    elif type_ in ("integer", "number", "date"):
        sorte = {"integer": "entier", "number": "nombre", "date": "date"}[type_]  # type: ignore[assignment]
    longueur = CHIFFRES.match(str(contraintes.get("pattern", "")))
    qui = PERSONNES.get(str(champ.get("rgpd")), "Le schéma ne le dit pas")
    if champ.get("diffusion") == "interne":
        qui = "Vous seuls : ne concerne aucune personne, mais ne se publie pas"
    return Colonne(
        nom=champ["name"],
        titre=str(champ.get("title") or champ["name"]),
        description=str(champ.get("description") or champ.get("title") or champ["name"]),
        sorte=sorte,
        obligatoire=bool(contraintes.get("required")),
        valeurs=valeurs,
        minimum=_borne(contraintes, "minimum"),
        maximum=_borne(contraintes, "maximum"),
        longueur=int(longueur[1]) if longueur else None,
        decimales=champ.get("decimales", 0),
        exemple=en_clair(exemple, sorte)
        + (" (fait partie de la clé)" if dans_la_cle and not exemple else ""),
        qui=qui,
    )


def _borne(contraintes: dict[str, Any], nom: str) -> str | None:
    return str(contraintes[nom]) if nom in contraintes else None


def en_clair(valeur: str, sorte: str) -> str:
    """Write a value as it is typed in a French spreadsheet."""
    if sorte == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", valeur):
        return f"{valeur[8:]}/{valeur[5:7]}/{valeur[:4]}"
    return valeur.replace(".", ",") if sorte == "nombre" else valeur


def abrege(texte: str, place: int) -> str:
    """Cut a sentence between two words."""
    if len(texte) <= place:
        return texte
    return texte[: place - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def lignes_de(texte: str, signes: int) -> int:
    """Estimate how many lines a text takes in a cell of a given width: no spreadsheet measures it for us."""
    lignes, reste = 1, signes
    for mot in texte.split(" "):
        if len(mot) > reste and reste < signes:
            lignes, reste = lignes + 1, signes
        lignes += len(mot) // (signes + 1)
        reste -= len(mot) + 1
    return lignes


def lettre(numero: int) -> str:
    """Return the letter of a column, from 1."""
    lettres = ""
    while numero:
        numero, reste = divmod(numero - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres


def feuille(schema: schemas.Schema) -> str:
    """Return the name of the sheet to fill: that of the schema, without what spreadsheets refuse."""
    return re.sub(r"[\[\]:*?/\\']", "-", str(schema.get("name", "table")))[:31]


def intitule(schema: schemas.Schema) -> str:
    """Return the title of a schema, or its name."""
    return str(schema.get("title") or schema.get("name", "table"))


def jour(schema: schemas.Schema) -> str:
    """Return the day that the file bears: the schema's, never the clock's."""
    return str(schema.get("lastModified", "1980-01-01"))[:10]


def dictionnaire(schema: schemas.Schema) -> list[list[str]]:
    """Return the dictionary sheet, titles first.

    A column is named after its letter (« B · objet »), so that no reader takes this sheet for the table.
    """
    lignes = [
        [
            "Colonne",
            "Intitulé",
            "Ce qu'il faut écrire",
            "Sorte",
            "Obligatoire ?",
            "Admis",
            "Par exemple",
            "Qui le voit",
        ]
    ]
    for numero, c in enumerate(colonnes(schema), 1):
        obligatoire = "Oui" if c.obligatoire else "Non"
        nom = f"{lettre(numero)} · {c.nom}"
        lignes.append([nom, c.titre, c.description, TYPES[c.sorte], obligatoire, c.admises, c.exemple, c.qui])
    return lignes


def lisez_moi(schema: schemas.Schema) -> list[str]:
    """Return the lines of the first-aid sheet; the first one is its title."""
    nom = feuille(schema)
    cle = ", ".join(schemas.cle(schema))
    lignes = [
        f"{intitule(schema)} : modèle à remplir",
        str(schema.get("description", "")),
        "",
        f"1. Remplissez la feuille « {nom} », une ligne par enregistrement, sans changer les titres de la "
        "première ligne.",
        "2. Les titres foncés sont obligatoires ; une cellule claire reste vide quand l'information n'est pas connue : "
        "vide ne veut pas dire « non ».",
        "3. Un clic sur une cellule montre ce qu'il faut y écrire ; la feuille « Dictionnaire » dit tout.",
        "4. Dates : jj/mm/aaaa. Nombres : chiffres et virgule, sans unité. Oui et non : dans la liste. SIREN, SIRET et "
        "codes : collez-les en texte (collage spécial), sinon leurs zéros se perdent.",
        "5. Ni ligne de total, ni cellules fusionnées, ni ligne vide au milieu.",
        f"6. Deux lignes n'ont jamais la même clé : {cle}." if cle else "",
        f"7. Contrôlez avant d'envoyer : spaser validate ce-fichier --schema {nom}",
        "",
        f"Schéma « {nom} », version {schema.get('version', 'non précisée')}.",
    ]
    if any(champ.get("rgpd", "aucune") != "aucune" for champ in schema["fields"]):
        alerte = (
            "CONFIDENTIEL : ce fichier contient des données de personnes. Rangez-le dans "
            "data/raw/<collectivité>/prive, ne l'envoyez que par un moyen protégé, effacez vos copies. N'ajoutez ni "
            "nom, ni adresse, ni commentaire sur une personne."
        )
        lignes[2:2] = ["", alerte]
    return lignes
