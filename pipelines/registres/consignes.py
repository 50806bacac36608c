"""What to do with each column that was found: its field, its rule of the mapping, and what the column itself settles.

The SQL of the normalisations belongs to `normaliser`; the question asked when a column settles nothing is here.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.commun.duck import sql
from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.correspondance import Correspondance, Regle
from pipelines.registres.modele import Place, en_plages
from pipelines.registres.titres import Entete
from pipelines.schemas import tables as schemas

NUMERIQUES = ("integer", "number")


@dataclass(frozen=True)
class Consigne:
    """One field read from one of their columns."""

    champ: schemas.Champ
    place: Place
    decimale: str = ""
    dates: str = ""
    vides: tuple[str, ...] = ()
    valeurs: tuple[tuple[str, str], ...] = ()
    unite: str = ""
    facteur: Decimal = Decimal(1)

    @property
    def nom(self) -> str:
        """Return the name of the field."""
        return str(self.champ["name"])

    @property
    def colonne(self) -> str:
        """Return the name of their column in the raw table."""
        return f"c{self.place[0]}"

    @property
    def en_pct(self) -> bool:
        """Say whether a per cent sign belongs in the column."""
        return self.unite == "%" or (not self.unite and self.nom.endswith(("_pct", "_pourcentage")))

    @property
    def en_euros(self) -> bool:
        """Say whether a currency sign belongs in the column."""
        return self.unite in ("€", "k€", "M€") or (not self.unite and self.nom.endswith("_eur"))

    @property
    def en_heures(self) -> bool:
        """Say whether 7h30 belongs in the column."""
        return self.unite == "heures" or (not self.unite and self.nom.startswith("heures_"))


def consignes(schema: schemas.Schema, entete: Entete, regles: Correspondance | None) -> list[Consigne]:
    """Return the columns to read, from left to right in the sender's file."""
    champs = {champ["name"]: champ for champ in schema["fields"]}
    par_champ = {regle.champ: regle for regle in regles.colonnes} if regles else {}
    return [
        _consigne(champs[c.champ], c.place, par_champ.get(c.champ), regles)
        for c in entete.colonnes
        if c.champ
    ]


def _consigne(
    champ: schemas.Champ, place: Place, regle: Regle | None, regles: Correspondance | None
) -> Consigne:
    commune = regles or Correspondance()
    propre = regle or Regle("", champ["name"], 0)
    facteur = propre.facteur
    if propre.unite == "minutes" and facteur == 1:
        facteur = None  # 1/60 has no exact decimal: seconds are divided in SQL
    return Consigne(
        champ,
        place,
        decimale=propre.decimale or commune.decimale or "",
        dates=propre.dates or commune.dates or "",
        vides=(*propre.vides, *commune.vides),
        valeurs=tuple(propre.valeurs.items()),
        unite=propre.unite or "",
        facteur=facteur or Decimal(1),
    )


def trancher(con: duckdb.DuckDBPyConnection, brut: str, liste: list[Consigne], nom: str) -> list[Consigne]:
    """Let each column settle its decimal sign and its order of day and month.

    Errors: FichierRefuse with the question, when some cells have two readings and nothing settles them.
    """
    tranchees = []
    for consigne in liste:
        decide = consigne
        if consigne.champ.get("type") in NUMERIQUES and not consigne.decimale:
            decide = replace(
                consigne, decimale=_signe(_preuves(con, brut, consigne, "preuves_nombre"), consigne, nom)
            )
        elif consigne.champ.get("type") == "date" and not consigne.dates:
            _ordre(_preuves(con, brut, consigne, "preuves_date"), consigne, nom)
        tranchees.append(decide)
    return tranchees


def _preuves(con: duckdb.DuckDBPyConnection, brut: str, consigne: Consigne, requete: str) -> tuple[Any, ...]:
    preuves = con.execute(sql(__file__, requete, brut=brut, colonne=consigne.colonne)).fetchone()
    assert preuves is not None
    return preuves


def _signe(preuves: tuple[Any, ...], consigne: Consigne, nom: str) -> str:
    virgules, points, ambigues, lignes = preuves
    if virgules and not points:
        return ","
    if points and not virgules:
        return "."
    if ambigues:
        raise FichierRefuse(
            f"« {nom} », colonne {consigne.place[1]} (« {consigne.place[2]} »), {_pluriel(ambigues)} comme 1.234 ou "
            f"1,234 (lignes {en_plages(sorted(lignes))}) : milliers ou décimales ? Rien d'autre dans la colonne ne le "
            f'dit. Déclarez le signe décimal dans une correspondance : « decimale: "," » ou « decimale: "." ».'
        )
    return ""


def _ordre(preuves: tuple[Any, ...], consigne: Consigne, nom: str) -> None:
    jour_mois, mois_jour, lignes = preuves
    if mois_jour and not jour_mois:
        raise FichierRefuse(
            f"« {nom} », colonne {consigne.place[1]} (« {consigne.place[2]} ») : {mois_jour} dates n'existent pas en "
            f"jj/mm/aaaa mais existent en mm/jj/aaaa (lignes {en_plages(sorted(lignes))}). Quel est l'ordre ? "
            "Déclarez-le dans une correspondance : « dates: mm/jj/aaaa » ou « dates: jj/mm/aaaa »."
        )


def _pluriel(nombre: int) -> str:
    return "une cellule s'écrit" if nombre == 1 else f"{nombre} cellules s'écrivent"
