"""Draws the ordinary contracts: realistic in amounts, techniques, considerations, delays, one random
generator throughout.

Belongs here: the distributions, taken from the measures in reference/decp.md §4. Does not belong here:
pathologies and golden cases (made by hand), and where a contract is published (`diffusion.py`).
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from pipelines.fictif.fournisseurs import CCAS, METROPOLE, VILLE
from pipelines.fictif.modele import ARRETE_AU, Acheteur, Acte, Contrat, Fournisseur, Modif
from pipelines.fictif.objets import CORPS_ETAT, Redacteur

TAUX_SOCIAL = {2023: 0.08, 2024: 0.12, 2025: 0.20, 2026: 0.21}
TAUX_ENV = {2023: 0.10, 2024: 0.15, 2025: 0.22, 2026: 0.50}
ENV_SI_SOCIAL = 0.64
OFFRES = (25, 18, 17, 12, 9, 6, 4, 3, 2, 2, 1, 1)
CCAG = {"travaux": "Travaux", "services": "Fournitures courantes et services", "fournitures": "Pas de CCAG"}
FIN_2019 = date(2023, 12, 31)


class Tireur:
    """Draws consultations; keeps the numbering and the objets already used."""

    def __init__(self, rng: random.Random, familles: dict[str, list[Fournisseur]]) -> None:
        self.rng, self.familles, self.redacteur = rng, familles, Redacteur(rng)
        self._numeros: dict[tuple[str, int], int] = {}

    def consultation(self, annee: int, format_2019: bool) -> list[Contrat]:
        """One contract, or the lots of one consultation (ids and lot numbers differ)."""
        rng = self.rng
        acheteur: Acheteur = rng.choices((VILLE, METROPOLE, CCAS), (50, 40, 10))[0]
        famille = rng.choices(("travaux", "services", "fournitures"), (38, 38, 24))[0]
        objet, cpv = self.redacteur.rediger(famille, annee)
        debut, dernier = date(annee, 1, 5), date(annee, 12, 20)
        if annee == ARRETE_AU.year:
            dernier = ARRETE_AU - timedelta(days=20)
        if format_2019:
            dernier = FIN_2019 - timedelta(days=30)
        notif = debut + timedelta(days=rng.randint(0, (dernier - debut).days))
        ident = self._identifiant(acheteur, annee, format_2019)
        base = Contrat("", acheteur, ident, objet, 0, notif, notif, (), famille=famille, cpv=cpv)
        base.siret_acheteur = rng.choice(acheteur.sirets)
        base.pub = self._publication(notif, format_2019)
        lots = rng.choice((2, 3, 4)) if famille == "travaux" and rng.random() < 0.28 else 1
        if lots == 1:
            return [self._completer(base, format_2019)]
        corps = rng.sample(CORPS_ETAT, lots)
        return [
            self._completer(
                replace(base, id=f"{ident}L{n}", objet=f"{objet} - Lot {n} : {metier}", verite={}),
                format_2019,
            )
            for n, metier in enumerate(corps, start=1)
        ]

    def _identifiant(self, acheteur: Acheteur, annee: int, format_2019: bool) -> str:
        cle = (acheteur.siren, annee)
        self._numeros[cle] = n = self._numeros.get(cle, 0) + 1
        if format_2019:
            return f"{annee}{n:05d}" if acheteur is VILLE else f"{annee}{acheteur.lettre}{n:04d}"
        if acheteur is CCAS:
            return f"CCAS{annee % 100}{n:03d}"
        return f"{annee}TR{n:04d}" if acheteur is VILLE else f"M{annee % 100}-{n:04d}"

    def _publication(self, notif: date, format_2019: bool) -> date:
        rng = self.rng
        delai = rng.choices((rng.randint(1, 60), rng.randint(61, 365), rng.randint(366, 600)), (68, 25, 7))[0]
        pub = notif + timedelta(days=delai)
        if format_2019:
            return min(pub, FIN_2019)
        if notif.year == 2023:  # 2022 format exists from 2024 on
            pub = max(pub, date(2024, 1, 2) + timedelta(days=rng.randint(0, 300)))
        return pub if pub <= ARRETE_AU else notif + timedelta(days=rng.randint(2, 15))

    def _completer(self, c: Contrat, format_2019: bool) -> Contrat:
        rng, annee = self.rng, c.notif.year
        accord = rng.random() < 0.31
        median, ecart = (250_000, 1.1) if accord else (80_000, 1.25)
        c.montant = (
            min(max(round(median * 2.718281828 ** (ecart * rng.gauss(0, 1)), -1), 4_010), 17_900_000) * 100
        )
        c.montant = int(c.montant) + (rng.randint(1, 99) if rng.random() < 0.3 else 0)
        cotitulaires = rng.choice((2, 2, 2, 3, 4)) if rng.random() < 0.14 else 1
        c.titulaires = tuple(rng.sample(self.familles[c.famille], cotitulaires))
        if cotitulaires > 1:
            c.groupement = rng.choices(("Pas de groupement", "Solidaire", "Conjoint"), (62, 20, 18))[0]
        if accord:
            c.type, c.modalites = "accord_cadre", (rng.choice(("Bons de commande", "Marchés subséquents")),)
        elif rng.random() < 0.03:
            c.type, c.id_accord_cadre = "marche_subsequent", f"AC-HORS-{rng.randint(100, 999)}"
        c.ccag = "Maitrise d'œuvre" if "maîtrise d'œuvre" in c.objet else CCAG[c.famille]
        c.procedure = "Appel d'offres ouvert" if c.montant > 22_100_000 else "Procédure adaptée"
        if rng.random() < 0.06:
            c.procedure = "Marché passé sans publicité ni mise en concurrence préalable"
        c.duree = 48 if accord else rng.choice((1, 2, 3, 4, 6, 8, 12, 12, 18, 24, 36))
        c.offres = rng.choices(range(1, 13), OFFRES)[0]
        c.forme_prix = rng.choices(("Forfaitaire", "Unitaire", "Mixte"), (60, 30, 10))[0]
        c.type_prix = rng.choices(
            ("Définitif révisable", "Définitif ferme", "Définitif actualisable"), (6, 3, 1)
        )[0]
        c.lieu = rng.choices(
            (
                ("00100", "Code postal"),
                ("00", "Code département"),
                ("00001", "Code commune"),
                ("FR", "Code pays"),
            ),
            (80, 12, 5, 3),
        )[0]
        c.innovant = rng.random() < 0.042
        c.avance = rng.random() < 0.54
        c.taux = rng.choice((0.05, 0.1, 0.2, 0.3)) if c.avance else 0.0
        self._considerations(c, annee)
        self._suites(c, format_2019)
        if format_2019:
            c.social = c.env = c.innovant = c.avance = None
            c.lieu = c.lieu if c.lieu[1] != "Code pays" else ("00", "Code département")
        return c

    def _considerations(self, c: Contrat, annee: int) -> None:
        rng = self.rng
        p_social, p_env = TAUX_SOCIAL[annee], TAUX_ENV[annee]
        if rng.random() < p_social:
            choix = (("Clause sociale",), ("Critère social",), ("Clause sociale", "Critère social"))
            c.social = rng.choices((*choix, ("Clause sociale", "Marché réservé")), (47, 31, 16, 6))[0]
            avec_env = rng.random() < ENV_SI_SOCIAL
        else:
            avec_env = rng.random() < (p_env - ENV_SI_SOCIAL * p_social) / (1 - p_social)
        if avec_env:
            critere, clause = "Critère environnemental", "Clause environnementale"
            c.env = rng.choices(((critere,), (clause,), (clause, critere)), (55, 25, 20))[0]

    def _suites(self, c: Contrat, format_2019: bool) -> None:
        """Modifications (new totals, near the initial amount) and sub-contracting, by the closing date."""
        rng, fin = self.rng, FIN_2019 if format_2019 else ARRETE_AU
        if rng.random() < 0.21:
            jour, total, modifs = c.notif, c.montant, []
            for rang in range(1, rng.choice((1, 1, 2, 3)) + 1):
                jour += timedelta(days=rng.randint(40, 260))
                total += int(c.montant * rng.uniform(0.01, 0.12)) // 1000 * 1000
                pub = max(jour, c.pub) + timedelta(days=rng.randint(2, 25))
                if pub > fin:
                    break
                modifs.append(Modif(rang, jour, pub, total, c.duree + rang))
            c.modifs = tuple(modifs)
        if c.famille != "fournitures" and c.montant > 4_000_000 and rng.random() < 0.22 and not format_2019:
            actes = []
            for rang in range(1, rng.choice((1, 1, 2, 3)) + 1):
                montant = int(c.montant * rng.uniform(0.03, 0.25)) // 1000 * 1000 + 100
                jour = c.notif + timedelta(days=rng.randint(0, 30))
                sous = rng.choice(self.familles[c.famille])
                modifie = montant * 2 if rng.random() < 0.15 else None
                actes.append(
                    Acte(rang, sous, max(c.duree - 1, 1), jour, max(c.pub, jour), montant, modifie=modifie)
                )
            c.actes = tuple(a for a in actes if a.pub <= fin)
            c.sous_traitance = rng.random() < 0.42
