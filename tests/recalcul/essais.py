"""The files that the recomputation reads, made by the chain itself: one run of each definition, and its release.

The only module of this folder that imports the chain, with the tests: what recomputes does not (a test holds it).
Other rooms read these runs too (tests/indicateurs/bout_en_bout): they are the longest work of all the tests.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from pipelines import etapes, etapes_fictives
from tests.partage import une_fois
from tests.recalcul.nationaux import Nationaux, lire

RACINE = Path(__file__).parents[2]
SLUGS = ("exemple", "bordeaux", "clermont", "asp", "landes", "national")
REGISTRES_PUBLICS = (
    "registre_contrats", "cotitulaires", "clauses", "fournisseurs_ess", "evenements", "actions", "intentions_achat",
    "achats_circulaires", "saisies", "directions", "perimetre", "groupements",
)  # fmt: skip
"""Registers of which rows are public. A release holds neither the co-contractors nor the suppliers of the register
(not to be published below 40,000 euros), nor the entities of events: they are laid in `complements`, and what needs
them is counted apart."""
FICHE = RACINE / "spasers" / "exemple" / "2026" / "spaser.yaml"
PARQUETS = {
    "StockUniteLegale_utf8": (
        "siren, categorieEntreprise, categorieJuridiqueUniteLegale, economieSocialeSolidaireUniteLegale"
    ),
    "StockEtablissement_utf8": "siren, siret, etablissementSiege, codeCommuneEtablissement",
}
"""Columns of codes in the national files that are Parquet."""
TUES = {"registre_contrats": "titulaire_siret", "evenements": "entite_siren"}
"""Columns that a release may leave out."""


@dataclass(frozen=True)
class Essai:
    """A run of a definition on the fictional community: its release, and what it keeps for itself."""

    slug: str
    version: Path
    complements: Path
    travail: Path
    completees: tuple[str, ...]

    @property
    def spaser(self) -> str:
        """The name under which its results are published."""
        return self.slug if self.slug == "exemple" else f"exemple-{self.slug}"

    @property
    def definition(self) -> Path:
        """The folder of the edition."""
        return sorted((RACINE / "spasers" / self.slug).iterdir())[-1]


def partages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Essai]:
    """Return these runs, made once for all processes: nobody writes there."""
    return une_fois(tmp_path_factory, "recalcul", lancer)


def lancer(dossier: Path) -> dict[str, Essai]:
    """Run the fictional community once, then each definition on what it settled."""
    base = dossier / "exemple"
    ctx = etapes.preparer("exemple", racine=RACINE, travail=base, published=dossier / "publie")
    etapes.etablir_resultats(ctx)
    etapes.publier(ctx)
    essais = {"exemple": _essai("exemple", ctx)}
    for slug in SLUGS[1:]:
        travail = dossier / slug
        shutil.copytree(base, travail)
        autre = etapes.preparer(
            slug, racine=RACINE, fictif=True, travail=travail, published=dossier / "publie"
        )
        etapes_fictives.inventer(autre)
        etapes.unir(autre)
        etapes.chercher_fournisseurs(autre)
        etapes.calculer(autre)
        etapes.publier(autre)
        essais[slug] = _essai(slug, autre)
    return essais


def _essai(slug: str, ctx: etapes.Contexte) -> Essai:
    versions = ctx.published / ctx.slug / "versions"
    lue = ctx.published / "lues" / slug
    shutil.copytree(sorted(versions.iterdir())[-1], lue, ignore=shutil.ignore_patterns("*.json", "*.parquet"))
    manquent = [nom for nom in REGISTRES_PUBLICS if not _complete(lue / f"{nom}.csv")]
    complements = ctx.published / "complements" / slug
    en_csv([ctx.travail / "registres" / f"{nom}.parquet" for nom in manquent], complements)
    return Essai(slug, lue, complements, ctx.travail, tuple(manquent))


def _complete(table: Path) -> bool:
    """Say whether a release holds a register, with the column that only a measure of the chain sees otherwise."""
    if not table.exists():
        return False
    with table.open(encoding="utf-8") as flux:
        return TUES.get(table.stem, "") in flux.readline()


def nationaux(vers: Path, dossier: Path = RACINE / "data" / "raw" / "exemple" / "referentiels") -> Nationaux:
    """Read the national files of the fictional community again; of those in Parquet, a few columns laid as CSV."""
    vers.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        for nom, colonnes in PARQUETS.items():
            con.execute(
                f"COPY (SELECT {colonnes} FROM '{dossier / nom}.parquet') TO '{vers / nom}.csv' (HEADER)"
            )
    return lire(FICHE, dossier, vers)


def en_csv(tables: Sequence[Path], dossier: Path) -> None:
    """Write tables of the chain as CSV, as a release does."""
    dossier.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        for table in tables:
            con.execute(f"COPY (FROM '{table}') TO '{dossier / table.stem}.csv' (HEADER, DELIMITER ',')")
