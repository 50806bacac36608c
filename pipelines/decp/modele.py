"""The shapes of a published record that are read at full speed, 2019 and 2022 together, marchés and concessions.

One declaration serves twice: msgspec proves that a record has one of these shapes and no field that we do not
know; DuckDB then reads the same bytes with the columns derived from it. A record of any other shape goes through
`redresse` first. What a value means belongs to `pipelines.contrats`.

Sources: format-commande-publique v1.5.0 (2019), v2.0.1 to 2.0.4 (2022); `_type`, `uid` and `source` are what
producers add.
"""

from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Raw

_VIDE = Raw(b"")


class _Forme(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A JSON object of which every field is optional and no other field is known."""


class Organisme(_Forme):
    """`acheteur` or `autoriteConcedante`; `nom` is 2019 only."""

    id: Raw = _VIDE
    nom: Raw = _VIDE


class Lieu(_Forme):
    """`lieuExecution`; `nom` is 2019 only."""

    code: Raw = _VIDE
    typeCode: Raw = _VIDE
    nom: Raw = _VIDE


class Techniques(_Forme):
    """2022: `techniques`."""

    technique: list[Raw] | None = None


class Modalites(_Forme):
    """2022: `modalitesExecution`."""

    modaliteExecution: list[Raw] | None = None


class TypesPrix(_Forme):
    """2022: `typesPrix`, which is what 2019 calls `formePrix`."""

    typePrix: list[Raw] | None = None


class Sociales(_Forme):
    """2022: `considerationsSociales`."""

    considerationSociale: list[Raw] | None = None


class Environnementales(_Forme):
    """2022: `considerationsEnvironnementales`."""

    considerationEnvironnementale: list[Raw] | None = None


class Operateur(_Forme):
    """A titulaire, concessionnaire or sous-traitant; `denominationSociale` is 2019 only."""

    typeIdentifiant: Raw = _VIDE
    id: Raw = _VIDE
    denominationSociale: Raw = _VIDE


class Titulaire(_Forme):
    """2019: the operator itself; 2022: wrapped in `titulaire`."""

    titulaire: Operateur | None = None
    typeIdentifiant: Raw = _VIDE
    id: Raw = _VIDE
    denominationSociale: Raw = _VIDE


class Concessionnaire(_Forme):
    """2019: the operator itself; 2022: wrapped in `concessionnaire`."""

    concessionnaire: Operateur | None = None
    typeIdentifiant: Raw = _VIDE
    id: Raw = _VIDE
    denominationSociale: Raw = _VIDE


class ContenuModification(_Forme):
    """A modification of a marché or of a concession, without its 2022 wrapper."""

    id: Raw = _VIDE
    objetModification: Raw = _VIDE
    dateNotificationModification: Raw = _VIDE
    dateSignatureModification: Raw = _VIDE
    datePublicationDonneesModification: Raw = _VIDE
    dureeMois: Raw = _VIDE
    montant: Raw = _VIDE
    valeurGlobale: Raw = _VIDE
    titulaires: list[Titulaire] | None = None


class Modification(ContenuModification):
    """2019: the modification itself; 2022: wrapped in `modification`."""

    modification: ContenuModification | None = None


class ContenuActe(_Forme):
    """2022: an acte de sous-traitance."""

    id: Raw = _VIDE
    sousTraitant: Operateur | None = None
    dureeMois: Raw = _VIDE
    dateNotification: Raw = _VIDE
    datePublicationDonnees: Raw = _VIDE
    montant: Raw = _VIDE
    variationPrix: Raw = _VIDE


class Acte(_Forme):
    """2022: the wrapper of an acte."""

    acteSousTraitance: ContenuActe | None = None


class ContenuModificationActe(_Forme):
    """2022: a modification of an acte de sous-traitance."""

    id: Raw = _VIDE
    dureeMois: Raw = _VIDE
    dateNotificationModificationSousTraitance: Raw = _VIDE
    datePublicationDonnees: Raw = _VIDE
    montant: Raw = _VIDE


class ModificationActe(_Forme):
    """2022: the wrapper of a modification of an acte."""

    modificationActeSousTraitance: ContenuModificationActe | None = None


class Tarif(_Forme):
    """2019: a tariff of a concession; 2022 wraps it in `tarif`, the name of a field inside it (read in annexes.sql)."""

    intituleTarif: Raw = _VIDE
    tarif: Raw = _VIDE


class ContenuAnnuel(_Forme):
    """The execution data of one year of a concession, without the 2022 wrapper."""

    datePublicationDonneesExecution: Raw = _VIDE
    depensesInvestissement: Raw = _VIDE
    tarifs: list[Tarif] | None = None


class DonneesAnnuelles(ContenuAnnuel):
    """2019: the year itself; 2022: wrapped in `donneesAnnuelles`."""

    donneesAnnuelles: ContenuAnnuel | None = None


class Enregistrement(_Forme):
    """One published marché or concession, in either format."""

    id: Raw = _VIDE
    acheteur: Organisme | None = None
    nature: Raw = _VIDE
    objet: Raw = _VIDE
    codeCPV: Raw = _VIDE
    procedure: Raw = _VIDE
    lieuExecution: Lieu | None = None
    dureeMois: Raw = _VIDE
    dateNotification: Raw = _VIDE
    datePublicationDonnees: Raw = _VIDE
    montant: Raw = _VIDE
    formePrix: Raw = _VIDE
    attributionAvance: Raw = _VIDE
    offresRecues: Raw = _VIDE
    marcheInnovant: Raw = _VIDE
    ccag: Raw = _VIDE
    sousTraitanceDeclaree: Raw = _VIDE
    typeGroupementOperateurs: Raw = _VIDE
    titulaires: list[Titulaire] | None = None
    considerationsSociales: Sociales | None = None
    considerationsEnvironnementales: Environnementales | None = None
    modalitesExecution: Modalites | None = None
    techniques: Techniques | None = None
    typesPrix: TypesPrix | None = None
    idAccordCadre: Raw = _VIDE
    tauxAvance: Raw = _VIDE
    origineUE: Raw = _VIDE
    origineFrance: Raw = _VIDE
    actesSousTraitance: list[Acte] | None = None
    modifications: list[Modification] | None = None
    modificationsActesSousTraitance: list[ModificationActe] | None = None
    uid: Raw = _VIDE
    source: Raw = _VIDE
    type_: Raw = msgspec.field(default=_VIDE, name="_type")
    autoriteConcedante: Organisme | None = None
    concessionnaires: list[Concessionnaire] | None = None
    dateSignature: Raw = _VIDE
    dateDebutExecution: Raw = _VIDE
    valeurGlobale: Raw = _VIDE
    montantSubventionPublique: Raw = _VIDE
    donneesExecution: list[DonneesAnnuelles] | None = None


AJOUTES = {"champs_inconnus": "VARCHAR", "motif": "VARCHAR", "brut": "VARCHAR"}
"""Columns that only `redresse` fills: unknown fields (JSON), reason of quarantine, the element as published."""


def colonnes(forme: type[msgspec.Struct] = Enregistrement) -> dict[str, str]:
    """Return the DuckDB type of each field of a shape, by its published name."""
    hints = get_type_hints(forme)
    return {f.encode_name: _type_duckdb(hints[f.name]) for f in msgspec.structs.fields(forme)}


def _type_duckdb(hint: Any) -> str:
    if get_origin(hint) is UnionType:
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is list:
        return _type_duckdb(get_args(hint)[0]) + "[]"
    if hint is Raw:
        return "VARCHAR"
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in colonnes(hint).items()) + ")"
