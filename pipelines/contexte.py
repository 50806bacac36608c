"""One run: whose SPASER, on which data, to where, on which day. The steps of the run belong to `etapes`."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipelines.commun.erreurs import SpaserErreur
from pipelines.decp.fictif import fichiers_fictifs

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

    @property
    def internes(self) -> Path:
        """The results with nothing masked: never published, for their owner alone (law 5)."""
        return self.travail / "resultats_internes.parquet"

    @property
    def referentiels(self) -> Path:
        """What national files say of the suppliers: private, since some of them are persons (law 5)."""
        return self.travail / "referentiels"

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
) -> Contexte:
    """Read the latest edition of a SPASER and settle inputs, folders and date of a run.

    `decp` and `registres` replace the inputs of the definition; `fictif` takes those of the fictional community. Real
    files never bear the name of a fictional community, nor fictional ones that of a real one (law 9): real files on
    the fictional definition are published as `essai`, all buyers together, with the national indicators; fictional
    files on a real definition as `exemple-<slug>`.
    """
    definition = definition_de(racine, slug)
    jeu = definition_de(racine, FICTIF) if fictif else definition
    entrees = tuple(decp) or _entrees(racine, jeu)
    if not entrees:
        raise SpaserErreur(
            f"« {slug} » n'a aucun fichier DECP : donnez-en avec --decp, déposez-les dans data/raw/{slug}/, ou essayez "
            "cette définition sur des données fictives avec --fictif."
        )
    inventees = fichiers_fictifs(entrees) if decp else bool(jeu.get("fictif", False))
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
            )
            if nom in jeu
        }
    jour = arrete_au or definition.get("arrete_au") or date.today()
    declares = racine / str(definition["registres"]) if definition.get("registres") else None
    return Contexte(
        slug=slug,
        titre=str(definition["titre"]),
        fictif=inventees,
        edition=str(definition["edition"]),
        entrees=entrees,
        travail=travail or racine / "data" / "travail" / slug,
        published=published or racine / "data" / "published",
        arrete_au=jour if isinstance(jour, date) else date.fromisoformat(str(jour)),
        acheteurs=tuple(str(a["siren"]) for a in definition.get("acheteurs") or []),
        registres=registres or declares,
        definition=definition,
        modele=NATIONAL if slug == ESSAI else modele,
        racine=racine,
    )


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
    }


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
