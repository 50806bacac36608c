"""Results as French sentences and tables on a terminal. What is shown is decided in `lignes` and `derriere`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.indicateurs.lecture.derriere import Explication

ORIGINES = {
    "calcule": "calculé",
    "saisi": "saisi",
    "en_construction": "en construction",
    "non_disponible": "non disponible",
    "sans_objet": "sans objet",
}
ETATS = {
    "atteint": "atteint",
    "en_bonne_voie": "en bonne voie",
    "en_retard": "en retard",
    "sans_objet": "",
    "indetermine": "indéterminé",
}
UNITES = {
    "eur_ht": "€ HT",
    "nombre": "",
    "taux": "%",
    "annees": "ans",
    "kwh": "kWh",
    "tco2e": "tCO2e",
    "note": "/ 20",
}


def nombre(valeur: Decimal | None, unite: str) -> str:
    """Write a value as a French reader expects it: comma, thin spaces, rates in per cent."""
    if valeur is None:
        return "—"
    if unite == "oui_non":
        return "oui" if valeur == 1 else "non"
    en_pct = valeur * 100 if unite == "taux" else valeur
    decimales = 0 if en_pct == en_pct.to_integral_value() and unite != "taux" else 1 if unite == "taux" else 2
    arrondi = round(en_pct, decimales) + 0  # no « -0,0 »
    texte = f"{arrondi:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")
    return f"{texte} {UNITES.get(unite, unite)}".rstrip()


def valeur_dite(ligne: dict[str, Any]) -> str:
    """Say the value of a result: a number, a date, the beginning of a text, or that it is broken down."""
    if ligne["valeur"] is not None and ligne["unite"] != "date":
        return nombre(ligne["valeur"], ligne["unite"])
    if ligne["valeur_date"] is not None:
        return f"{ligne['valeur_date']:%d/%m/%Y}"
    if ligne["valeur_texte"]:
        return str(ligne["valeur_texte"])[:24]
    return "ventilé" if ligne["detail"] else "—"


LARGEURS = {"libelle": 150, "entre": 110, "cible": 90}
"""From how many columns of the terminal on a column is worth showing."""


def tableau(lignes: Sequence[dict[str, Any]], titre: str, largeur: int = 160) -> Table:
    """Lay out one line an indicator; a narrow terminal gets fewer columns, never half of one."""
    vues = {nom for nom, minimum in LARGEURS.items() if largeur >= minimum}
    table = Table(title=titre, box=SIMPLE_HEAD)
    table.add_column("Indicateur", overflow="fold")
    if "libelle" in vues:
        table.add_column("", no_wrap=True, overflow="ellipsis", max_width=largeur - 110)
    table.add_column("Valeur", justify="right", no_wrap=True)
    for nom in ("entre", "cible"):
        if nom in vues:
            table.add_column(nom.capitalize(), justify="right", no_wrap=True)
    table.add_column("État", no_wrap=True)
    table.add_column("Origine", no_wrap=True)
    for ligne in lignes:
        cellules = {"libelle": escape(ligne["libelle"]), "entre": _bornes(ligne), "cible": _cible(ligne)}
        table.add_row(
            escape(ligne["row_id"]),
            *([cellules["libelle"]] if "libelle" in vues else []),
            escape(valeur_dite(ligne)),
            *(cellules[nom] for nom in ("entre", "cible") if nom in vues),
            ETATS.get(ligne["etat"] or "", ligne["etat"] or ""),
            ORIGINES.get(ligne["origine"], ligne["origine"]),
        )
    return table


def _bornes(ligne: dict[str, Any]) -> str:
    if ligne["borne_min"] is None or ligne["borne_min"] == ligne["borne_max"]:
        return ""
    haut = nombre(ligne["borne_max"], ligne["unite"]) if ligne["borne_max"] is not None else "sans limite"
    return f"{nombre(ligne['borne_min'], ligne['unite'])} à {haut}"


def _cible(ligne: dict[str, Any]) -> str:
    return nombre(ligne["cible"], ligne["unite"]) if ligne["cible"] is not None else ""


def raconter(
    explication: Explication,
    resultat: dict[str, Any] | None,
    annee: int,
    console: Console,
    limite: int | None,
) -> None:
    """Print an explanation: words of the text, measure, result, query, rows."""
    i = explication.indicateur
    chapeau = f"{i.chapeau} " if i.chapeau else ""
    console.print(f"[bold]{escape(i.indicateur_id)}[/bold] « {escape(chapeau + i.libelle)} »")
    place = [
        f"axe {i.axe_numero}" if i.axe_numero else "",
        f"action {i.action_numero}" if i.action_numero else "",
    ]
    place.append(f"ligne {i.ligne_texte} du texte" if i.ligne_texte else "")
    console.print("Place : " + ", ".join(p for p in place if p) + ".")
    console.print(
        f"Mesure : {escape(explication.mesure.libelle)}. {escape(explication.mesure.definition)}",
        highlight=False,
    )
    for precision in explication.precisions:
        console.print(f"  {escape(precision)}", highlight=False)
    if resultat is not None:
        console.print(
            f"\n{annee} : [bold]{escape(valeur_dite(resultat))}[/bold] ({ORIGINES[resultat['origine']]})"
        )
        if resultat["numerateur"] is not None:
            den = resultat["denominateur"]
            suite = f" ; dénominateur {nombre(den, 'nombre')}" if den is not None else ""
            console.print(f"Numérateur {nombre(resultat['numerateur'], 'nombre')}{suite}.", highlight=False)
        for nom in ("note", "detail"):
            if resultat[nom]:
                console.print(escape(str(resultat[nom])), highlight=False)
        console.print(f"Sources : {escape(str(resultat['sources']))}.", highlight=False)
    if explication.requete:
        console.print("\n[bold]Requête[/bold]")
        console.print(escape(explication.requete), highlight=False, soft_wrap=True)
    if explication.lignes is None:
        console.print(
            "\nPas de lignes à montrer : valeur saisie, tenue par la chaîne, ou registre sur des personnes."
        )
        return
    table = Table(title=f"{len(explication.lignes)} lignes derrière ce résultat", box=SIMPLE_HEAD)
    for colonne in explication.colonnes:
        table.add_column("réponse" if colonne == "reponse" else "contrat" if colonne == "cle" else colonne)
    for ligne in explication.lignes[:limite]:
        table.add_row(*(escape(str(v)) for v in ligne))
    console.print(table)
    if limite and len(explication.lignes) > limite:
        console.print(f"… et {len(explication.lignes) - limite} autres (--tout).")
