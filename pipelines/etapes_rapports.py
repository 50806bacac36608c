"""The steps of a run that say how far it goes and tell it to people: completeness, the legal table, the reports.

The order of all steps is in `etapes`; what a report holds belongs to `rapports`, who owes what to `livraisons`.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.commun.duck import connect, literal
from pipelines.etapes_indicateurs import definitions, entrees
from pipelines.etapes_registres import DOSSIER
from pipelines.livraisons.completude_etablir import TABLE, ecrire_completude, etablir_completude
from pipelines.rapports import legal_table
from pipelines.rapports.ecrire import ecrire
from pipelines.rapports.lecture import lire
from pipelines.rapports.legal import rapport_legal
from pipelines.rapports.matiere import BLOC, Matiere, Periode
from pipelines.schemas import tables as schemas

if TYPE_CHECKING:
    from pipelines.contexte import Contexte

RAPPORTS = "rapports"
"""Where reports for people are written, in the work folder: a release never holds what is still to be signed."""


def completude(ctx: "Contexte") -> dict[str, Any]:
    """Say who delivered what; into `ctx.tables`/completude.parquet where a perimeter is declared.

    Keys: lignes (columns: schemas/completude), ecarts (of the perimeter), bilan.
    """
    grille = _grille(ctx, ctx.arrete_au)
    sortie = ctx.tables / f"{TABLE}.parquet"
    sortie.unlink(missing_ok=True)
    if grille["lignes"]:
        ecrire_completude(grille["lignes"], sortie)
    return grille


def matiere(ctx: "Contexte", *, interne: bool = False) -> Matiere:
    """Read what the reports of a run may say; `interne` reads what is not published.

    Errors: SpaserErreur when the run has not been done.
    """
    lue = lire(
        ctx.travail,
        definitions(ctx),
        ctx.definition,
        slug=ctx.slug,
        acheteurs=entrees(ctx).acheteurs,
        arrete_au=ctx.arrete_au,
        fictif=ctx.fictif,
        interne=interne,
    )
    grille = _grille(ctx, lue.arrete_au)
    return replace(
        lue, completude=tuple(grille["lignes"]), ecarts=tuple(e["message"] for e in grille["ecarts"])
    )


def ecrire_table(ctx: "Contexte") -> Path:
    """Write the legal figures of every two years into `ctx.tables`/rapport_l2111_3.parquet, without rows if none."""
    sortie = ctx.tables / f"{legal_table.TABLE}.parquet"
    lue = matiere(ctx)
    provisoires = [
        fichier
        for periode in periodes(lue)
        for fichier in legal_table.ecrire(lue, periode, None, ctx.travail, f".legal-{periode}")
    ]
    types = schemas.types_duckdb(schemas.charger(legal_table.TABLE)).items()
    vide = "SELECT " + ", ".join(f"NULL::{t} AS {c}" for c, t in types) + " WHERE false"
    lus = [f"FROM read_parquet({literal(f)})" for f in sorted(provisoires) if f.suffix == ".parquet"]
    cle = ", ".join(f"{c} NULLS FIRST" for c in schemas.cle(schemas.charger(legal_table.TABLE)))
    try:
        with connect(threads=1) as con:
            con.execute(
                f"COPY (SELECT * FROM ({' UNION ALL '.join([vide, *lus])}) ORDER BY {cle}) "
                f"TO {literal(sortie)} (FORMAT parquet, COMPRESSION zstd)"
            )
    finally:
        for fichier in provisoires:
            fichier.unlink(missing_ok=True)
    return sortie


def rapporter(ctx: "Contexte") -> list[Path]:
    """Write the latest legal report that is due, all buyers and each, into `ctx.travail`/rapports; return the files."""
    lue = matiere(ctx)
    echues = [p for p in periodes(lue) if p.jours[1] <= lue.arrete_au]
    if not echues:
        return []
    periode = echues[-1]
    nom = f"l2111-3-{ctx.slug}-{periode}"
    return ecrire(rapport_legal(lue, periode, None), ctx.travail / RAPPORTS, nom)


def periodes(lue: Matiere) -> list[Periode]:
    """List the periods of two years that the legal block tells, in order."""
    dites = {
        (r["periode_debut"].year, r["periode_fin"].year)
        for r in lue.resultats
        if str(r["indicateur_id"]).startswith(BLOC)
    }
    return [Periode(*annees) for annees in sorted(dites) if annees[0] < annees[1]]


def _grille(ctx: "Contexte", arrete_au: date) -> dict[str, Any]:
    registres = ctx.travail / DOSSIER if ctx.registres else None
    return etablir_completude(ctx.definition, registres, ctx.tables / "contrats.parquet", arrete_au)
