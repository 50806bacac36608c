"""The deliveries of data/raw/exemple read again, without the chain: which rows of each register are in force.

Plain Python on the files as their senders wrote them (CSV in several encodings, XLSX, ODS, two mapping files). Only
what the fictional community ships is understood here. Which deliveries are refused, and which rows wait, is read in
verite_registres.json, the generator's own account, which lies with the data.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

Rangee = dict[str, str]
OUI, NON = ("true", "oui", "x", "vrai", "1", "o"), ("false", "non", "faux", "0", "n")
ANNEES: dict[str, Callable[[Rangee, Mapping[tuple[str, str], str]], str]] = {
    "programmation": lambda x, _: x["annee"],
    "ciblages": lambda x, _: x["annee"],
    "beneficiaires": lambda x, _: x["annee"],
    "effectifs_execution": lambda x, _: x["annee"],
    "heures_insertion": lambda x, _: x["periode"][:4],
    "paiements": lambda x, _: x["date_paiement"][:4],
    "evaluations": lambda x, _: x["date"][:4],
    "consultations": lambda x, _: x["date_publication"][:4],
    "lots": lambda x, c: c.get((x["acheteur_siren"], x["consultation_id"]), "")[:4],
    "soumissionnaires": lambda x, c: c.get((x["acheteur_siren"], x["consultation_id"]), "")[:4],
}
"""The year that puts a row in its slice; lots and bids are dated by their consultation."""


def en_vigueur(base: Path, table: str, schemas: Path) -> list[Rangee]:
    """Return the rows in force of a register, each cell as canonical text ('' for none)."""
    consultations: dict[tuple[str, str], str] = {}
    if table in ("lots", "soumissionnaires"):
        for x in en_vigueur(base, "consultations", schemas):
            consultations[x["acheteur_siren"], x["consultation_id"]] = x["date_publication"]
    verite = json.loads((base / "verite_registres.json").read_text(encoding="utf-8"))
    sorts = {x["livraison_id"]: x for x in verite["livraisons"]}
    champs = json.loads((schemas / table / "schema.json").read_text(encoding="utf-8"))["fields"]
    with (base / "registres" / "livraisons.csv").open(encoding="utf-8", newline="") as flux:
        livraisons = [x for x in csv.DictReader(flux) if x["table_livree"] == table]
    gardees: list[tuple[str, str, Rangee]] = []
    for livraison in sorted(livraisons, key=lambda x: (x["date_livraison"], x["livraison_id"])):
        sort = sorts[livraison["livraison_id"]]
        if sort["etat"] == "refusee":
            continue
        debut, _, fin = livraison["periode"].partition("/")
        siren, fin = livraison["acheteur_siren"], fin or debut
        gardees = [g for g in gardees if not (g[0] == siren and debut <= g[1] <= fin)]
        attendent = {a["enregistrement"] for a in sort["attentes"]}
        for numero, rangee in enumerate(_rangees(base, livraison, champs), 2):
            if numero not in attendent:
                gardees.append((siren, ANNEES[table](rangee, consultations), rangee))
    return [rangee for *_, rangee in gardees]


def _rangees(
    base: Path, livraison: Mapping[str, str], champs: Sequence[Mapping[str, Any]]
) -> Iterator[Rangee]:
    correspondance = {}
    if livraison["correspondance"]:
        correspondance = yaml.safe_load((base / livraison["correspondance"]).read_text(encoding="utf-8"))
    colonnes = correspondance.get("colonnes", {})
    lignes = _lignes(base / livraison["fichier"], livraison["encodage"] or correspondance.get("encodage"))
    connus = {plie(nom): c["name"] for c in champs for nom in (c["name"], c["title"])}
    place, titres = _titres(lignes, connus, colonnes)
    types = {c["name"]: c for c in champs}
    for ligne in lignes[place + 1 :]:
        if not any(ligne) or plie(" ".join(ligne)).startswith("total"):
            continue
        rangee = dict.fromkeys(types, "") | correspondance.get("constantes", {})
        for titre, cellule in zip(titres, ligne, strict=False):
            dit = colonnes.get(titre, connus.get(plie(titre)))
            nom = dit["champ"] if isinstance(dit, dict) else dit
            if nom is None or not cellule.strip():
                continue
            regle = dit if isinstance(dit, dict) else {}
            texte = regle.get("valeurs", {}).get(cellule.strip(), cellule.strip())
            rangee[nom] = _cellule(texte, types[nom], regle.get("unite", ""))
        yield rangee


def _lignes(chemin: Path, encodage: str | None) -> list[list[str]]:
    if chemin.suffix == ".csv":
        texte = chemin.read_bytes().decode(encodage or "utf-8-sig").lstrip("\ufeff")
        entete = texte.split("\n", 1)[0]
        return list(
            csv.reader(io.StringIO(texte), delimiter=";" if entete.count(";") > entete.count(",") else ",")
        )
    from python_calamine import CalamineWorkbook

    return [
        [_dit(v) for v in ligne]
        for ligne in CalamineWorkbook.from_path(str(chemin)).get_sheet_by_index(0).to_python()
    ]


def _dit(valeur: object) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return str(valeur).lower()
    if isinstance(valeur, date | datetime):
        return valeur.isoformat()[:10]
    return str(int(valeur)) if isinstance(valeur, float | Decimal) and valeur == int(valeur) else str(valeur)


def _titres(
    lignes: Sequence[Sequence[str]], connus: Mapping[str, str], colonnes: Mapping[str, Any]
) -> tuple[int, list[str]]:
    """Return where the titles are: the row that holds the most of them."""
    trouves = [sum(t in colonnes or plie(t) in connus for t in ligne) for ligne in lignes[:12]]
    place = trouves.index(max(trouves))
    return place, [t.strip() for t in lignes[place]]


def _cellule(texte: str, champ: Mapping[str, Any], unite: str) -> str:
    """Write a cell as the schema would: a number without spaces, an ISO date, true or false, the code of a label."""
    match champ["type"]:
        case "number" | "integer":
            return nombre(_heures(texte) if unite == "heures" else texte, 1000 if unite == "k€" else 1)
        case "date":
            francaise = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", texte)
            return "-".join(reversed(francaise.groups())) if francaise else texte[:10]
        case "boolean":
            return "true" if plie(texte) in OUI else "false" if plie(texte) in NON else texte
    codes = {plie(str(c)): str(c) for c in champ.get("constraints", {}).get("enum", ())}
    return codes.get(plie(texte), texte)


def nombre(texte: str, fois: int = 1) -> str:
    """Write a number without what depends on the sender: 1 804,50 € is 1804.5."""
    nu = re.sub(r"[\s\u00a0\u202f€%]|HT", "", texte).replace(",", ".")
    valeur = Decimal(nu) * fois
    return format(valeur.normalize(), "f") if valeur else "0"


def _heures(texte: str) -> str:
    heures = re.fullmatch(r"(\d+)\s*[h:]\s*(\d{2})?", texte)
    return str(Decimal(heures[1]) + Decimal(heures[2] or 0) / 60) if heures else texte


def plie(texte: str) -> str:
    """Fold a title or a label: no case, accent, space or punctuation."""
    sans = unicodedata.normalize("NFKD", texte.replace("œ", "oe")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", sans.lower())
