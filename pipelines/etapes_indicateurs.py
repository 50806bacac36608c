"""The steps of a run that take definitions: indicators, and the tables that describe them. The order is in `etapes`."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.contexte import FICTIF, NATIONAL
from pipelines.indicateurs.calcul.calculer import Publications, ecrire
from pipelines.indicateurs.calcul.entrees import Entrees
from pipelines.indicateurs.definition.lire import FICHE, acheteur_de, editions, lire_definition
from pipelines.indicateurs.definition.modele import Definition
from pipelines.indicateurs.tables import ecrire as ecrire_tables
from pipelines.publication import FAITES_EN_PUBLIANT, anterieures
from pipelines.rapports import legal_table

if TYPE_CHECKING:
    from pipelines.contexte import Contexte


def definitions(ctx: "Contexte") -> list[Definition]:
    """Return the definitions that a run computes, by the names they are published under: its own, the national one."""
    propre = replace(
        lire_definition(ctx.racine, ctx.modele), slug=ctx.slug if ctx.modele != NATIONAL else NATIONAL
    )
    toutes = [propre]
    if ctx.modele != NATIONAL and (ctx.racine / "spasers" / NATIONAL).is_dir():
        toutes.append(lire_definition(ctx.racine, NATIONAL))
    if ctx.fictif:
        toutes = [d if d.slug.startswith(FICTIF) else replace(d, slug=f"{FICTIF}-{d.slug}") for d in toutes]
    return toutes


def entrees(ctx: "Contexte") -> Entrees:
    """Say where the indicators of a run are computed from: its tables of contracts, its registers, its perimeter."""
    periode = ctx.definition.get("periode") or {}
    bornes = [str(periode.get(nom) or "")[:4] for nom in ("debut", "fin")]
    return Entrees(
        tables=ctx.tables,
        registres=ctx.travail / "registres" if ctx.registres else None,
        acheteurs=tuple(acheteur_de(a, FICHE) for a in ctx.definition.get("acheteurs") or []),
        periode=(int(bornes[0]), int(bornes[1])) if all(bornes) else None,
        referentiels=ctx.referentiels if ctx.referentiels.is_dir() else None,
    )


def fautes(ctx: "Contexte") -> list[dict[str, Any]]:
    """List what is wrong in the definitions that a run computes: file, line, column, what and what to write."""
    from pipelines.indicateurs.definition.verifier import verifier_definition

    trouvees: list[dict[str, Any]] = []
    for slug in dict.fromkeys((ctx.modele, NATIONAL)):
        if (ctx.racine / "spasers" / slug).is_dir():
            edition = editions(ctx.racine, slug)[-1].name
            trouvees += [asdict(faute) for faute in verifier_definition(ctx.racine, slug, edition)]
    return trouvees


def calculer(ctx: "Contexte") -> Path:
    """Compute the indicators of a run into `ctx.tables`/resultats.parquet, the legal block of L.2111-3 with them.

    The tables that leave beside them come first: an indicator counts the tables of the version.
    """
    sortie = ctx.tables / "resultats.parquet"
    a_calculer, donnees = definitions(ctx), entrees(ctx)
    ecrire_tables(a_calculer, donnees.registres, ctx.tables)
    ecrire(
        donnees,
        a_calculer,
        sortie,
        ctx.internes,
        arrete_au=ctx.arrete_au,
        publications=_publications(ctx),
        emetteur=(ctx.slug, ctx.edition),
    )
    return sortie


def _publications(ctx: "Contexte") -> Publications:
    """What this run publishes: its tables, and those that publishing adds; and when the last version came out."""
    a_venir = {"resultats", legal_table.TABLE, *FAITES_EN_PUBLIANT}
    jeux = {p.stem for p in ctx.tables.glob("*.parquet")} | a_venir
    return Publications(len(jeux), anterieures.derniere_avant(ctx.published / ctx.slug, ctx.arrete_au))
