"""Golden cases: considerations known, denied or unknown, and the yearly execution of a concession.

Belongs here: yes, no and unknown. Does not belong here: identity, suppliers.
"""

from __future__ import annotations

from pipelines.fictif.atelier import E25, E2606, P24, P25, Atelier, jour
from pipelines.fictif.format_2022 import PAS_SOCIAL, concession
from pipelines.fictif.fournisseurs import METROPOLE

NC_SOCIAL = {"considerationSociale": ["NC"]}
NC_ENV = {"considerationEnvironnementale": ["NC"]}


def considerations(a: Atelier) -> None:
    """Considerations: unknown, missing, contradictory, all at once."""
    c = a.contrat(
        "2025OR80",
        "Gardiennage des déchetteries",
        61_000,
        "2025-01-27",
        "2025-02-24",
        a.f(80),
        social=None,
        env=None,
        innovant=None,
        avance=None,
    )
    a.p(
        P25,
        c,
        "nc",
        considerationsSociales=NC_SOCIAL,
        considerationsEnvironnementales=NC_ENV,
        marcheInnovant="NC",
        attributionAvance="NC",
        tauxAvance="NC",
        offresRecues="NC",
        sousTraitanceDeclaree="NC",
    )
    a.cas("or-46", c)

    c = a.contrat(
        "2025OR81",
        "Accueil des gens du voyage",
        83_000,
        "2025-02-17",
        "2025-03-17",
        a.f(81),
        social=None,
        env=None,
    )
    r = a.p(P25, c, "considerations_absentes").enregistrement
    del r["considerationsSociales"], r["considerationsEnvironnementales"]
    a.cas("or-47", c)

    c = a.contrat(
        "2025OR82",
        "Collecte des encombrants",
        77_000,
        "2025-03-24",
        "2025-04-22",
        a.f(82),
        social=("Clause sociale",),
    )
    a.p(
        P25,
        c,
        "considerations_contraires",
        considerationsSociales={"considerationSociale": [PAS_SOCIAL, "Clause sociale"]},
    )
    a.cas("or-48", c)

    c = a.contrat(
        "2025OR83",
        "Entretien des sentiers par un chantier d'insertion",
        35_500,
        "2025-04-14",
        "2025-05-12",
        a.f(83),
        social=("Clause sociale", "Marché réservé"),
        env=("Clause environnementale",),
    )
    a.p(P25, c)
    a.p(E25, c, datePublicationDonnees="2025-05-26")
    a.cas("or-49", c)


def concessions(a: Atelier) -> None:
    """A concession whose execution grows from one snapshot to the next."""
    annees = tuple(
        {
            "datePublicationDonneesExecution": f"{annee}-04-15",
            "depensesInvestissement": depense,
            "tarifs": [
                {"intituleTarif": "Heure de stationnement", "tarif": tarif},
                {"intituleTarif": "Abonnement", "tarif": 48},
            ],
        }
        for annee, depense, tarif in ((2025, 120_000, 1.5), (2026, 80_000, 1.6))
    )
    c = a.contrat(
        "M24-DSP1",
        "Exploitation du parc de stationnement du Faux-Pont",
        5_400_000,
        "2024-06-03",
        "2024-07-01",
        a.f(90),
        acheteur=METROPOLE,
        type="concession",
        nature="Délégation de service public",
        duree=120,
        procedure="Procédure négociée ouverte",
        execution=annees,
        subvention=0,
        debut=jour("2024-09-01"),
        innovant=None,
        avance=None,
    )
    a.depot.publier(P24, concession(c, jour("2024-12-31")), c, genre="concession")
    a.depot.publier(P25, concession(c, jour("2025-12-31")), c, genre="concession")
    a.depot.publier(E2606, concession(c, datePublicationDonnees="2026-06-15"), c, genre="concession")
    a.depot.temoigner("instantanes", *a.depot.de(c))
    a.cas("or-55", c)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    considerations(a)
    concessions(a)
