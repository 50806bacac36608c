"""Witnesses that need no hand-made case: ordinary contracts already show these pathologies; here they are
found and named.

Belongs here: pathologies read on the true contracts. Does not belong here: those made on purpose.
"""

from __future__ import annotations

from pipelines.fictif.depot import Depot, Inscription
from pipelines.fictif.modele import Contrat


def source(fichier: str) -> str:
    """The source a file comes from, by its name: profil, pes, decp-info, emballages..."""
    base = fichier.removeprefix("decp/")
    return base.split("/")[0] if "/" in base else base.split("_")[0].split("-")[0]


def temoins_calcules(depot: Depot) -> None:
    """Name, among ordinary contracts, the witnesses of what needs no hand-made case."""
    par_contrat: dict[str, list[Inscription]] = {}
    for inscriptions in depot.fichiers.values():
        for i in inscriptions:
            if i.contrat:
                par_contrat.setdefault(i.contrat.cle, []).append(i)
    for c in depot.contrats:
        _temoigner(depot, c, par_contrat[c.cle])


def _temoigner(depot: Depot, c: Contrat, inscriptions: list[Inscription]) -> None:
    premier = inscriptions[0]
    if c.or_ or c.verite or c.type == "concession":
        return
    if c.montant < 4_000_000:
        depot.temoigner("sous_seuil", premier)
    if len({source(i.fichier) for i in inscriptions}) == 1:
        depot.temoigner("une_seule_source", premier)
    else:
        depot.temoigner("deux_sources", *inscriptions)
    if c.type == "accord_cadre":
        depot.temoigner("accord_cadre_maximum", premier)
    if c.social is not None and c.notif.year < 2024 and premier.fichier.endswith(".json"):
        depot.temoigner("format_2022_avant_2024", premier)
    if (c.pub - c.notif).days > 366:
        depot.temoigner("publication_tardive", premier)
    if (
        str(c.notif.year) not in premier.fichier
        and premier.fichier.startswith("decp/p")
        and "stock" not in premier.fichier
    ):
        depot.temoigner("fichier_autre_annee", premier)
    if len(c.titulaires) > 1 and c.groupement == "Pas de groupement" and c.social is not None:
        depot.temoigner("groupement_nie", premier)
    if c.actes and not c.sous_traitance:
        depot.temoigner("sous_traitance_niee", premier)
    if any(t.personne for t in c.titulaires) and c.social is None:
        depot.temoigner("personne_nommee", premier)
