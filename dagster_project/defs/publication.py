"""The asset `publication`: every table judged by its schema, then the release. Both are done by pipelines."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import dagster as dg

from dagster_project.defs.controle import Evenements, controle
from dagster_project.defs.metadonnees import lire_sql, tableau
from dagster_project.defs.sceau import etape
from dagster_project.defs.spaser import Spaser
from pipelines.commun.fichiers import sha256
from pipelines.etapes import publier, valider
from pipelines.publication import Publication
from pipelines.publication.vie.verifier import verifier
from pipelines.validation import Verdict

DESCRIPTION = """La version publiée : chaque table en CSV, JSON, Parquet et CSV pour Excel, deux classeurs, leurs
descripteurs, ce qui a changé depuis la version précédente, les empreintes.

Une version ne change plus jamais ; les mêmes entrées n'en font pas de nouvelle."""
AVANT = ("resultats",)
CONTROLES = {
    "respecte_le_schema": "Chaque table suit son schéma (frictionless) : rien n'est publié sinon.",
    "version_publiee": "Les fichiers publiés sont, octet pour octet, ceux que la version annonce.",
    "publications_saines": "Toutes les versions, le pointeur, l'index et le flux sont entiers (« spaser verify »).",
}


def publication(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER."""

    @spaser.actif(
        "publication",
        apres=AVANT,
        kinds={"csv", "json", "parquet"},
        controles=CONTROLES,
        description=DESCRIPTION,
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        with etape(ctx, "publication", *AVANT):
            verdicts = valider(ctx)
            total = sum(verdict.total_erreurs for verdict in verdicts)
            yield from controle(
                "respecte_le_schema", fautes(verdicts), f"{total} erreurs dans {len(verdicts)} tables"
            )
            publiee = publier(ctx)
            yield from controle("version_publiee", alteres(publiee), f"version {publiee.version}")
            constat = verifier(ctx.published / ctx.slug)
            phrase = f"{len(constat.fautes)} faute(s) dans {constat.versions} version(s)"
            yield from controle(
                "publications_saines", list(map(asdict, constat.fautes)), phrase, bloque=False
            )
        yield dg.MaterializeResult(
            metadata={
                "version": publiee.version,
                "dossier": dg.MetadataValue.path(str(publiee.dossier)),
                "fictif": ctx.fictif,
                "arrete_au": str(ctx.arrete_au),
                "nouvelle": publiee.nouvelle,
                "octets": sum(fichier["bytes"] for fichier in publiee.fichiers.values()),
                "changements": tableau(lire_sql("changements", publiee.dossier / "changements.parquet")),
                "journal": dg.MetadataValue.md(journal(publiee)),
                "tables": tableau({"table": v.table, "lignes": v.lignes} for v in verdicts),
            },
            data_version=dg.DataVersion(publiee.fichiers["SHA256SUMS"]["sha256"]),
        )

    return actif


def journal(publiee: Publication) -> str:
    """Return what changed in this version, in sentences: the first section of its change log."""
    texte = (publiee.dossier / "CHANGELOG.md").read_text(encoding="utf-8")
    return "## ".join(texte.split("\n## ", 2)[:2])


def fautes(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """List the faults of all tables: where, which column, which rule."""
    return [{"table": verdict.table, **erreur} for verdict in verdicts for erreur in verdict.erreurs]


def alteres(publiee: Publication) -> list[dict[str, Any]]:
    """List the files of a release that are missing, or are not what it announces."""
    lus = {nom: publiee.dossier / nom for nom in publiee.fichiers}
    return [
        {"fichier": nom, "annonce": publiee.fichiers[nom]["sha256"], "lu": lu}
        for nom, path in lus.items()
        if (lu := sha256(path) if path.is_file() else "absent") != publiee.fichiers[nom]["sha256"]
    ]
