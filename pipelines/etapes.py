"""A run, step by step: the functions that the command line and Dagster both call, and nothing of their own.

Each step reads what the one before wrote in `Contexte.travail`; everything there can be deleted and made again.
"""

import glob
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipelines import etapes_registres
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json
from pipelines.contrats.etablir import etablir
from pipelines.decp.fictif import fichiers_fictifs
from pipelines.decp.lecture import Source, lire_fichiers
from pipelines.indicateurs.legal import calculer as calculer_legal
from pipelines.publication.fiche import Fiche, Publication
from pipelines.publication.publier import publier as publier_tables
from pipelines.validation.dossier import valider_dossier
from pipelines.validation.verdict import Verdict

Suivi = Callable[[str], None]


@dataclass(frozen=True)
class Contexte:
    """One run: whose SPASER, from which files, to where, on which day (`arrete_au`, the only clock)."""

    slug: str
    titre: str
    fictif: bool
    edition: str
    entrees: tuple[Path, ...]
    travail: Path
    published: Path
    arrete_au: date
    acheteurs: tuple[str, ...] = ()
    registres: Path | None = None
    definition: dict[str, Any] = field(default_factory=dict)

    @property
    def staging(self) -> Path:
        """Where each DECP file is read to."""
        return self.travail / "staging"

    @property
    def tables(self) -> Path:
        """Where the tables that are validated and published stand."""
        return self.travail / "tables"


def slugs(racine: Path = Path()) -> list[str]:
    """List the SPASERs that have at least one edition (spasers/<slug>/<edition>/spaser.yaml)."""
    return sorted({chemin.parts[-3] for chemin in racine.glob("spasers/*/*/spaser.yaml")})


def preparer(
    slug: str = "exemple",
    *,
    racine: Path = Path(),
    decp: Sequence[Path] = (),
    published: Path | None = None,
    travail: Path | None = None,
    arrete_au: date | None = None,
) -> Contexte:
    """Read the latest edition of a SPASER and settle inputs, folders and date of a run.

    `decp` replaces the inputs of the definition. Real files never bear the name of a fictional community, nor
    fictional ones that of a real one (law 9): real files on the fictional definition are published as `essai`, all
    buyers together; fictional files on a real definition as `exemple-<slug>`; neither takes its registers.
    """
    definition = definition_de(racine, slug)
    entrees = tuple(decp) or _entrees(racine, definition)
    if not entrees:
        raise SpaserErreur(
            f"« {slug} » n'a aucun fichier DECP : donnez-en avec --decp, ou déposez-les dans data/raw/{slug}/."
        )
    fictif = fichiers_fictifs(entrees) if decp else bool(definition.get("fictif", False))
    slug, definition = _au_nom_de(slug, definition, fictif)
    jour = arrete_au or definition.get("arrete_au") or date.today()
    return Contexte(
        slug=slug,
        titre=str(definition["titre"]),
        fictif=fictif,
        edition=str(definition["edition"]),
        entrees=entrees,
        travail=travail or racine / "data" / "travail" / slug,
        published=published or racine / "data" / "published",
        arrete_au=jour if isinstance(jour, date) else date.fromisoformat(str(jour)),
        acheteurs=tuple(str(a["siren"]) for a in definition.get("acheteurs", [])),
        registres=racine / str(definition["registres"]) if definition.get("registres") else None,
        definition=definition,
    )


def lire(ctx: Contexte, suivi: Suivi | None = None) -> dict[str, Any]:
    """Read the DECP files into `ctx.staging`, and return what each held: the `bilan` of reading.

    Keys: total {lus}, sources [{fichier, sha256, format, lus}], fichiers_refuses [{fichier, motif}].
    Errors: when no file at all could be read.
    """
    for notre in ("staging", "tables"):  # what a run makes; the folder may hold other things
        shutil.rmtree(ctx.travail / notre, ignore_errors=True)
    oublier(ctx, "decp")
    ctx.travail.mkdir(parents=True, exist_ok=True)
    sources = lire_fichiers(ctx.entrees, ctx.staging, suivi)
    if all(source.lus is None for source in sources):
        motifs = " ".join(str(source.refus) for source in sources[:5])
        raise SpaserErreur(f"Aucun fichier n'a pu être lu. {motifs}")
    ecrire_json(ctx.travail / "sources.json", [asdict(source) for source in sources])
    return {
        "total": {"lus": sum(source.lus or 0 for source in sources)},
        "sources": [
            {"fichier": s.fichier, "sha256": s.sha256, "format": s.format, "lus": s.lus} for s in sources
        ],
        "fichiers_refuses": [{"fichier": s.fichier, "motif": s.refus} for s in sources if s.lus is None],
    }


def etablir_contrats(ctx: Contexte) -> dict[str, Any]:
    """Settle one fact per contract into `ctx.tables`, and return the account of every element read (law 1)."""
    lues = ctx.travail / "sources.json"
    if not lues.exists():
        raise SpaserErreur(f"« {ctx.slug} » : les fichiers DECP n'ont pas encore été lus (étape « decp »).")
    sources = [Source(**source) for source in json.loads(lues.read_text(encoding="utf-8"))]
    etablir(sources, ctx.staging, ctx.tables, ctx.arrete_au)
    return etapes_registres.corriger_contrats(ctx)


def registres(ctx: Contexte, suivi: Suivi | None = None) -> dict[str, Any] | None:
    """Take the deliveries of registers into `ctx.travail`/registres and return their account; None without any."""
    oublier(ctx, "registres")
    return etapes_registres.prendre(ctx, suivi)


def registres_conformes(ctx: Contexte) -> list[dict[str, Any]]:
    """List what breaks a schema in the registers in force; never a value of a column about persons."""
    return etapes_registres.fautes(ctx)


def unir(ctx: Contexte) -> dict[str, Any] | None:
    """Unite the register of contracts with the published ones, into `ctx.tables`; None without registers."""
    return etapes_registres.unir(ctx)


def calculer(ctx: Contexte) -> Path:
    """Compute the indicators of the SPASER's buyers into `ctx.tables`/resultats.parquet."""
    sortie = ctx.tables / "resultats.parquet"
    calculer_legal(
        ctx.tables / "contrats.parquet",
        sortie,
        spaser=ctx.slug,
        edition=ctx.edition,
        arrete_au=ctx.arrete_au,
        acheteurs=ctx.acheteurs,
    )
    return sortie


def valider(ctx: Contexte) -> list[Verdict]:
    """Judge every table against its published schema with frictionless."""
    return valider_dossier(ctx.tables)


def publier(ctx: Contexte) -> Publication:
    """Publish the tables as a new version, unless nothing changed."""
    fiche = Fiche(
        slug=ctx.slug,
        titre=ctx.titre,
        fictif=ctx.fictif,
        edition=ctx.edition,
        description=str(ctx.definition.get("description", "")),
        editeur=str(ctx.definition.get("emetteur", "")),
    )
    return publier_tables(ctx.tables, ctx.published / ctx.slug, fiche, ctx.arrete_au)


def executer(ctx: Contexte, suivi: Suivi | None = None) -> Publication:
    """Run every step in order; nothing is published when a table breaks its schema (law 8)."""
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
    dire("Calcul des indicateurs")
    calculer(ctx)
    dire("Validation des tables")
    refuser_invalides(valider(ctx))
    dire("Publication")
    return publier(ctx)


def refuser_invalides(verdicts: Sequence[Verdict]) -> None:
    """Stop when a table breaks its schema, naming the first faults."""
    fautes = [f"{v.table} : {e['message']}" for v in verdicts for e in v.erreurs]
    if fautes:
        suite = f" (et {len(fautes) - 5} autres)" if len(fautes) > 5 else ""
        raise SpaserErreur("Rien n'est publié : " + " ; ".join(fautes[:5]) + suite)


def _au_nom_de(slug: str, definition: dict[str, Any], fictif: bool) -> tuple[str, dict[str, Any]]:
    """The name and definition under which data may be published, given whether they are fictional (law 9)."""
    if fictif == bool(definition.get("fictif", False)):
        return slug, definition
    if not fictif:
        essai = {"titre": "Essai sur des fichiers DECP", "edition": definition["edition"]}
        return "essai", essai
    titre = f"Ville d'exemple, d'après la structure de « {definition['titre']} »"
    return f"exemple-{slug}", definition | {
        "titre": titre,
        "emetteur": "Collectivité fictive",
        "acheteurs": [],
        "registres": None,
    }


def oublier(ctx: Contexte, etape: str) -> None:
    """Take away the acceptance of a step and of all that is made from it (Dagster keeps one a step)."""
    for nom in (etape, "contrats", "union", "resultats"):
        (ctx.travail / "acceptes" / nom).unlink(missing_ok=True)


def definition_de(racine: Path, slug: str) -> dict[str, Any]:
    """Read the latest edition of a SPASER; errors: no such SPASER, or no title or edition in it."""
    editions = sorted(racine.glob(f"spasers/{glob.escape(slug)}/*/spaser.yaml"))
    if not editions:
        connus = ", ".join(slugs(racine)) or "aucun"
        raise SpaserErreur(f"Aucun SPASER « {slug} » dans spasers/. Connus : {connus}.")
    definition = yaml.safe_load(editions[-1].read_text(encoding="utf-8"))
    for champ in ("titre", "edition"):
        if champ not in definition:
            raise SpaserErreur(f"{editions[-1]} : le champ « {champ} » manque.")
    return dict(definition)


def _entrees(racine: Path, definition: dict[str, Any]) -> tuple[Path, ...]:
    motifs = definition.get("entrees", [])
    return tuple(sorted({p for motif in motifs for p in racine.glob(motif) if p.is_file()}))
