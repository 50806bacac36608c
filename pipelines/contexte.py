"""One run: whose SPASER, on which data, to where, on which day. The steps of the run belong to `etapes`."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.noms import exiger_slug
from pipelines.decp.fictif import fichiers_fictifs
from pipelines.depots import fichiers_deposes
from pipelines.execution import empreinte, execution_de
from pipelines.sources.configuration import lire_sources
from pipelines.sources.magasin import MAGASIN
from pipelines.sources.modele import Source

FICTIF = "exemple"
"""The fictional community that ships with the project: its data are those of every fictional run (law 9)."""
NATIONAL = "national"
"""What binds every issuer: its indicators are computed in every run."""
ESSAI = "essai"
"""The name of a run on real files without a SPASER of its own."""


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
    modele: str = FICTIF
    """The folder of spasers/ whose indicators are computed; `slug` is the name under which they are published."""
    racine: Path = Path()
    choisi: str = FICTIF
    """The folder of spasers/ that was asked for."""
    sources: tuple[Source, ...] = ()
    """What data.gouv.fr, a platform or a folder publishes: brought into `magasin`, then read as it stands there."""
    magasin: Path = MAGASIN
    origines: dict[Path, str] = field(default_factory=dict)
    """Of the files of `entrees`, those that the definition says to come from a source."""

    @property
    def internes(self) -> Path:
        """The results with nothing masked: never published, for their owner alone (law 5)."""
        return self.travail / "resultats_internes.parquet"

    @property
    def referentiels(self) -> Path:
        """What national files say of the suppliers: private, since some of them are persons (law 5)."""
        return self.travail / "referentiels"

    @property
    def gardees(self) -> Path:
        """The readings of DECP files that did not change since: disposable."""
        return self.travail / "lectures_decp"

    @property
    def etat(self) -> Path:
        """The tables of contracts as they were last decided: disposable."""
        return self.travail / "contrats"

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
    slug: str = FICTIF,
    *,
    racine: Path = Path(),
    decp: Sequence[Path] = (),
    registres: Path | None = None,
    fictif: bool = False,
    published: Path | None = None,
    travail: Path | None = None,
    arrete_au: date | None = None,
    relire: bool = False,
    magasin: Path | None = None,
) -> Contexte:
    """Read the latest edition of a SPASER and settle inputs, folders and date of a run.

    `decp` and `registres` replace the inputs of the definition; `fictif` takes those of the fictional community. Real
    files never bear the name of a fictional community, nor fictional ones that of a real one (law 9): real files on
    the fictional definition are published as `essai`, all buyers together, with the national indicators; fictional
    files on a real definition as `exemple-<slug>`.

    `relire` settles the run that the work folder holds, on its own day, whatever files it was given; errors: the
    definition has changed since.
    """
    nomme = f"{FICTIF}-{slug}" if fictif and not slug.startswith(FICTIF) else slug
    execution = execution_de(travail or racine / "data" / "travail" / nomme) if relire else {}
    slug = str(execution.get("modele", slug))
    definition = definition_de(racine, slug)
    jeu = definition_de(racine, FICTIF) if fictif else definition
    origines = {} if decp else fichiers_deposes(racine, jeu)
    entrees = tuple(decp) or tuple(sorted(origines))
    sources = () if decp else tuple(lire_sources(jeu, racine))
    if not entrees and not sources and not execution:
        raise SpaserErreur(
            f"« {slug} » n'a aucun fichier DECP : donnez-en avec --decp, dites où ils sont dans spaser.yaml "
            "(« sources » ou « entrees »), ou essayez cette définition sur des données fictives avec --fictif."
        )
    inventees = fichiers_fictifs(entrees) if decp else bool(jeu.get("fictif", False))
    inventees = bool(execution.get("fictif", inventees))
    if fictif and not inventees:
        raise SpaserErreur(
            "--fictif demande des données fictives : les fichiers donnés par --decp sont réels."
        )
    modele = slug
    slug, definition = _au_nom_de(slug, definition, inventees)
    if fictif:
        definition |= {
            nom: jeu[nom]
            for nom in (
                "acheteurs",
                "registres",
                "referentiels",
                "territoire",
                "attendus",
                "periode",
                "arrete_au",
                "publication",
                "contact",
            )
            if nom in jeu
        }
    jour = _jour(arrete_au or execution.get("arrete_au") or definition.get("arrete_au") or date.today(), slug)
    acheteurs = _acheteurs(definition, slug)
    if execution and execution.get("definition") != empreinte(definition):
        raise SpaserErreur(
            f"La définition de « {slug} » a changé depuis le dernier traitement : relancez « spaser run {slug} », "
            "pour que les chiffres soient ceux de ce qui est écrit."
        )
    declares = racine / str(definition["registres"]) if definition.get("registres") else None
    tenus = registres or declares
    if tenus is not None and not tenus.is_dir() and not relire:
        raise SpaserErreur(
            f"« {slug} » : le dossier des registres, « {tenus} », n'existe pas. Créez-le, corrigez « registres » dans "
            "spaser.yaml, ou ôtez cette clé."
        )
    return Contexte(
        slug=slug,
        titre=str(definition["titre"]),
        fictif=inventees,
        edition=str(definition["edition"]),
        entrees=entrees,
        travail=travail or racine / "data" / "travail" / slug,
        published=published or racine / "data" / "published",
        arrete_au=jour,
        acheteurs=acheteurs,
        registres=tenus,
        definition=definition,
        modele=NATIONAL if slug == ESSAI else modele,
        racine=racine,
        choisi=modele,
        sources=sources,
        magasin=magasin or racine / MAGASIN,
        origines={chemin.resolve(): origine for chemin, origine in origines.items()},
    )


def _jour(dit: object, slug: str) -> date:
    try:
        return dit if isinstance(dit, date) else date.fromisoformat(str(dit))
    except ValueError:
        raise SpaserErreur(
            f"spaser.yaml de « {slug} » : arrete_au « {dit} » n'est pas une date AAAA-MM-JJ."
        ) from None


def _acheteurs(definition: dict[str, Any], slug: str) -> tuple[str, ...]:
    dits = definition.get("acheteurs") or []
    if not isinstance(dits, list) or not all(isinstance(a, dict) and "siren" in a for a in dits):
        raise SpaserErreur(
            f"spaser.yaml de « {slug} » : « acheteurs » est une liste, et chacun a un « siren » et un « nom »."
        )
    return tuple(str(a["siren"]) for a in dits)


def _au_nom_de(slug: str, definition: dict[str, Any], fictif: bool) -> tuple[str, dict[str, Any]]:
    """The name and definition under which data may be published, given whether they are fictional (law 9)."""
    if fictif == bool(definition.get("fictif", False)):
        return slug, dict(definition)
    if not fictif:
        return ESSAI, {"titre": "Essai sur des fichiers DECP", "edition": definition["edition"]}
    titre = f"Ville d'exemple, d'après la structure de « {definition['titre']} »"
    return f"exemple-{slug}", definition | {
        "titre": titre,
        "emetteur": "Collectivité fictive",
        "acheteurs": [],
        "registres": None,
        "referentiels": [],
        "territoire": {},
        "contact": {},
        "publication": {},
    }


def definition_de(racine: Path, slug: str) -> dict[str, Any]:
    """Read the latest edition of a SPASER; errors: no such SPASER, or no title or edition in it."""
    exiger_slug(slug)
    editions = sorted(racine.glob(f"spasers/{glob.escape(slug)}/*/spaser.yaml"))
    if not editions:
        connus = ", ".join(slugs(racine)) or "aucun"
        raise SpaserErreur(f"Aucun SPASER « {slug} » dans spasers/. Connus : {connus}.")
    try:
        definition = yaml.safe_load(editions[-1].read_text(encoding="utf-8"))
    except (yaml.YAMLError, RecursionError) as erreur:
        ligne = getattr(getattr(erreur, "problem_mark", None), "line", None)
        ou = "" if ligne is None else f", ligne {ligne + 1}"
        raise SpaserErreur(
            f"{editions[-1]}{ou} : l'écriture YAML est fautive. Voir « spaser spaser check {slug} »."
        ) from erreur
    if not isinstance(definition, dict):
        raise SpaserErreur(f"{editions[-1]} : le fichier doit commencer par des clés, par exemple « slug: ».")
    for champ in ("titre", "edition"):
        if champ not in definition:
            raise SpaserErreur(f"{editions[-1]} : le champ « {champ} » manque.")
    return dict(definition)
