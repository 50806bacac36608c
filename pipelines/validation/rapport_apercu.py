"""The preview of a reading on the screen: which of their columns is which field, and cells as written and as read.

What is understood, and what is proposed for an unknown column, belong to `registres.apercu`. Nothing is judged here.
"""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.registres.apercu import Apercu, ColonneVue
from pipelines.registres.correspondance import Correspondance
from pipelines.schemas import tables as schemas
from pipelines.validation.rapport_propre import citer, phrase


def afficher(
    vu: Apercu, schema: schemas.Schema, correspondance: Correspondance | None, console: Console
) -> None:
    """Print the preview: their columns, the fields that the mapping gives, the fields that no column gives."""
    champs = {champ["name"]: champ for champ in schema["fields"]}
    table = Table("Votre colonne", "Champ du schéma", "Ce qui est écrit → ce qui est lu")
    for colonne in vu.colonnes:
        table.add_row(
            Text(f"{colonne.colonne.place[1]} « {phrase(colonne.colonne.titre, 60)} »"),
            Text(_champ(colonne)),
            Text(_exemples(colonne, champs)),
        )
    constantes = correspondance.constantes if correspondance else {}
    for nom, valeur in constantes.items():
        montree = citer(valeur, 40) if schemas.est_montrable(champs[nom]) else "valeur non montrée"
        table.add_row("", Text(nom), Text(f"{montree}, pour toutes les lignes (correspondance)"))
    for nom in vu.absentes:
        obligatoire = champs[nom].get("constraints", {}).get("required")
        table.add_row("", Text(nom), Text("absente (obligatoire)" if obligatoire else "absente"))
    console.print(table)
    for remarque in vu.constats:
        console.print(Text(f"• {phrase(str(remarque))}"))


def _champ(vue: ColonneVue) -> str:
    if vue.colonne.ignoree:
        return "(ignorée)"
    if vue.colonne.champ is None:
        return "? " + " ou ".join(vue.propositions) if vue.propositions else "(non reprise)"
    return vue.colonne.champ


def _exemples(vue: ColonneVue, champs: dict[str, schemas.Champ]) -> str:
    if vue.colonne.champ is None:
        return "à dire dans une correspondance" if vue.propositions else ""
    if not schemas.est_montrable(champs[vue.colonne.champ]):
        natures = ", ".join(dict.fromkeys(f"{a} → {b}" for a, b in vue.exemples))
        return f"valeurs non montrées (données sur des personnes) : {natures or 'vide'}"
    return "\n".join(f"{citer(a, 40)} → {citer(b, 40)}" for a, b in vue.exemples) or "vide"
