"""The report on a terminal: what to mend first, in French, in a few screens. The whole list is in the other outputs."""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.validation.rapport import Groupe, Rapport, a_valeur, par_colonne
from pipelines.validation.rapport_propre import inoffensif, phrase

PLACES = 6
VALEURS = 4
GROUPES = 40


def afficher(rapport: Rapport, console: Console) -> None:
    """Print the report; nothing in it is taken for markup or for an order to the terminal."""
    for partie in _parties(rapport):
        console.print(partie, highlight=False, soft_wrap=False)


def nombre(n: int) -> str:
    """Write a count as French does, with a narrow no-break space between thousands."""
    return f"{n:,}".replace(",", "\u202f")


def accorder(n: int, mot: str, pluriel: str | None = None) -> str:
    """Write a count and its noun."""
    return f"{nombre(n)} {mot if n < 2 else pluriel or mot + 's'}"


def verdict(rapport: Rapport) -> str:
    """Say the verdict in one sentence."""
    table = f"« {rapport.titre_schema} »"
    if rapport.valide:
        return f"Le fichier est valide pour {table} : {accorder(rapport.lignes, 'ligne')}, aucune erreur."
    ou = f" dans {accorder(rapport.lignes_fautives, 'ligne')} sur {nombre(rapport.lignes)}"
    return (
        f"Le fichier n'est pas valide pour {table} : {accorder(rapport.erreurs, 'erreur')}"
        f"{ou if rapport.lignes_fautives else ''}."
    )


def nom_colonne(groupe: Groupe) -> str:
    """Name a column as the sender sees it: its letter or number, his title, and our name where it differs."""
    if groupe.champ is None:
        return "Lignes entières et structure du fichier"
    titre = groupe.titre_colonne or groupe.champ
    notre = f" ({groupe.champ})" if titre != groupe.champ else ""
    lieu = groupe.lettre or (str(groupe.numero) if groupe.numero else None)
    return f"Colonne {lieu} « {titre} »{notre}" if lieu else f"Colonne « {titre} »{notre}"


def _parties(rapport: Rapport) -> list[RenderableType]:
    couleur = "green" if rapport.valide else "red"
    faits = ", ".join(f"{nom.lower()} : {valeur}" for nom, valeur in rapport.lecture)
    parties: list[RenderableType] = [
        Text(verdict(rapport), style=f"bold {couleur}"),
        Text(f"{rapport.fichier} ({faits}), schéma {rapport.schema} {rapport.version}.", style="dim"),
    ]
    if rapport.manquantes:
        parties += [Text("\nColonnes absentes", style="bold"), _manquantes(rapport.manquantes)]
    lus = [*rapport.remarques, *rapport.avertissements]
    if lus:
        parties += [Text("\nCe qui a été lu, mis de côté ou réécrit", style="bold")]
        parties += [Text(f"  • {texte}") for texte in lus]
    for premier, groupes in list(par_colonne(rapport.groupes))[:GROUPES]:
        parties += [Text(f"\n{nom_colonne(premier)}", style="bold"), *map(_groupe, groupes)]
    if rapport.masquees and not rapport.valide:
        parties += [
            Text("\nLes valeurs des colonnes qui concernent des personnes ne sont pas montrées.", style="dim")
        ]
    return parties


def _manquantes(groupes: list[Groupe]) -> Table:
    table = Table(box=None, padding=(0, 2), show_edge=False)
    for titre in ("Colonne", "Exemple de valeur"):
        table.add_column(titre)
    for groupe in groupes:
        table.add_row(Text(groupe.champ or ""), Text(groupe.exemple or ""))
    return table


def _groupe(groupe: Groupe) -> RenderableType:
    lignes: list[RenderableType] = [
        Text.assemble((f"{accorder(groupe.nombre, 'fois', 'fois')} : ", "red"), (groupe.titre, "bold")),
        Text(groupe.en_mots),
    ]
    if groupe.message:
        lignes.append(Text(f"La première : {groupe.message}"))
    if groupe.exemple:
        lignes.append(Text(f"Exemple de valeur acceptée : {inoffensif(phrase(groupe.exemple))}"))
    if groupe.valeurs:
        dites = [
            f"{a_valeur(v)}{f' ({nombre(n)} fois)' if n > 1 else ''}"
            for v, n in [*groupe.valeurs.items()][:VALEURS]
        ]
        reste = groupe.valeurs_distinctes - len(dites)
        lignes.append(
            Text(f"Valeurs : {', '.join(dites)}{f', et {nombre(reste)} autres' if reste > 0 else ''}")
        )
    if groupe.places:
        reste = groupe.nombre - len(groupe.places[:PLACES])
        suite = f" … et {nombre(reste)} autres" if reste > 0 else ""
        lignes.append(Text(f"Où : {', '.join(groupe.places[:PLACES])}{suite}"))
    for valeur, correction in [*groupe.corrections.items()][:2]:
        lignes.append(Text(f"Correction probable : {f'{a_valeur(valeur)} → ' if valeur else ''}{correction}"))
    return Padding(Group(*lignes), (0, 0, 0, 2))
