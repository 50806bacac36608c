"""A run, step by step: the functions that the command line and Dagster both call, and nothing of their own.

Each step reads what the one before wrote in `Contexte.travail`; everything there can be deleted and made again.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipelines import (
    etapes_decp,
    etapes_fictives,
    etapes_fournisseurs,
    etapes_indicateurs,
    etapes_rapports,
    etapes_registres,
)
from pipelines.commun.diffusion import lire_contact, lire_diffusion
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import Contexte, definition_de, preparer, slugs
from pipelines.contrats.etablir import etablir
from pipelines.etapes_publication import entrees_de
from pipelines.execution import noter
from pipelines.publication.fiche import Fiche, Publication
from pipelines.publication.publier import publier as publier_tables
from pipelines.validation.dossier import valider_dossier
from pipelines.validation.verdict import Verdict

__all__ = ["Contexte", "definition_de", "preparer", "slugs"]
Suivi = Callable[[str], None]


def lire(ctx: Contexte, suivi: Suivi | None = None) -> dict[str, Any]:
    """Read the DECP files into `ctx.staging`, and return what each held: the `bilan` of reading.

    Keys: total {lus}, sources [{fichier, sha256, format, lus}], fichiers_refuses [{fichier, motif}].
    Errors: when no file at all could be read.
    """
    for notre in ("staging", "tables"):  # what a run makes; the folder may hold other things
        shutil.rmtree(ctx.travail / notre, ignore_errors=True)
    oublier(ctx, "decp")
    noter(ctx)
    sources = etapes_decp.lire(ctx, suivi)
    if all(source.lus is None for source in sources):
        motifs = " ".join(str(source.refus) for source in sources[:5])
        raise SpaserErreur(f"Aucun fichier n'a pu être lu. {motifs}")
    return {
        "total": {"lus": sum(source.lus or 0 for source in sources)},
        "sources": [
            {"fichier": s.fichier, "sha256": s.sha256, "format": s.format, "lus": s.lus} for s in sources
        ],
        "fichiers_refuses": [{"fichier": s.fichier, "motif": s.refus} for s in sources if s.lus is None],
    }


def etablir_contrats(ctx: Contexte) -> dict[str, Any]:
    """Settle one fact per contract into `ctx.tables`, and return the account of every element read (law 1)."""
    sources = etapes_decp.lues(ctx)
    etablir(sources, ctx.staging, ctx.tables, ctx.arrete_au, etat=ctx.etat)
    etapes_decp.couvrir(ctx, sources)
    return etapes_registres.corriger_contrats(ctx)


def registres(ctx: Contexte, suivi: Suivi | None = None) -> dict[str, Any] | None:
    """Take the deliveries of registers into `ctx.travail`/registres and return their account; None without any."""
    oublier(ctx, "registres")
    pris = etapes_registres.prendre(ctx, suivi)
    etapes_fictives.inventer(ctx)
    return pris


def registres_conformes(ctx: Contexte) -> list[dict[str, Any]]:
    """List what breaks a schema in the registers in force; never a value of a column about persons."""
    return etapes_registres.fautes(ctx)


def unir(ctx: Contexte) -> dict[str, Any] | None:
    """Unite the register of contracts with the published ones, into `ctx.tables`; None without registers."""
    return etapes_registres.unir(ctx)


def chercher_fournisseurs(ctx: Contexte, suivi: Suivi | None = None) -> dict[str, Any]:
    """Find who the suppliers are in the SPASER's reference files, into `ctx.referentiels`; return the account."""
    return etapes_fournisseurs.chercher(ctx, suivi)


def calculer(ctx: Contexte) -> Path:
    """Compute the indicators of the buyers into `ctx.tables`/resultats.parquet, and the legal table of them."""
    resultats = etapes_indicateurs.calculer(ctx)
    etapes_rapports.ecrire_table(ctx)
    return resultats


def completude(ctx: Contexte) -> dict[str, Any]:
    """Say which buyer delivered which register for which period, into `ctx.tables`/completude.parquet."""
    return etapes_rapports.completude(ctx)


def rapporter(ctx: Contexte) -> list[Path]:
    """Write the legal report of the latest two years that are over, for whoever signs it."""
    return etapes_rapports.rapporter(ctx)


def valider(ctx: Contexte) -> list[Verdict]:
    """Judge every table against its published schema with frictionless."""
    return valider_dossier(ctx.tables)


def publier(ctx: Contexte, *, malgre_un_retrait: bool = False) -> Publication:
    """Publish the tables as a new version, unless nothing changed; what was withdrawn, only when told so."""
    return publier_tables(
        ctx.tables,
        ctx.published / ctx.slug,
        fiche_de(ctx),
        ctx.arrete_au,
        malgre_un_retrait=malgre_un_retrait,
    )


def fiche_de(ctx: Contexte) -> Fiche:
    """Say under which name and title a run is published; errors: a name that these data may not bear (law 9)."""
    dit = ctx.definition
    periode = dit.get("periode") or {}
    return Fiche(
        slug=ctx.slug,
        titre=ctx.titre,
        fictif=ctx.fictif,
        edition=ctx.edition,
        description=str(dit.get("description", "")),
        editeur=str(dit.get("emetteur", "")),
        contact=lire_contact(dit),
        periode=(str(periode.get("debut") or ""), str(periode.get("fin") or "")),
        territoire={
            nom: [str(code) for code in codes or ()] for nom, codes in (dit.get("territoire") or {}).items()
        },
        diffusion=lire_diffusion(dit),
        entrees=entrees_de(ctx),
        parametres={"acheteurs": list(ctx.acheteurs), "modele": ctx.modele},
    )


def executer(
    ctx: Contexte, suivi: Suivi | None = None, *, recolter: bool = True, malgre_un_retrait: bool = False
) -> Publication:
    """Run every step in order; nothing is published when a table breaks its schema (law 8).

    Without `recolter` the sources are read as they stand in the raw store; the network is not asked.
    """
    fiche_de(ctx)  # what could not be published is not worth computing
    refuser_fautes(etapes_indicateurs.fautes(ctx))
    if recolter:
        etapes_decp.recolter(ctx, suivi)
    else:
        etapes_decp.oublier(ctx)
    etablir_resultats(ctx, suivi)
    dire = suivi or (lambda _: None)
    dire("Validation des tables")
    refuser_invalides(valider(ctx))
    dire("Publication")
    return publier(ctx, malgre_un_retrait=malgre_un_retrait)


def etablir_resultats(ctx: Contexte, suivi: Suivi | None = None) -> None:
    """Run the steps up to the results, and publish nothing."""
    dire = suivi or (lambda _: None)
    lire(ctx, lambda nom: dire(f"Lecture de {nom}"))
    registres(ctx, dire)
    etapes_registres.refuser_non_conformes(ctx)
    etapes_registres.desaccords(ctx)
    dire("Établissement des contrats")
    etablir_contrats(ctx)
    if ctx.registres:
        dire("Union du registre et des DECP")
    unir(ctx)
    completude(ctx)
    dire("Recherche des fournisseurs")
    chercher_fournisseurs(ctx, dire)
    dire("Calcul des indicateurs")
    calculer(ctx)


def refuser_fautes(fautes: Sequence[dict[str, Any]]) -> None:
    """Stop when a definition has faults, naming the first ones (« spaser spaser check » lists them all)."""
    if fautes:
        dites = [f"{f['fichier']}, ligne {f['ligne']} : {f['message']}" for f in fautes[:3]]
        suite = f" (et {len(fautes) - 3} autres)" if len(fautes) > 3 else ""
        raise SpaserErreur(
            f"La définition a des fautes, rien n'est calculé : {' '.join(dites)}{suite} Voir « spaser spaser check »."
        )


def refuser_invalides(verdicts: Sequence[Verdict]) -> None:
    """Stop when a table breaks its schema, naming the first faults."""
    fautes = [f"{v.table} : {e['message']}" for v in verdicts for e in v.erreurs]
    if fautes:
        suite = f" (et {len(fautes) - 5} autres)" if len(fautes) > 5 else ""
        raise SpaserErreur("Rien n'est publié : " + " ; ".join(fautes[:5]) + suite)


def oublier(ctx: Contexte, etape: str) -> None:
    """Take away the acceptance of a step and of all that is made from it (Dagster keeps one a step)."""
    for nom in (etape, "contrats", "union", "completude", "fournisseurs", "resultats"):
        (ctx.travail / "acceptes" / nom).unlink(missing_ok=True)
