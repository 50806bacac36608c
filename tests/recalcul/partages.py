"""To whom the contracts of groups of buyers count, and for what part: docs/perimetre.md, §2, read on the registers.

`comptes` gives every contract as it counts, once a buyer or once for all; `attributions` gives the rows of the published
table, made without reading it. What is then asked of a contract belongs to `mesures`.

Left open, and taken as the engine does:
- two members filed the same contract when the published id or the object is written alike, case and spaces aside;
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
from tests.recalcul.lecture_publiee import Ligne, jour, nombre

CENTIME = Decimal("0.01")
JOURS = 31
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
    """The contracts of the perimeter as they count: `acheteur`, `compte` and the part of the amount are those of a row."""
    return _comptes(_Parid(faits, ou))


@lru_cache(maxsize=4)
def _comptes(ici: _Parid) -> Sequence[Contrat]:
    lignes: dict[str, list[Attribution]] = defaultdict(list)
    for a in attributions(ici.faits, ici.ou):
        lignes[a.contrat_id].append(a)
    return [ligne for c in ici.faits.contrats for ligne in _lignes(c, lignes.get(c.cle, []), ici.ou)]


def _lignes(c: Contrat, siennes: Sequence[Attribution], ou: Perimetre) -> Iterator[Contrat]:
    if not siennes or siennes[0].regle in ("membre", "inconnu", "hors_dates"):
        if ou.compte(c.acheteur, c.notification) and not any(a.compte == "ecarte" for a in siennes):
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
    nommes = [c for c in faits.contrats if c.registre and c.registre["groupement_id"]]
    doubles = _doubles(nommes, groupes)
    return [a for c in nommes for a in _attribuer(c, groupes, ou, c.cle in doubles)]


def _attribuer(
    c: Contrat, groupes: Mapping[str, Sequence[Ligne]], ou: Perimetre, double: bool
) -> Iterator[Attribution]:
    id_ = _groupement(c)
    membres = [m for m in groupes.get(id_, []) if _adhere(m, c)]
    regle = str(membres[0]["attribution"]) if membres else "hors_dates" if id_ in groupes else "inconnu"
    coordonnateur = str(membres[0]["coordonnateur_siren"]) if membres else ""
    if double:
        yield Attribution(c.cle, id_, regle, c.acheteur, "ecarte", None, "meme_contrat_deja_compte")
    elif regle == "coordonnateur":
        dedans = ou.compte(coordonnateur, c.notification)
        sort = ("les_deux", CENT, None) if dedans else ("ecarte", None, "coordonnateur_hors_perimetre")
        yield Attribution(c.cle, id_, regle, coordonnateur, *sort)
    elif regle == "quote_part":
        siens = {
            str(m["membre_siren"]): nombre(m["quote_part_pct"])
            for m in membres
            if ou.compte(str(m["membre_siren"]), c.notification)
        }
        for siren, part in siens.items():
            yield Attribution(c.cle, id_, regle, siren, "acheteur", part, None)
        if siens:
            parts = list(siens.values())
            total = None if None in parts else sum((p for p in parts if p is not None), Decimal(0))
            yield Attribution(c.cle, id_, regle, c.acheteur, "ensemble", total, None)
        else:
            yield Attribution(c.cle, id_, regle, c.acheteur, "ecarte", None, "aucun_membre_du_perimetre")
    else:
        yield Attribution(c.cle, id_, regle, c.acheteur, "les_deux", None, None)


def _groupement(c: Contrat) -> str:
    return str(c.registre["groupement_id"]) if c.registre else ""


def _adhere(membre: Ligne, c: Contrat) -> bool:
    debut, fin = jour(membre["date_debut"]), jour(membre["date_fin"])
    au = c.notification
    return au is not None and (not debut or debut <= au) and (not fin or au <= fin)


def _doubles(nommes: Sequence[Contrat], groupes: Mapping[str, Sequence[Ligne]]) -> set[str]:
    """Contracts that another member of the group filed too, but for the one that is kept."""
    ordre = sorted(nommes, key=lambda c: (_rang(c, groupes), c.cle))
    return {
        c.cle
        for n, c in enumerate(ordre)
        if any(_groupement(g) == _groupement(c) and g.acheteur != c.acheteur and _meme(g, c) for g in ordre[:n])
    }


def _rang(c: Contrat, groupes: Mapping[str, Sequence[Ligne]]) -> int:
    du_coordonnateur = any(m["coordonnateur_siren"] == c.acheteur for m in groupes.get(_groupement(c), []))
    return 0 if du_coordonnateur else 1 if c.decp else 2


def _meme(a: Contrat, b: Contrat) -> bool:
    if a.registre is None or b.registre is None:
        return False

    def ecrit(colonne: str) -> set[str]:
        return {" ".join(str(x[colonne] or "").split()).casefold() for x in (a.registre, b.registre) if x}

    if len(ecrit("decp_id")) == 1 and ecrit("decp_id") != {""}:
        return True
    jours = a.notification, b.notification
    proches = None not in jours and abs((jours[0] - jours[1]).days) <= JOURS  # type: ignore[operator]
    return proches and len(ecrit("objet")) == 1
