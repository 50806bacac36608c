"""The steps of a run around its published files: harvest, what is read, what is told of sources.

How sources are harvested belongs to `etapes_sources` and `pipelines.sources`; the order of all steps is in `etapes`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json
from pipelines.contrats import couverture
from pipelines.decp.fictif import fichiers_fictifs
from pipelines.decp.filtre import Filtre
from pipelines.decp.lecture import Source, lire_fichiers, nommer
from pipelines.sources.modele import Entree

if TYPE_CHECKING:
    from pipelines.contexte import Contexte
    from pipelines.sources.recolte import Recolte

SOURCES, FICHES = "sources.json", "fiches.json"
"""In a work folder: what came of each file; what the raw store says of those that it holds."""
Suivi = Callable[[str], None]


def recolter(ctx: "Contexte", suivi: Suivi | None = None) -> "Recolte | None":
    """Bring in what the sources of a run publish, and write the report to recolte.json; None without any source.

    A source that fails is told in the report, and what was in force stays so.
    """
    from pipelines import etapes_sources

    if not ctx.sources:
        oublier(ctx)
        return None
    return etapes_sources.recolter(
        ctx.sources, ctx.magasin, datetime.now(UTC), travail=ctx.travail, dire=suivi
    )


def lire(ctx: "Contexte", suivi: Suivi | None = None) -> list[Source]:
    """Read what is to be read into `ctx.staging`, and write down what came of each file.

    In the files of sources, only the buyers of the SPASER are read; those that a person dropped are read whole.
    """
    entrees = a_lire(ctx)
    filtre = Filtre(ctx.acheteurs) if ctx.acheteurs else None
    sources = lire_fichiers(entrees, ctx.staging, suivi, filtre=filtre, gardees=ctx.gardees)
    ecrire_json(ctx.travail / SOURCES, [asdict(source) for source in sources])
    fiches = {e.nom: _fiche(e) for e in entrees if e.fiche}
    ecrire_json(ctx.travail / FICHES, fiches)
    return sources


def lues(ctx: "Contexte") -> list[Source]:
    """Return what came of each file that was read. Errors: nothing was."""
    chemin = ctx.travail / SOURCES
    if not chemin.exists():
        raise SpaserErreur(f"« {ctx.slug} » : les fichiers DECP n'ont pas encore été lus (étape « decp »).")
    return [Source(**source) for source in json.loads(chemin.read_text(encoding="utf-8"))]


def a_lire(ctx: "Contexte") -> list[Entree]:
    """List the files of a run by name: those dropped beside the definition, and those in force in the raw store.

    Errors: SpaserErreur when a source has nothing in force, or when real files would bear a fictional name (law 9).
    """
    deposees = [replace(e, origine=ctx.origines.get(e.chemin, e.origine)) for e in nommer(ctx.entrees)]
    if not ctx.sources:
        return deposees
    from pipelines.etapes_sources import entrees_en_vigueur

    try:
        en_vigueur = entrees_en_vigueur(ctx.sources, ctx.magasin, ctx.arrete_au)
    except SpaserErreur as erreur:
        dites = " ".join(phrases(recolte)[1:]) if (recolte := rapport(ctx)) else ""
        raise SpaserErreur(f"{erreur} {dites}".strip()) from erreur
    if ctx.fictif and not fichiers_fictifs(e.chemin for e in en_vigueur):
        raise SpaserErreur(
            f"« {ctx.slug} » est fictif, et ses sources donnent des fichiers réels : ôtez « sources » de spaser.yaml."
        )
    return nommer([*deposees, *(replace(e, filtrer=True) for e in en_vigueur)])


def couvrir(ctx: "Contexte", sources: Sequence[Source]) -> dict[str, Any]:
    """Say what each source brings, lacks and delays, into the tables of `couverture`; return their account."""
    chemin = ctx.travail / FICHES
    fiches = json.loads(chemin.read_text(encoding="utf-8")) if chemin.is_file() else {}
    return couverture.ecrire(ctx.tables, ctx.staging, sources, fiches, ctx.arrete_au)


def phrases(recolte: Mapping[str, Any]) -> list[str]:
    """Say in a few sentences what a harvest brought: counts, then whatever a person must look at."""
    comptes = ", ".join(f"{n} {MOTS[etat]}" for etat, n in recolte["comptes"].items() if n)
    dites = [f"Récolte : {comptes or 'rien'}, {recolte['octets_recus'] / 1e6:.1f} Mo reçus."]
    dites += recolte["avertissements"]
    return dites + [c["message"] for c in recolte["constats"] if c["etat"] not in CALMES and c["message"]]


MOTS = {
    "nouvelle": "fichier(s) nouveau(x)",
    "modifiee": "changé(s)",
    "inchangee": "inchangé(s)",
    "refusee": "refusé(s)",
    "injoignable": "injoignable(s)",
    "disparue": "disparu(s), toujours en vigueur",
    "retiree": "retiré(s)",
}
CALMES = ("nouvelle", "modifiee", "inchangee", "retiree")


def _fiche(entree: Entree) -> dict[str, object]:
    return {"ressource": entree.ressource} | entree.fiche


def rapport(ctx: "Contexte") -> dict[str, Any] | None:
    """Return the report of the harvest that this run began with, if it did."""
    from pipelines.etapes_sources import RAPPORT

    chemin = ctx.travail / RAPPORT
    return dict(json.loads(chemin.read_text(encoding="utf-8"))) if chemin.is_file() else None


def oublier(ctx: "Contexte") -> None:
    """Take away the report of an earlier harvest: this run reads the sources as they stand."""
    from pipelines.etapes_sources import RAPPORT

    (ctx.travail / RAPPORT).unlink(missing_ok=True)


def en_defaut(ctx: "Contexte") -> bool:
    """Tell whether a source of this run did not answer, was refused, or is gone."""
    return bool((rapport(ctx) or {}).get("en_defaut"))
