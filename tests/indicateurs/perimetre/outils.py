"""Five buyers, groups of them, and what a few measures make of their contracts, per buyer and all together.

Rows say only what matters. No expectation belongs here.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.commun.duck import connect
from pipelines.fictif.identifiants import siren
from pipelines.indicateurs.calcul.calculer import Publications, calculer_sur
from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
from pipelines.indicateurs.definition.modele import Acheteur, Indicateur
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
    tete,
)

VILLE, METROPOLE, CCAS, REGIE, SPL, OFFICE = map(siren, range(700, 706))
DEHORS, CENTRALE = siren(710), siren(711)
PERIMETRE = (
    Acheteur(VILLE, "Ville"),
    Acheteur(METROPOLE, "Métropole"),
    Acheteur(CCAS, "CCAS"),
    Acheteur(REGIE, "Régie", fin=date(2025, 6, 30)),
    Acheteur(SPL, "SPL", debut=date(2025, 7, 1)),
    # leaves, and comes back
    Acheteur(OFFICE, "Office", debut=date(2024, 1, 1), fin=date(2024, 6, 30)),
    Acheteur(OFFICE, "Office", debut=date(2025, 3, 1)),
)
TOUS = (VILLE, METROPOLE, CCAS, REGIE, SPL, OFFICE)
NB, EUROS, HEURES = "nb", "euros", "heures"
BASE = (
    indicateur(NB, "nb_contrats", "", "nombre"),
    indicateur(EUROS, "montant_contrats", "", "eur_ht"),
    indicateur(HEURES, "heures_insertion_contractualisees", "", "heures"),
)


class Compte(NamedTuple):
    """How many contracts, and how many euros (None: unknown)."""

    nb: int
    euros: Decimal | int | None


def grouper(
    m: Monde, groupe: str, coordonnateur: str, attribution: str, *membres: tuple[object, ...]
) -> None:
    """Register a group: each member is (siren, part in %, first day, last day); the last three may be left out."""
    for membre, part, debut, fin in ((*un, None, None, None)[:4] for un in membres):
        m.poser(
            "groupements", groupement_id=groupe, type="groupement_commandes", coordonnateur_siren=coordonnateur,
            membre_siren=membre, attribution=attribution, quote_part_pct=part, date_debut=debut or "2020-01-01",
            date_fin=fin,
        )  # fmt: skip


def inscrire(
    m: Monde,
    reference: str,
    qui: str,
    montant: object,
    jour: str = "2025-02-03",
    groupe: str | None = None,
    **autres: Any,
) -> str:
    """A contract that the register of a buyer alone knows; its object is its reference unless said otherwise."""
    return m.contrat(
        reference, siren=qui, etat="registre_seul", date_notification=jour, montant_ht_eur=montant,
        groupement_id=groupe, **({"objet": reference} | autres),
    )  # fmt: skip


def livrer(m: Monde, *registres: str) -> Monde:
    """Deliver registers for all buyers; registers of groups too."""
    for qui in (*TOUS, DEHORS):
        m.livrer(qui, *registres)
    m.livrer("", "groupements", periode="tout")
    return m


def preparer(dossier: Path, m: Monde, acheteurs: Sequence[Acheteur] = PERIMETRE) -> Entrees:
    return replace(ecrire(dossier, m), acheteurs=tuple(acheteurs), periode=(2024, 2025))


def calculer(lues: Entrees, demandes: Sequence[Indicateur] = BASE) -> tuple[Resultats, list[Ligne]]:
    """Return the results by key, and every row whole."""
    with connect(threads=1) as con:
        ouvrir(con, lues)
        calculer_sur(con, [definition(demandes)], arrete_au=AU, publications=Publications(1))
        curseur = con.execute("FROM tous_resultats")
        noms = [c[0] for c in curseur.description or []]
        lignes = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
    return {cle(r): res(r) for r in lignes}, lignes


def comptes(
    dossier: Path, m: Monde, annee: int = 2025, acheteurs: Sequence[Acheteur] = PERIMETRE
) -> dict[str | None, Compte]:
    """Say what counts at each buyer where something does, and (None) all together."""
    trouves, _ = calculer(preparer(dossier, m, acheteurs), BASE[:2])
    lus = {s: compte(trouves, s, annee) for s in (*sorted({a.siren for a in acheteurs}), None)}
    return {s: c for s, c in lus.items() if c.nb or s is None}


def compte(trouves: Resultats, qui: str | None, annee: int) -> Compte:
    try:
        nb, euros = tete(trouves, NB, qui, annee), tete(trouves, EUROS, qui, annee)
    except KeyError:
        return Compte(0, 0)
    return Compte(int(nb.valeur or 0), None if euros.bmax is None else euros.valeur)


Attendu = dict[str | None, Compte]
Poser = Callable[[Monde], object]


class Recueil:
    """Small worlds told one by one: what is registered, and what must then count."""

    def __init__(self) -> None:
        self.cas: dict[str, tuple[Poser, Attendu]] = {}

    def __call__(self, nom: str, attendu: Attendu) -> Callable[[Poser], Poser]:
        """Say that the world made by a function counts as `attendu`."""

        def ajouter(poser: Poser) -> Poser:
            assert nom not in self.cas
            self.cas[nom] = (poser, attendu)
            return poser

        return ajouter

    def compter(self, nom: str, dossier: Path) -> Attendu:
        """Count what a world makes."""
        m = livrer(Monde(), "registre_contrats")
        self.cas[nom][0](m)
        return comptes(dossier, m)


def un(*qui: str, euros: Decimal | int | None) -> Attendu:
    """One contract at each of these, and one for all, of the same amount."""
    return {s: Compte(1, euros) for s in (*qui, None)}


RIEN: Attendu = {None: Compte(0, 0)}
