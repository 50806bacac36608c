"""Decides where a true contract is published: which source, which file, which snapshot, with which small
differences.

Belongs here: the calendar of the files and the honest discordances between two sources (capitals,
truncation, a date a few days off, cents rounded). Does not belong here: pathologies made by hand.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from pipelines.fictif import format_2019, format_2022, format_plat
from pipelines.fictif.depot import Depot, Inscription
from pipelines.fictif.fournisseurs import CCAS, autre_etablissement
from pipelines.fictif.modele import Contrat

PROFIL_2019 = "decp/profil-acheteur_2019_2023.json"
PES_2019 = "decp/pes_2019_stock.json"
CCAS_2019 = "decp/profil-acheteur_ccas_2023.xml"
CCAS_2022 = "decp/profil-acheteur_ccas_2024-2026.xml"
PLAT = "decp/decp-info_2024-2026.csv"
PLAT_AU = date(2026, 3, 31)
# Snapshots of the 2022 files: (file, first publication day covered, last day = state of the contract).
PROFIL = [(f"decp/profil-acheteur_{a}.json", date(a, 1, 1), date(a, 12, 31)) for a in (2024, 2025)] + [
    (f"decp/profil-acheteur_2026-{m:02d}.json", date(2026, m, 1), date(2026, m + 1, 1) - timedelta(days=1))
    for m in range(1, 7)
]
PES = [
    ("decp/pes_2024-06.json", date(2024, 1, 1), date(2024, 6, 30)),
    ("decp/pes_2024.json", date(2024, 1, 1), date(2024, 12, 31)),
    ("decp/pes_2025.json", date(2025, 1, 1), date(2025, 12, 31)),
    ("decp/pes_2026-05.json", date(2026, 1, 1), date(2026, 5, 31)),
    ("decp/pes_2026-06.json", date(2026, 1, 1), date(2026, 6, 30)),
]


def republier(
    depot: Depot, c: Contrat, calendrier: list[tuple[str, date, date]], **change: Any
) -> list[Inscription]:
    """Publish in each snapshot where the contract is new or newly modified, as it is on the last day."""
    pub = date.fromisoformat(change.get("datePublicationDonnees", c.pub.isoformat()))
    jours = [pub, *(m.pub for m in c.modifs), *(acte.pub for acte in c.actes)]
    jours += [date.fromisoformat(a["datePublicationDonneesExecution"]) for a in c.execution]
    rendu = format_2022.concession if c.type == "concession" else format_2022.marche
    genre = "concession" if c.type == "concession" else "marche"
    faits = [
        depot.publier(nom, rendu(c, fin, **change), c, genre=genre)
        for nom, debut, fin in calendrier
        if pub <= fin and any(debut <= j <= fin for j in jours)
    ]
    if len(faits) > 1:
        depot.temoigner("instantanes", *faits)
    return faits


def discordances(c: Contrat, rng: random.Random) -> dict[str, Any]:
    """What the second source says otherwise, without making it another contract."""
    change: dict[str, Any] = {}
    limite = PES[-1][2] - timedelta(days=1)
    change["datePublicationDonnees"] = min(c.pub + timedelta(days=rng.randint(3, 40)), limite).isoformat()
    if len(c.objet) > 70 and not any(x.isdigit() for x in c.objet[60:]) and rng.random() < 0.5:
        # Cut short: then nothing else differs, so that the rule has no doubt.
        change["objet"] = c.objet[:60] + "..."
        return change
    if rng.random() < 0.5:
        change["objet"] = c.objet.upper()
    if rng.random() < 0.35:
        autre = c.notif + timedelta(days=rng.randint(1, 9))
        if autre.year == c.notif.year and autre <= c.pub and autre < limite:
            change["dateNotification"] = autre.isoformat()
    if rng.random() < 0.1 and len(c.titulaires) == 1:
        operateur = format_2022.operateur(autre_etablissement(c.titulaires[0]))
        change["titulaires"] = [{"titulaire": operateur}]
    return change


def diffuser_2022(depot: Depot, c: Contrat, rng: random.Random) -> None:
    """Choose sources for a contract of the 2022 format and publish it in each."""
    profil, pes, plat = rng.choices(
        ((1, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 1), (1, 1, 1), (0, 0, 1)), (42, 14, 18, 10, 10, 6)
    )[0]
    if plat and c.pub > PLAT_AU:
        profil, plat = 1, 0
    autre = discordances(c, rng) if pes else {}
    # The first of two sources may drop the cents: the amount published last is the true one.
    derniere = autre.get("datePublicationDonnees", "") > c.pub.isoformat()
    arrondi = {"montant": c.montant // 100} if derniere and c.montant % 100 and rng.random() < 0.6 else {}
    if c.acheteur is CCAS:
        depot.publier(CCAS_2022, format_2022.marche(c), c)
    elif profil:
        republier(depot, c, PROFIL, **arrondi)
    if pes:
        republier(depot, c, PES, **autre)
    if plat:
        if not (profil or pes or c.acheteur is CCAS):
            c.modifs = tuple(m for m in c.modifs if m.pub <= PLAT_AU)
            c.actes = ()  # the flat file has no column for them: nothing published says them
        lignes = [depot.publier(PLAT, ligne, c) for ligne in format_plat.lignes(c, PLAT_AU)]
        if len(lignes) > 1:
            depot.temoigner("lignes_aplaties", *lignes)


def diffuser_2019(depot: Depot, c: Contrat, rng: random.Random) -> None:
    """A modified contract gets another id in the stock: suffix 01, 02... with its modifications."""
    premier = CCAS_2019 if c.acheteur is CCAS else PROFIL_2019
    profil, pes = rng.choices(((1, 0), (0, 1), (1, 1)), (40, 25, 35))[0]
    if c.modifs:
        initial = depot.publier(premier, format_2019.marche(c), c)
        suites = [
            depot.publier(PES_2019, format_2019.marche(c, f"{n:02d}", modifs=n), c)
            for n in range(1, len(c.modifs) + 1)
        ]
        depot.temoigner("suffixe_2019", initial, *suites)
        return
    if profil:
        depot.publier(premier, format_2019.marche(c), c)
    if pes:
        decalage = "+02:00" if 4 <= c.notif.month <= 9 else "+01:00"
        depot.publier(
            PES_2019,
            format_2019.marche(c, dateNotification=c.notif.isoformat() + decalage, source="data.gouv.fr_pes"),
            c,
            "champ_inconnu",
        )


def diffuser(depot: Depot, c: Contrat, rng: random.Random, en_2019: bool) -> None:
    """Enter an ordinary contract in the truth and publish it."""
    depot.creer(c)
    (diffuser_2019 if en_2019 else diffuser_2022)(depot, c, rng)
