"""Small national files in their published forms, and what they make of contracts, supplier by supplier.

A `Cas` is one contract of a buyer of its own, so that one reading answers for all. No expectation belongs here.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect
from pipelines.fictif.identifiants import siren, siret
from pipelines.indicateurs.calcul.calculer import Publications, calculer_sur
from pipelines.indicateurs.calcul.entrees import Entrees, ecrire_demandes, ouvrir
from pipelines.indicateurs.definition.modele import Definition
from pipelines.referentiels.etablir import etablir
from pipelines.referentiels.modele import Fichier, Territoire
from tests.indicateurs.proprietes.outils import (
    AU,
    Ligne,
    Monde,
    Resultats,
    cle,
    definition,
    ecrire,
    indicateur,
    res,
)

Nombre = Fraction | Decimal | int | None
ICI = Territoire(communes=("00100",))
DEDANS, DEHORS = "00100", "00200"
OUI, APRES, NON, INCONNU, SANS_SOURCE = "oui", "observee_apres", "non", "inconnu", "sans_source"
TITRES = {
    "unites": "siren,statutDiffusionUniteLegale,dateCreationUniteLegale,prenomUsuelUniteLegale,"
    "anneeCategorieEntreprise,categorieEntreprise,etatAdministratifUniteLegale,nomUniteLegale,denominationUniteLegale,"
    "categorieJuridiqueUniteLegale,economieSocialeSolidaireUniteLegale,nicSiegeUniteLegale",
    "historique": "siren,dateFin,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,categorieJuridiqueUniteLegale,"
    "economieSocialeSolidaireUniteLegale",
    "etablissements": "siren,nic,siret,statutDiffusionEtablissement,etablissementSiege,numeroVoieEtablissement,"
    "libelleCommuneEtablissement,codeCommuneEtablissement,etatAdministratifEtablissement",
    "annuaire": "siren,nom_complet,nature_juridique,est_ess,est_siae,type_siae,statut_diffusion",
    "liste_ess": "SIREN,Nom,Code postal",
    "liste_esus": "Dénomination,SIREN,Date d'agrément,Date de fin d'agrément",
    "liste_siae": "siret,kind,is_active,contact_email",
}
"""The columns that are read, among others that never are."""


class Pays:
    """National files to write, each a picture of a day."""

    def __init__(self) -> None:
        self._rangees: dict[tuple[str, str], list[Ligne]] = {}

    def dire(self, quoi: str, jour: str, **cellules: str) -> None:
        """Add a row to a file; cells that are not said are empty."""
        self._rangees.setdefault((quoi, jour), []).append(cellules)

    def unite(
        self,
        jour: str,
        siren_: str,
        *,
        taille: str = "",
        ess: str = "",
        juridique: str = "5710",
        statut: str = "O",
    ) -> None:
        self.dire(
            "unites", jour, siren=siren_, categorieEntreprise=taille, economieSocialeSolidaireUniteLegale=ess,
            categorieJuridiqueUniteLegale=juridique, statutDiffusionUniteLegale=statut, nomUniteLegale="JAMAIS-LU",
        )  # fmt: skip

    def etablissement(
        self, jour: str, siret_: str, commune: str, *, siege: bool = False, etat: str = "A", statut: str = "O"
    ) -> None:
        self.dire(
            "etablissements", jour, siren=siret_[:9], siret=siret_, nic=siret_[9:], codeCommuneEtablissement=commune,
            etablissementSiege=str(siege).lower(), etatAdministratifEtablissement=etat,
            statutDiffusionEtablissement=statut,
        )  # fmt: skip

    def ecrire(self, dossier: Path) -> list[Fichier]:
        """Write every file, as CSV."""
        fichiers = []
        for (quoi, jour), rangees in sorted(self._rangees.items()):
            chemin = dossier / f"{quoi}_{jour}.csv"
            titres = TITRES[quoi].split(",")
            with chemin.open("w", encoding="utf-8", newline="") as sortie:
                lignes = csv.DictWriter(sortie, titres, restval="", lineterminator="\n")
                lignes.writeheader()
                lignes.writerows(rangees)
            fichiers.append(Fichier(chemin, date.fromisoformat(jour)))
        return fichiers


@dataclass(frozen=True)
class Titulaire:
    """A supplier as DECP publish it: `siren` is what the chain could read of the identifier."""

    type_identifiant: str
    titulaire_id: str
    siren: str | None = None


@dataclass(frozen=True)
class Cas:
    """A contract notified on a day to some suppliers, and the answer expected by category."""

    nom: str
    jour: str
    titulaires: tuple[Titulaire, ...]
    attendu: dict[str, str]


def au_siret(siret_: str) -> Titulaire:
    return Titulaire("SIRET", siret_, siret_[:9])


def au_siren(siren_: str) -> Titulaire:
    """What is left of a SIRET whose last digits were lost."""
    return Titulaire("SIRET", siren_, siren_)


def cas(nom: str, jour: str, *titulaires: Titulaire, **attendu: str) -> Cas:
    return Cas(nom, jour, titulaires, attendu)


def acheteur(rang: int) -> str:
    return siren(5000 + rang)


def poser(monde: Monde, tous: Sequence[Cas]) -> None:
    """Write each case as the one contract of its buyer, published in DECP."""
    for rang, un in enumerate(tous):
        decp = {"date_notification": un.jour, "montant_retenu_ht_eur": 1000}
        identifiant = monde.contrat("c", siren=acheteur(rang), etat="decp_seul", decp=decp)
        titulaires(monde, identifiant, *un.titulaires)


def titulaires(monde: Monde, contrat_id: str, *dits: Titulaire) -> None:
    """Write who holds a contract."""
    for rang, t in enumerate(dits, 1):
        monde.poser(
            "titulaires", contrat_id=contrat_id, rang_modification=0, titulaire_rang=rang,
            type_identifiant=t.type_identifiant, titulaire_id=t.titulaire_id, siren=t.siren,
        )  # fmt: skip


def entrees(
    dossier: Path, monde: Monde, pays: Pays | Sequence[Fichier], territoire: Territoire = ICI
) -> Entrees:
    """Write a world and the national files, and look its suppliers up as a run does."""
    lues = replace(ecrire(dossier, monde), periode=(2024, 2025))
    ecrire_demandes(lues, dossier / "demandes.parquet", dossier / "attributions.parquet")
    fichiers = pays.ecrire(dossier) if isinstance(pays, Pays) else pays
    bilan = etablir(
        fichiers, dossier / "demandes.parquet", territoire, dossier / "trouves", dossier / "cache"
    )
    assert [f for f in bilan["fichiers"] if f["refus"]] == []
    return replace(lues, referentiels=dossier / "trouves")


def resultats(lues: Entrees, definitions: Sequence[Definition]) -> tuple[Resultats, list[Ligne]]:
    """Return the results by key, and every row whole."""
    with connect(threads=1) as con:
        ouvrir(con, lues)
        calculer_sur(con, definitions, arrete_au=AU, publications=Publications(1))
        curseur = con.execute("FROM tous_resultats")
        noms = [c[0] for c in curseur.description or []]
        lignes = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
    return {cle(r): res(r) for r in lignes}, lignes


def reponses(lues: Entrees, tous: Sequence[Cas], categories: Sequence[str]) -> dict[str, dict[str, str]]:
    """Say, of each case, what each category answers."""
    demandes = [
        indicateur(c, "part_contrats_titulaire", f"titulaire={c};denominateur=tous") for c in categories
    ]
    trouves, lignes = resultats(lues, [definition(demandes)])
    origines = {cle(r): r["origine"] for r in lignes}
    return {
        un.nom: {
            c: _reponse(trouves, origines, (c, acheteur(rang), int(un.jour[:4]), "simple_et_accords_cadres"))
            for c in categories
        }
        for rang, un in enumerate(tous)
    }


def _reponse(trouves: Resultats, origines: dict[Any, str], ou: tuple[str, str, int, str]) -> str:
    tete = (*ou, "ensemble", "ensemble")
    lu = trouves[tete]
    if origines[tete] == "non_disponible":
        return SANS_SOURCE
    alors, apres = (
        trouves.get((*ou, "moment_qualite", moment)) for moment in ("a_la_notification", "observee_apres")
    )
    match (lu.num, lu.den, alors.num if alors else None, apres.num if apres else None):
        case (1, 1, 1, 0):
            dit = OUI
        case (1, 1, 0, 1):
            dit = APRES
        case (0, 1, 0, 0):
            dit = NON
        case (0, 0, None, None):
            dit = INCONNU
        case autre:
            raise AssertionError((ou, autre))
    # an answer is its own bounds; without one the truth may be either
    bornes = (0, 0, 1) if dit == INCONNU else (1, lu.num, lu.num)
    assert lu[3:] == exact(bornes), (ou, lu)
    return dit


def etablissement_de(siren_: str, rang: int = 1) -> str:
    return siret(siren_, rang)


def exact(attendu: Sequence[Nombre]) -> tuple[Decimal | None, ...]:
    """Write numbers worked out by hand as results are, with six decimals."""
    return tuple(_decimal(valeur) for valeur in attendu)


def _decimal(valeur: Nombre) -> Decimal | None:
    if valeur is None or isinstance(valeur, Decimal):
        return valeur
    juste = Fraction(valeur)
    return (Decimal(juste.numerator) / Decimal(juste.denominator)).quantize(Decimal("0.000001"))
