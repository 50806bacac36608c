"""Whatever the groups, their members and dates: a contract counts once for all, and amounts add up.

The engine is compared with the rule told in a few lines of Python (docs/perimetre.md, § 2).
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.indicateurs.definition.modele import Acheteur
from tests.indicateurs.perimetre.outils import (
    CCAS,
    DEHORS,
    METROPOLE,
    OFFICE,
    PERIMETRE,
    REGIE,
    SPL,
    VILLE,
    Compte,
    comptes,
    grouper,
    inscrire,
    livrer,
)
from tests.indicateurs.proprietes.outils import Monde
from tests.indicateurs.proprietes.tirages import SANS_REDUIRE

QUI = (VILLE, METROPOLE, CCAS, REGIE, SPL, OFFICE, DEHORS)
INSCRIVENT = QUI[:-1]
"""The register of a buyer that never is of the perimeter is not read."""
STABLES = (VILLE, METROPOLE, CCAS)
JOURS = ("2025-02-28", "2025-03-01", "2025-06-29", "2025-06-30", "2025-07-01", "2025-12-31")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Groupe:
    regle: str
    coordonnateur: str
    membres: tuple[tuple[str, int, str | None], ...]
    """Who, its weight among the others, the last day."""

    def parts(self) -> dict[str, Decimal]:
        """Parts in %, with two decimals, which make 100: the last member has what is left."""
        total = sum(poids for _, poids, _ in self.membres)
        parts = {qui: (Decimal(100 * poids) / total).quantize(CENT) for qui, poids, _ in self.membres[:-1]}
        return parts | {self.membres[-1][0]: 100 - sum(parts.values(), Decimal(0))}


@dataclass(frozen=True)
class Contrat:
    qui: str
    jour: str
    centimes: int
    groupe: int | None
    autre: str | None
    """Another buyer that files the same contract, the same day."""


def groupes(qui: Sequence[str]) -> st.SearchStrategy[list[Groupe]]:
    membre = st.tuples(st.sampled_from(qui), st.integers(1, 9), st.sampled_from([None, None, "2025-06-29"]))
    return st.lists(
        st.builds(
            Groupe,
            regle=st.sampled_from(["coordonnateur", "quote_part", "quote_part", "membre"]),
            coordonnateur=st.sampled_from(qui),
            membres=st.lists(membre, min_size=1, max_size=4, unique_by=lambda m: m[0]).map(tuple),
        ),
        min_size=1,
        max_size=3,
    )


def contrats(qui: Sequence[str]) -> st.SearchStrategy[list[Contrat]]:
    return st.lists(
        st.builds(
            Contrat,
            qui=st.sampled_from(qui),
            jour=st.sampled_from(JOURS),
            centimes=st.integers(0, 10**9),
            groupe=st.sampled_from([None, 0, 1, 2, 2]),
            autre=st.one_of(st.none(), st.sampled_from(qui)),
        ),
        min_size=1,
        max_size=8,
    )


def monde(groupes_: Sequence[Groupe], contrats_: Sequence[Contrat], envers: bool = False) -> Monde:
    m = livrer(Monde(), "registre_contrats")
    for rang, g in enumerate(groupes_):
        parts = g.parts()
        membres = [(qui, parts[qui], None, fin) for qui, _, fin in g.membres]
        grouper(m, f"G{rang}", g.coordonnateur, g.regle, *membres)
    for rang, c in enumerate(contrats_):
        nom = None if c.groupe is None else f"G{c.groupe}"
        for qui in dict.fromkeys((c.qui, c.autre)):
            if qui:
                inscrire(m, f"c{rang}", qui, Decimal(c.centimes) / 100, c.jour, nom)
    for lignes in m.lignes.values() if envers else ():
        lignes.reverse()
    return m


def _dedans(qui: str, jour: str, perimetre: Sequence[Acheteur]) -> bool:
    le = date.fromisoformat(jour)
    return any(a.siren == qui and (a.debut or le) <= le <= (a.fin or le) for a in perimetre)


def attendus(
    groupes_: Sequence[Groupe], contrats_: Sequence[Contrat], perimetre: Sequence[Acheteur]
) -> dict[str | None, Compte]:
    """Count as docs/perimetre.md says."""
    nb: Counter[str | None] = Counter()
    euros: dict[str | None, Decimal] = {}

    def compter(qui: str | None, montant: Decimal) -> None:
        nb[qui] += 1
        euros[qui] = euros.get(qui, Decimal(0)) + montant

    for c in contrats_:
        montant = Decimal(c.centimes) / 100
        g = groupes_[c.groupe] if c.groupe is not None and c.groupe < len(groupes_) else None
        presents = [qui for qui, _, fin in g.membres if fin is None or c.jour <= fin] if g else []
        if g and presents and g.regle == "coordonnateur":
            if _dedans(g.coordonnateur, c.jour, perimetre):
                compter(g.coordonnateur, montant)
                compter(None, montant)
        elif g and presents and g.regle == "quote_part":
            parts = {
                qui: (montant * g.parts()[qui] / 100).quantize(CENT, ROUND_HALF_UP)
                for qui in presents
                if _dedans(qui, c.jour, perimetre)
            }
            for qui, part in parts.items():
                compter(qui, part)
            if parts:
                compter(None, sum(parts.values(), Decimal(0)))
        else:
            # each its own, even when two file the same: no rule makes one of them
            for signataire in dict.fromkeys((c.qui, c.autre)):
                if signataire and _dedans(signataire, c.jour, perimetre):
                    compter(signataire, montant)
                    compter(None, montant)
    return {qui: Compte(n, euros[qui]) for qui, n in nb.items()} | (
        {} if None in nb else {None: Compte(0, 0)}
    )


def lus(m: Monde, perimetre: Sequence[Acheteur] = PERIMETRE) -> dict[str | None, Compte]:
    with tempfile.TemporaryDirectory() as dossier:
        return comptes(Path(dossier), m, acheteurs=perimetre)


@settings(max_examples=12, phases=SANS_REDUIRE)
@given(groupes(QUI), contrats(INSCRIVENT))
def test_chaque_contrat_compte_comme_la_regle_le_dit(
    groupes_: list[Groupe], contrats_: list[Contrat]
) -> None:
    dits = lus(monde(groupes_, contrats_))
    assert dits == attendus(groupes_, contrats_, PERIMETRE)
    # a shared contract counts at each member: buyers may have more than all together, never less
    assert sum(c.nb for qui, c in dits.items() if qui) >= dits[None].nb
    assert sum(c.euros or 0 for qui, c in dits.items() if qui) == dits[None].euros


@settings(max_examples=3, phases=SANS_REDUIRE)
@given(groupes(STABLES), contrats(STABLES))
def test_tous_du_perimetre_rien_ne_se_perd(groupes_: list[Groupe], contrats_: list[Contrat]) -> None:
    """With every member inside and no one leaving, each contract that is filed once counts once, for its amount."""
    entiers = [
        Groupe(g.regle, g.coordonnateur, tuple((qui, poids, None) for qui, poids, _ in g.membres))
        for g in groupes_
    ]
    seuls = [Contrat(c.qui, c.jour, c.centimes, c.groupe, None) for c in contrats_]
    dits = lus(monde(entiers, seuls))
    assert dits[None].nb == len(seuls)
    # each part is rounded: half a cent a member at most
    ecart = abs(Decimal(dits[None].euros or 0) - Decimal(sum(c.centimes for c in seuls)) / 100)
    assert ecart <= CENT * 2 * len(seuls)


@settings(max_examples=3, phases=SANS_REDUIRE)
@given(groupes(QUI), contrats(INSCRIVENT))
def test_l_ordre_des_lignes_ne_change_rien(groupes_: list[Groupe], contrats_: list[Contrat]) -> None:
    assert lus(monde(groupes_, contrats_)) == lus(monde(groupes_, contrats_, envers=True))
