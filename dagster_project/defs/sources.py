"""The assets `source_<nom>`: what a source publishes, brought into the raw store. The work is in pipelines.sources."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import yaml

from dagster_project.defs.controle import MONTREES, Evenements, controle
from dagster_project.defs.metadonnees import tableau
from dagster_project.defs.sceau import etape, version
from dagster_project.defs.spaser import Spaser
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import definition_de
from pipelines.etapes_sources import entrees_en_vigueur, preparer_recolte, recolter
from pipelines.sources.integrite import en_retard
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Constat, Source
from pipelines.sources.recolte import Recolte

DESCRIPTION = """Ce que publie la source « {nom} », gardé octet pour octet dans le magasin.

Un fichier inchangé n'est pas redemandé. Un fichier refusé, injoignable ou disparu laisse en vigueur celui d'avant : les
contrôles disent lequel, et pourquoi."""
VUS = ("etat", "enregistrements", "octets", "essais", "publie_le", "message")
RECOLTEE, FRAICHE = "{nom}_recoltee", "{nom}_fraiche"
ESSAIS = dg.RetryPolicy(max_retries=2, delay=60, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""A server that does not answer is asked again a minute later, then two: what a refusal says does not change."""


def sources(spaser: Spaser) -> list[dg.AssetsDefinition]:
    """Make an asset for each source that the definition declares."""
    return [_source(spaser, source) for source in declarees(spaser)]


def declarees(spaser: Spaser) -> list[Source]:
    """List the sources of a definition; none when it cannot be read, which its run will say."""
    try:
        return preparer_recolte(definition_de(spaser.racine, spaser.slug), spaser.racine)
    except (SpaserErreur, yaml.YAMLError, TypeError, ValueError):
        return []


def cle(source: Source) -> str:
    """Name the asset of a source: Dagster takes no hyphen."""
    return f"source_{source.nom.replace('-', '_')}"


def _source(spaser: Spaser, source: Source) -> dg.AssetsDefinition:
    nom = cle(source)
    recoltee, fraiche = RECOLTEE.format(nom=nom), FRAICHE.format(nom=nom)

    @spaser.actif(
        nom,
        apres=(),
        kinds={"json"} if source.type != "decp_info" else {"parquet"},
        controles={
            recoltee: "Chaque fichier de la source a répondu et a été accepté.",
            fraiche: f"La dernière publication a {source.fraicheur_jours} jours au plus.",
        },
        description=DESCRIPTION.format(nom=source.nom),
        retry_policy=ESSAIS,
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=source.fraicheur_jours)),
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        maintenant = datetime.now(UTC)
        with etape(ctx, nom):
            recolte = recolter([source], ctx.magasin, maintenant, dire=context.log.info)
            muettes = [c for c in recolte.constats if c.etat == "injoignable"]
            if muettes and context.retry_number < ESSAIS.max_retries:
                attente = ESSAIS.calculate_delay(context.retry_number + 1)
                raise dg.RetryRequested(max_retries=ESSAIS.max_retries, seconds_to_wait=attente)
            yield from controle(recoltee, list(_a_voir(recolte)), _resume(recolte), bloque=False)
            # with nothing in force there is nothing to read, and nothing is fresh: it stops here
            en_vigueur = entrees_en_vigueur([source], ctx.magasin, ctx.arrete_au)
            vieille = en_retard(Magasin(ctx.magasin), source, maintenant.date())
            yield from controle(
                fraiche, [{"message": vieille}] if vieille else [], vieille or "à jour", bloque=False
            )
        yield dg.MaterializeResult(
            metadata={
                "fichiers": len(en_vigueur),
                "octets": sum(e.chemin.stat().st_size for e in en_vigueur),
                "octets_recus": recolte.octets_recus,
                **recolte.comptes,
                "constats": tableau([_ligne(c) for c in recolte.constats[:MONTREES]]),
            },
            data_version=version(f"{e.nom} {e.sha256}" for e in en_vigueur),
        )

    return actif


def _a_voir(recolte: Recolte) -> Iterator[dict[str, Any]]:
    for constat in recolte.constats:
        if constat.etat in ("refusee", "injoignable", "disparue"):
            yield _ligne(constat)
    for avertissement in recolte.avertissements:
        yield {"fichier": "", "etat": "avertissement", "message": avertissement}


def _ligne(constat: Constat) -> dict[str, Any]:
    return {"fichier": constat.nom or constat.ressource} | {nom: getattr(constat, nom) for nom in VUS}


def _resume(recolte: Recolte) -> str:
    return ", ".join(f"{n} {etat}" for etat, n in recolte.comptes.items() if n) or "rien n'est publié"
