"""`couverture` worked out again in plain Python, from the CSV files of a release and from the files as published.

Nothing of the chain is used: neither its reading nor its SQL. The CSV say which record describes which contract, the
files themselves say when a record says it was published.
"""

import calendar
import csv
import io
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Rangee = dict[str, str]


def recalculer(dossier_csv: Path, bruts: Mapping[str, Path], arrete_au: date) -> list[Rangee]:
    """Return the rows of `couverture` as its CSV must have them, sorted by source and month."""
    contrats = {x["contrat_id"]: x for x in lire_csv(dossier_csv / "contrats.csv")}
    origine = {x["fichier"]: x["source"] for x in lire_csv(dossier_csv / "sources_lues.csv")}
    publies = {nom: dict(enumerate(dates_publiees(chemin), 1)) for nom, chemin in bruts.items()}
    nombre: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    jours: dict[str, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    for nom in ("contrat_sources.csv", "decisions.csv"):
        for x in lire_csv(dossier_csv / nom):
            jour = plausible(publies[x["fichier"]][int(x["rang"])], arrete_au)
            for source in (origine[x["fichier"]], "ensemble"):
                nombre[source][x["contrat_id"]] += 1
                jours[source][x["contrat_id"]] += [jour] if jour else []
    sources = sorted({*origine.values(), "ensemble"})
    mois_de = {c: x["date_notification"][:7] or "inconnu" for c, x in contrats.items()}
    dates = [m for m in mois_de.values() if m != "inconnu"]
    grille = suite(min(dates), max([*dates, arrete_au.isoformat()[:7]])) if dates else []
    grille += ["inconnu"] if "inconnu" in mois_de.values() else []
    chez = {s: {m: sorted(c for c in nombre[s] if mois_de[c] == m) for m in grille} for s in sources}
    combien = {c: sum(c in nombre[s] for s in sources if s != "ensemble") for c in contrats}
    rangees = []
    for source in sources:
        tenus = [m for m in grille if m != "inconnu" and chez[source][m]]
        for mois in grille:
            siens = chez[source][mois]
            rangee: dict[str, Any] = {
                "source": source,
                "mois_notification": mois,
                "enregistrements": sum(nombre[source][c] for c in siens),
                "contrats": len(siens),
                "contrats_seulement_ici": sum(combien[c] == 1 for c in siens),
                "contrats_vus_ailleurs": sum(combien[c] > 1 for c in siens),
                "contrats_absents_ici": len(set(chez["ensemble"][mois]) - set(siens)),
            }
            hors = mois == "inconnu" or not tenus or mois < tenus[0]
            fini = mois != "inconnu" and echu(mois, arrete_au)
            attendus = None if hors else attente(chez[source], mois, tenus, arrete_au)
            rangee["attendus"] = dixieme(attendus)
            methode = "mediane_12_mois" if attendus is not None else "mois_insuffisants"
            rangee["methode_attendu"] = "sans_objet" if hors else methode
            ecart = 100 * (len(siens) - attendus) / attendus if fini and attendus else None
            rangee["ecart_pct"] = dixieme(ecart)
            rangee["etat"] = etat(mois, hors, fini, len(siens), attendus)
            rangee |= delais(siens, contrats, jours[source], fini)
            rangees.append({cle: "" if v is None else str(v) for cle, v in rangee.items()})
    return sorted(rangees, key=lambda x: (x["source"], x["mois_notification"]))


def attente(
    par_mois: Mapping[str, list[str]], mois: str, tenus: list[str], arrete_au: date
) -> Fraction | None:
    """The median of the reference months, when six of them are over."""
    fin = min(decaler(mois, -1), tenus[-1])
    reference = [decaler(fin, -n) for n in range(12)]
    comptes = [len(par_mois[m]) for m in reference if m >= tenus[0] and echu(m, arrete_au)]
    return mediane(comptes) if len(comptes) >= 6 else None


def mediane(nombres: list[int]) -> Fraction | None:
    if not nombres:
        return None
    ranges = sorted(nombres)
    return Fraction(ranges[(len(ranges) - 1) // 2] + ranges[len(ranges) // 2], 2)


def etat(mois: str, hors: bool, fini: bool, vus: int, attendus: Fraction | None) -> str:
    if mois == "inconnu":
        return "inconnu"
    if hors:
        return "hors_periode"
    if not fini:
        return "en_cours"
    if not attendus:
        return "sans_reference"
    if 2 * vus < attendus and attendus - vus > 2 * math.sqrt(attendus):
        return "vide" if vus == 0 else "en_baisse"
    return "conforme"


def delais(
    siens: list[str], contrats: Mapping[str, Rangee], jours: Mapping[str, list[date]], fini: bool
) -> dict[str, Any]:
    """What is known of the lateness of marchés; a concession has another term."""
    marches = [c for c in siens if contrats[c]["type"] != "concession"]
    connus, tard = [], 0
    for c in marches:
        if not contrats[c]["date_notification"]:
            continue
        notifie = date.fromisoformat(contrats[c]["date_notification"])
        if plausibles := [j for j in jours[c] if j >= notifie]:
            connus.append((min(plausibles) - notifie).days)
            tard += min(plausibles) > deux_mois_apres(notifie)
    connus.sort()
    return {
        "marches": len(marches),
        "delai_connu": len(connus),
        "delai_inconnu": len(marches) - len(connus),
        "delai_median_jours": dixieme(mediane(connus)),
        "delai_p90_jours": connus[math.ceil(Fraction(9, 10) * len(connus)) - 1] if connus else None,
        "publies_hors_delai": tard,
        "part_hors_delai_pct": dixieme(Fraction(100 * tard, len(connus))) if fini and connus else None,
    }


def deux_mois_apres(jour: date) -> date:
    """The same day two months later, or the last day of a shorter month."""
    annee, mois = divmod(jour.year * 12 + jour.month - 1 + 2, 12)
    return date(annee, mois + 1, min(jour.day, calendar.monthrange(annee, mois + 1)[1]))


def echu(mois: str, arrete_au: date) -> bool:
    annee, numero = int(mois[:4]), int(mois[5:])
    return deux_mois_apres(date(annee, numero, calendar.monthrange(annee, numero)[1])) < arrete_au


def decaler(mois: str, de: int) -> str:
    annee, numero = divmod(int(mois[:4]) * 12 + int(mois[5:]) - 1 + de, 12)
    return f"{annee:04d}-{numero + 1:02d}"


def suite(debut: str, fin: str) -> list[str]:
    tous = [debut]
    while tous[-1] < fin:
        tous.append(decaler(tous[-1], 1))
    return tous


def dixieme(valeur: Fraction | None) -> str | None:
    """One decimal, half away from zero, written as short as can be."""
    if valeur is None:
        return None
    exact = Decimal(valeur.numerator) / Decimal(valeur.denominator)
    texte = str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).removesuffix(".0")
    return "0" if texte in ("-0", "0") else texte


def plausible(texte: str | None, arrete_au: date) -> date | None:
    """A day written AAAA-MM-JJ, whatever follows, from 2000 to the day after the state."""
    try:
        jour = date.fromisoformat((texte or "")[:10])
    except ValueError:
        return None
    return jour if date(2000, 1, 1) <= jour <= date.fromordinal(arrete_au.toordinal() + 1) else None


def lire_csv(chemin: Path) -> list[Rangee]:
    with chemin.open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def dates_publiees(chemin: Path) -> Iterator[str | None]:
    """What each record of a published file gives as its date of publication, in the order of the file."""
    contenu = chemin.read_bytes()
    if chemin.suffix == ".csv":
        for ligne in csv.DictReader(io.StringIO(contenu.decode("utf-8-sig"))):
            yield ligne["datePublicationDonnees"]
    elif chemin.suffix == ".xml":
        for element in ElementTree.fromstring(contenu):
            yield element.findtext("datePublicationDonnees")
    else:
        marches = json.loads(contenu)["marches"]
        listes = [marches] if isinstance(marches, list) else list(marches.values())
        for enregistrement in (e for liste in listes for e in liste):
            yield enregistrement.get("datePublicationDonnees") if isinstance(enregistrement, dict) else None
