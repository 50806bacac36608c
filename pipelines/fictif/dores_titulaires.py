"""Golden cases: damaged, foreign or missing supplier identifiers.

Belongs here: what is said of suppliers; a person's name must never come out. Does not belong here:
groups.
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif.atelier import E25, P24, P25, Atelier
from pipelines.fictif.fournisseurs import PERSONNE_HORS_UE
from pipelines.fictif.identifiants import siret_faux, tva
from pipelines.fictif.modele import Fournisseur

NC_SOCIAL = {"considerationSociale": ["NC"]}
NC_ENV = {"considerationEnvironnementale": ["NC"]}


def _un(type_id: str, ident: Any) -> list[dict[str, Any]]:
    return [{"titulaire": {"typeIdentifiant": type_id, "id": ident}}]


def titulaires(a: Atelier) -> None:
    """Wrong keys, lost zeros, names in place of ids, no supplier at all."""
    c = a.contrat("2025OR84", "Désamiantage du hangar", 95_000, "2025-05-19", "2025-06-16", a.f(84))
    a.p(P25, c)
    a.p(
        E25,
        c,
        "siret_luhn_faux",
        titulaires=_un("SIRET", siret_faux(a.f(84).siret)),
        montant=95_400,
        datePublicationDonnees="2025-06-10",
    )
    a.cas("or-50", c)

    c = a.contrat("2025OR85", "Fourniture de compost", 14_200, "2025-06-23", "2025-07-21", a.f(85))
    a.p(P25, c)
    a.p(
        E25,
        c,
        "siret_en_nombre",
        titulaires=_un("SIRET", int(a.f(85).siret)),
        datePublicationDonnees="2025-08-04",
    )
    a.cas("or-51", c)

    nom = Fournisseur("", "", PERSONNE_HORS_UE, personne=True, type_id="HORS-UE", autre_id=PERSONNE_HORS_UE)
    c = a.contrat("2025OR86", "Résidence d'artiste", 11_000, "2025-09-15", "2025-10-13", nom)
    a.p(P25, c, "hors_ue_nom")
    a.cas("or-52", c)

    etranger = Fournisseur(
        a.f(87).siren, a.f(87).siret, a.f(87).nom, type_id="TVA", autre_id=tva(a.f(87).siren)
    )
    c = a.contrat("2025OR87", "Traduction du site d'Exemple", 16_500, "2025-10-06", "2025-11-03", etranger)
    a.p(P25, c, "identifiant_etranger")
    a.cas("or-53", c)

    c = a.contrat("2024OR88", "Prêt d'œuvres d'art", 23_000, "2024-10-07", "2024-11-04")
    a.p(P24, c, "titulaires_absents", titulaires=[])
    a.cas("or-54", c)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    titulaires(a)
