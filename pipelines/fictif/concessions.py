"""Ordinary concessions: fourteen contracts in the two formats, with yearly execution data and tariffs.

Belongs here: what only concessions have. The golden concession is in `dores_qualites.py`.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from pipelines.fictif import format_2019, format_2022
from pipelines.fictif.atelier import Atelier
from pipelines.fictif.diffusion import CCAS_2022, PES_2019, PROFIL, republier
from pipelines.fictif.fournisseurs import METROPOLE, VILLE
from pipelines.fictif.modele import ARRETE_AU, Modif

SUJETS = (
    ("Exploitation de la piscine des Trois-Sirènes", "Délégation de service public", "Entrée plein tarif"),
    ("Exploitation du camping du Pré-Chimère", "Délégation de service public", "Nuitée"),
    ("Gestion des halles du Conte", "Concession de service", "Mètre linéaire"),
    ("Réseau de chaleur des Rives-Imaginaires", "Concession de travaux", "Mégawattheure"),
    ("Mobilier urbain d'information", "Concession de service", "Face publicitaire"),
    ("Exploitation du crématorium de Nulle-Gare", "Délégation de service public", "Crémation"),
    ("Fourrière automobile", "Délégation de service public", "Enlèvement"),
    ("Exploitation de la crèche des Lutins-de-Papier", "Concession de service public", "Heure d'accueil"),
    ("Buvette du parc de la Licorne", "Concession de service", "Consommation"),
    ("Distribution d'eau potable", "Délégation de service public", "Mètre cube"),
    ("Base nautique de la Rivière-Exemple", "Délégation de service public", "Location d'une heure"),
    ("Parc des expositions de Fiction", "Délégation de service public", "Mètre carré"),
    ("Transport par navette fluviale", "Délégation de service public", "Trajet"),
    ("Petit train des Songes", "Concession de service", "Billet"),
)
ENV = ((), ("Clause environnementale",), ("Critère environnemental",))
PROCEDURES = ("Procédure négociée ouverte", "Procédure non négociée ouverte", "Procédure négociée restreinte")


def cas(a: Atelier, rng: random.Random) -> None:
    """Make all the concessions of this module."""
    for n, (objet, nature, tarif) in enumerate(SUJETS):
        en_2019 = n < 3
        annee = 2023 if en_2019 else 2023 + n % 4
        notif = date(annee, 1 + n % 5, 3 + n)
        pub = max(notif + timedelta(days=rng.randint(10, 28)), date(2024, 1, 5) if not en_2019 else notif)
        annees = tuple(
            {
                "datePublicationDonneesExecution": f"{a_}-04-{10 + n:02d}",
                "depensesInvestissement": rng.randint(0, 90) * 1_000,
                "tarifs": [{"intituleTarif": tarif, "tarif": round(rng.uniform(1, 60), 2)}],
            }
            for a_ in range(notif.year + 1, ARRETE_AU.year + 1)
            if not en_2019
        )
        c = a.contrat(
            f"{annee}DSP{n:02d}", objet, rng.randint(30, 900) * 10_000, notif.isoformat(), pub.isoformat(),
            a.f(300 + n), acheteur=METROPOLE if n % 2 else VILLE, type="concession", nature=nature,
            procedure=PROCEDURES[n % 3], duree=rng.choice((60, 84, 120, 240)), execution=annees,
            subvention=rng.choice((0, 0, 5_000_000)), debut=notif + timedelta(days=30),
            innovant=None, avance=None,
            social=None if en_2019 else rng.choice(((), ("Clause sociale",), ("Concession réservée",), ())),
            env=None if en_2019 else rng.choice(ENV),
        )  # fmt: skip
        if n % 4 == 1 and not en_2019 and annee < 2026:
            jour = date(annee + 1, 2, 10) if annee > 2023 else date(2025, 2, 10)
            c.modifs = (Modif(1, jour, jour + timedelta(days=20), c.montant + 3_000_000, c.duree + 6),)
        if en_2019:
            a.depot.publier(PES_2019, format_2019.concession(c), c, genre="concession")
        elif n == 13:
            a.depot.publier(CCAS_2022, format_2022.concession(c), c, genre="concession")
        else:
            republier(a.depot, c, PROFIL)
