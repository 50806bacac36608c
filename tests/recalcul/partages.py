"""To whom the contracts of groups of buyers count, and for what part: docs/perimetre.md, §2, read on the registers.

`comptes` gives every contract as it counts, once a buyer or once for all; `attributions` gives the rows of the
published table, made without reading it. What is then asked of a contract belongs to `mesures`.

Left open, and taken as the engine does:
- of two that were kept neither by the coordinator nor published, the first by its identifier is;
- a member alone in the perimeter has a row of its own, and there is one for all.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from tests.recalcul.demandes import Perimetre
from tests.recalcul.faits import Contrat, Faits
from tests.recalcul.groupes import Recit, en_vigueur, meme, recit, regle
from tests.recalcul.lecture_publiee import Ligne, nombre

CENTIME = Decimal("0.01")
CENT = Decimal(100)


class Attribution(NamedTuple):
    """A row of the published table `attributions`."""

    contrat_id: str
    groupement_id: str
    regle: str
    acheteur_siren: str
    compte: str
    part_pct: Decimal | None
    motif: str | None


class _Parid:
    """Facts told apart by identity."""

    def __init__(self, faits: Faits, ou: Perimetre) -> None:
        self.faits, self.ou = faits, ou

    def __eq__(self, autre: object) -> bool:
        return isinstance(autre, _Parid) and autre.faits is self.faits and autre.ou is self.ou

    def __hash__(self) -> int:
        return hash((id(self.faits), id(self.ou)))


def comptes(faits: Faits, ou: Perimetre) -> Sequence[Contrat]:
    """The contracts of the perimeter as they count: `acheteur`, `compte` and `montant` are those of a row."""
    return _comptes(_Parid(faits, ou))


@lru_cache(maxsize=4)
def _comptes(ici: _Parid) -> Sequence[Contrat]:
    lignes: dict[str, list[Attribution]] = defaultdict(list)
    for a in attributions(ici.faits, ici.ou):
        lignes[a.contrat_id].append(a)
    return [ligne for c in ici.faits.contrats for ligne in _lignes(c, lignes.get(c.cle, []), ici.ou)]


def _lignes(c: Contrat, siennes: Sequence[Attribution], ou: Perimetre) -> Iterator[Contrat]:
    if c.paire:
        return
    if not siennes or siennes[0].regle in ("membre", "inconnu", "hors_dates"):
        if ou.compte(c.acheteur, c.notification):
            yield c
        return
    parts = [a.part_pct for a in siennes if a.compte == "acheteur"]
    for a in siennes:
        if a.compte == "ecarte":
            continue
        voulues = parts if a.compte == "ensemble" else [a.part_pct]
        montants = [part(c.montant, p) for p in voulues]
        yield replace(
            c,
            acheteur=a.acheteur_siren,
            compte=a.compte,
            parts=tuple(voulues),
            montant=None if None in montants else sum((m for m in montants if m is not None), Decimal(0)),
        )


def part(montant: Decimal | None, pct: Decimal | None) -> Decimal | None:
    """A part of an amount or of hours, to the cent; unknown when either is."""
    if montant is None or pct is None:
        return None
    return montant if pct == CENT else (montant * pct / CENT).quantize(CENTIME, ROUND_HALF_UP)


def attributions(faits: Faits, ou: Perimetre) -> Sequence[Attribution]:
    """The rows of the table: contracts of the register that name a group."""
    groupes: dict[str, list[Ligne]] = defaultdict(list)
    for ligne in faits.tables.get("groupements", []):
        groupes[str(ligne["groupement_id"])].append(ligne)
    nommes = [_nomme(c, groupes) for c in faits.contrats if c.registre and c.registre["groupement_id"]]
    doubles = _doubles(nommes)
    return [a for n in nommes for a in _attribuer(n, ou, n.contrat.paire or n.contrat.cle in doubles)]


class _Nomme(NamedTuple):
    """A contract that names a group: who filed it, and the rows of the group on its day."""

    contrat: Contrat
    groupement: str
    auteur: str
    regle: str
    coordonnateur: str
    membres: Sequence[Ligne]
    recit: Recit


def _nomme(c: Contrat, groupes: Mapping[str, Sequence[Ligne]]) -> _Nomme:
    r = c.registre or {}
    id_, auteur = str(r["groupement_id"]), str(r["acheteur_siren"])
    lignes = en_vigueur(groupes.get(id_, []), c.notification)
    tete = regle(lignes, auteur) if lignes else None
    dite = str(tete["attribution"]) if tete else "hors_dates" if id_ in groupes else "inconnu"
    return _Nomme(
        c, id_, auteur, dite, str(tete["coordonnateur_siren"]) if tete else "",
        [m for m in lignes if m["attribution"] == "quote_part"], recit(c.decp, c.registre),
    )  # fmt: skip


def _attribuer(n: _Nomme, ou: Perimetre, double: bool) -> Iterator[Attribution]:
    c = n.contrat
    tete = c.cle, n.groupement, n.regle
    if double:
        yield Attribution(*tete, n.auteur, "ecarte", None, "meme_contrat_deja_compte")
    elif n.regle == "coordonnateur":
        dedans = ou.compte(n.coordonnateur, c.notification)
        sort = ("les_deux", CENT, None) if dedans else ("ecarte", None, "coordonnateur_hors_perimetre")
        yield Attribution(*tete, n.coordonnateur, *sort)
    elif n.regle == "quote_part":
        siens = {
            str(m["membre_siren"]): nombre(m["quote_part_pct"])
            for m in n.membres
            if ou.compte(str(m["membre_siren"]), c.notification)
        }
        for siren, dite in siens.items():
            yield Attribution(*tete, siren, "acheteur", dite, None)
        if siens:
            parts = list(siens.values())
            total = None if None in parts else sum((p for p in parts if p is not None), Decimal(0))
            yield Attribution(*tete, n.auteur, "ensemble", total, None)
        else:
            yield Attribution(*tete, n.auteur, "ecarte", None, "aucun_membre_du_perimetre")
    else:
        yield Attribution(*tete, n.auteur, "les_deux", None, None)


def _doubles(nommes: Sequence[_Nomme]) -> set[str]:
    """Contracts that another member of the group filed too, but for the one that is kept."""
    partagent = [n for n in nommes if n.regle in ("coordonnateur", "quote_part") and not n.contrat.paire]
    ordre = sorted(partagent, key=lambda n: (_rang(n), n.contrat.cle))
    return {
        n.contrat.cle
        for rang, n in enumerate(ordre)
        if any(
            g.groupement == n.groupement
            and g.regle == n.regle
            and g.auteur != n.auteur
            and meme(g.recit, n.recit)
            for g in ordre[:rang]
        )
    }


def _rang(n: _Nomme) -> tuple[bool, bool]:
    return n.auteur != n.coordonnateur, n.contrat.decp is None
