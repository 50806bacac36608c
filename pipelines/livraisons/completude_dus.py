"""What each entity of the perimeter must deliver, year by year, and until when. What was delivered: `completude`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.livraisons.attendus import DECP, Acheteur, Attendu
from pipelines.livraisons.tranches import TOUT, tranche_de

Bornes = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Du:
    """A table that an entity must deliver for a year, or whole: the days that count, and the last day to do it."""

    acheteur: Acheteur
    table: str
    periode: str
    """A year, or `tout` for a table that is delivered whole, all entities together."""
    du: dt.date
    au: dt.date
    jours: int
    limite: dt.date
    en_avance: bool


def dus(
    entites: Iterable[Acheteur],
    attendus: Sequence[Attendu],
    periode: tuple[dt.date | None, dt.date | None],
    arrete_au: dt.date,
) -> list[Du]:
    """List what is due: one item per SIREN, table and year that has begun, for the part of it in the perimeter.

    Several entries of one SIREN in a year (a change of role, an overlap) make one item: the days of those whose role
    owes the table, each day once; the role named is the last one. A table that is delivered whole is due once, from
    the day when its bearer enters. `periode`: the first and last days of the SPASER.
    """
    par_siren: dict[str, list[Acheteur]] = {}
    for e in entites:
        par_siren.setdefault(e.siren, []).append(e)
    debut = periode[0] or min(
        (e.debut for es in par_siren.values() for e in es if e.debut), default=arrete_au
    )
    fin = periode[1] or dt.date.max
    annees = range(debut.year, min(arrete_au, fin).year + 1)
    trouves = []
    for siren in sorted(par_siren):
        for table in dict.fromkeys(t for a in attendus for t in a.tables):
            if entiere(table):
                tranches = {TOUT: (debut, min(fin, arrete_au))}
            else:
                an = {str(n): (dt.date(n, 1, 1), dt.date(n, 12, 31)) for n in annees}
                tranches = {p: (max(debut, du), min(fin, au)) for p, (du, au) in an.items()}
            for nom, bornes in tranches.items():
                if item := _du(par_siren[siren], table, nom, bornes, attendus, arrete_au):
                    trouves.append(item)
    return trouves


def entiere(table: str) -> bool:
    """Whether a table is delivered whole, for all entities together."""
    return table != DECP and not tranche_de(table).par_acheteur


def _du(
    entrees: Sequence[Acheteur],
    table: str,
    periode: str,
    bornes: Bornes,
    attendus: Sequence[Attendu],
    arrete_au: dt.date,
) -> Du | None:
    parts = []
    for e in entrees:
        du, au = max(bornes[0], e.debut or bornes[0]), min(bornes[1], e.fin or bornes[1])
        regle = next((a for a in attendus if table in a.tables and e.role in a.roles), None)
        if regle and du <= au and du <= arrete_au:
            parts.append((au, du, e, regle))
    if not parts:
        return None
    jours = {n for au, du, _, _ in parts for n in range(du.toordinal(), au.toordinal() + 1)}
    premier = min(p[1] for p in parts)
    au, _, dernier, regle = max(parts, key=lambda p: (p[0], p[1], p[2].role))
    depuis = premier if periode == TOUT else au
    limite = depuis + dt.timedelta(days=regle.delai_jours)
    avance = regle.en_avance or periode == TOUT
    return Du(dernier, table, periode, premier, au, len(jours), limite, avance)
