"""The shapes shared by the generator: buyer, supplier, modification, sub-contract, contract.

Belongs here: plain data, amounts in whole cents (no float decides anything). A `Contrat` is what is TRUE;
what gets published about it (twice, late, with a wrong date) is made by the `format_*` modules and kept
in `depot.py`. Does not belong here: chance (`tirage.py`), serialisation (`ecriture.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

ARRETE_AU = date(2026, 6, 30)


@dataclass(frozen=True)
class Acheteur:
    """A buyer: one SIREN, one or more SIRET."""

    siren: str
    sirets: tuple[str, ...]
    nom: str
    categorie: str
    lettre: str


@dataclass(frozen=True)
class Fournisseur:
    """A supplier: a company, a sole trader, or a foreign body with another kind of id."""

    siren: str
    siret: str
    nom: str
    categorie: str = "PME"
    personne: bool = False
    type_id: str = "SIRET"
    autre_id: str = ""

    @property
    def id(self) -> str:
        """The identifier as published."""
        return self.autre_id or self.siret


@dataclass(frozen=True)
class Modif:
    """A modification; its amount is the new total unless the case says otherwise."""

    id: int
    notif: date
    pub: date
    montant: int | None = None
    duree: int | None = None
    titulaires: tuple[Fournisseur, ...] | None = None
    objet: str = "Avenant"


@dataclass(frozen=True)
class Acte:
    """An acte de sous-traitance; `modifie` is its amount once modified."""

    id: int
    sous_traitant: Fournisseur
    duree: int
    notif: date
    pub: date
    montant: int
    variation: str = "Ferme"
    modifie: int | None = None


@dataclass
class Contrat:
    """One true contract. `None` in social, env, innovant or avance means that nothing published says it."""

    cle: str
    acheteur: Acheteur
    id: str
    objet: str
    montant: int
    notif: date
    pub: date
    titulaires: tuple[Fournisseur, ...]
    type: str = "marche"
    famille: str = "services"
    cpv: str = "79000000"
    ccag: str = "Fournitures courantes et services"
    procedure: str = "Procédure adaptée"
    nature: str = "Marché"
    duree: int = 12
    groupement: str = "Pas de groupement"
    social: tuple[str, ...] | None = ()
    env: tuple[str, ...] | None = ()
    innovant: bool | None = False
    avance: bool | None = False
    taux: float = 0.0
    offres: int = 3
    sous_traitance: bool = False
    actes: tuple[Acte, ...] = ()
    modifs: tuple[Modif, ...] = ()
    id_accord_cadre: str = ""
    modalites: tuple[str, ...] = ("Sans objet",)
    lieu: tuple[str, str] = ("00100", "Code postal")
    forme_prix: str = "Forfaitaire"
    type_prix: str = "Définitif ferme"
    siret_acheteur: str = ""
    execution: tuple[dict[str, Any], ...] = ()
    subvention: int = 0
    debut: date | None = None
    or_: str = ""
    verite: dict[str, Any] = field(default_factory=dict)

    @property
    def acheteur_id(self) -> str:
        """The SIRET under which the contract is published."""
        return self.siret_acheteur or self.acheteur.sirets[0]


def nombre(centimes: int) -> int | float:
    """Cents as published: an integer when there are no cents, else two decimals."""
    return centimes // 100 if centimes % 100 == 0 else centimes / 100


def texte_eur(centimes: int) -> str:
    """Cents as exact text, two decimals."""
    return str((Decimal(centimes) / 100).quantize(Decimal("0.01")))
