"""What must stand on data.gouv.fr once the release is there: the dataset and its resources, in order.

What stands there now is `etat`'s; the difference, `plan`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from pipelines.publication.envoi.capacites import Capacites
from pipelines.publication.envoi.destination import Destination
from pipelines.publication.envoi.lot import Fichier, Lot
from pipelines.publication.envoi.texte import description
from pipelines.publication.fiche import MENTION

PREFIXE = "spaser-ouvert:"
CLE, EMPREINTE, SLUG = f"{PREFIXE}cle", f"{PREFIXE}sha256", f"{PREFIXE}slug"
SEQUENCE, CONTENU, EN_COURS, PRIVE = (
    f"{PREFIXE}{nom}" for nom in ("sequence", "contenu-sha256", "en-cours", "prive")
)
VERSION = f"{PREFIXE}version"
LICENCE = "lov2"
TITRE_MAX = 350
FREQUENCES = {
    "annuelle": "annual",
    "semestrielle": "semiannual",
    "trimestrielle": "quarterly",
    "mensuelle": "monthly",
    "biennale": "biennial",
    "ponctuelle": "punctual",
}
TAGS = ("achats-responsables", "commande-publique", "decp", "spaser")
TAG_FICTIF = "donnees-fictives"
TABLES_D_ABORD = ("resultats", "indicateurs", "contrats")
ACCOMPAGNENT = ("dictionnaire.csv", "CHANGELOG.md", "LISEZMOI.md", "datapackage.json", "catalog.jsonld")
TITRES = {
    "datapackage.json": "Descripteur de la version (Data Package) : chaque fichier, chaque colonne",
    "catalog.jsonld": "Catalogue DCAT de la version",
}
SUFFIXES = {"json": ".json", "parquet": ".parquet"}
SANS_DOMAINE = (".invalid", ".example", ".test", ".localhost", ".local")


@dataclass(frozen=True)
class Ressource:
    """A file as a resource; `schema` is {"url", "version"} or None."""

    cle: str
    fichier: Fichier
    titre: str
    description: str
    type: str
    schema: dict[str, str] | None

    @property
    def extras(self) -> dict[str, str]:
        """What tells our resources from those of others."""
        return {CLE: self.cle, EMPREINTE: self.fichier.sha256}


@dataclass(frozen=True)
class Voulu:
    """The dataset as it must be; `ecartes` are (file, why) that are not sent, `notes` other sentences to say."""

    slug: str
    version: str
    sequence: int
    contenu: str
    champs: dict[str, Any]
    prive: bool
    ressources: tuple[Ressource, ...]
    ecartes: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = field(default=())
    sans_schema: bool = False

    def sans(self, cle: str, motif: str) -> "Voulu":
        """Leave a file out."""
        gardees = tuple(r for r in self.ressources if r.cle != cle)
        return replace(self, ressources=gardees, ecartes=(*self.ecartes, (cle, motif)))

    def sans_schemas(self, motif: str) -> "Voulu":
        """Leave the schemas of all resources out."""
        nues = tuple(replace(r, schema=None) for r in self.ressources)
        return replace(self, ressources=nues, notes=(*self.notes, motif), sans_schema=True)


def vouloir(lot: Lot, destination: Destination, capacites: Capacites) -> Voulu:
    """Say what must stand on the server, as far as it takes it."""
    prises, ecartes = [], []
    for nom in _noms(lot, destination.diffusion.formats):
        extension = nom.rpartition(".")[2].lower()
        if capacites.extensions and extension not in capacites.extensions:
            ecartes.append((nom, f"ce site n'accepte pas les fichiers .{extension}"))
        else:
            prises.append(_ressource(lot, nom, destination))
    champs, notes = _champs(lot, destination, capacites)
    if any(r.type == "main" and r.cle.endswith(".csv") and not r.schema for r in prises):
        notes.append(
            "Schémas des tables : non envoyés, car spaser.yaml ne dit pas où les versions sont servies, à une adresse "
            "publique (« publication.adresse »)."
        )
    return Voulu(
        slug=lot.slug,
        version=lot.version,
        sequence=lot.sequence,
        contenu=lot.contenu_sha256,
        champs=champs,
        prive=destination.prive,
        ressources=tuple(prises),
        ecartes=tuple(ecartes),
        notes=tuple(notes),
    )


def _noms(lot: Lot, formats: tuple[str, ...]) -> Iterator[str]:
    """The files to send, in the order in which they are shown."""
    for classeur in ("xlsx", "ods"):
        if classeur in formats and f"spaser.{classeur}" in lot.sommes:
            yield f"spaser.{classeur}"
    tables = [str(r["name"]) for r in lot.ressources.values() if r.get("type") == "table"]
    tables.sort(key=lambda nom: TABLES_D_ABORD.index(nom) if nom in TABLES_D_ABORD else len(TABLES_D_ABORD))
    accompagnent = [nom for nom in ACCOMPAGNENT if nom in lot.sommes]
    if "csv" in formats:
        yield from (f"{t}.csv" for t in tables if f"{t}.csv" in lot.sommes and f"{t}.csv" not in accompagnent)
    for nom, suffixe in SUFFIXES.items():
        if nom in formats:
            yield from (f"{t}{suffixe}" for t in tables if f"{t}{suffixe}" in lot.sommes)
    yield from accompagnent


def _ressource(lot: Lot, nom: str, destination: Destination) -> Ressource:
    dite = lot.ressources.get(nom, {})
    est_csv = dite.get("type") == "table"
    titre, decrite = TITRES.get(nom) or str(dite.get("title") or nom), str(dite.get("description") or "")
    return Ressource(
        cle=nom,
        fichier=lot.fichier(nom),
        titre=f"{titre} (CSV)"[:TITRE_MAX] if est_csv else titre[:TITRE_MAX],
        description=f"{MENTION}. {decrite}".strip() if lot.fictif else decrite,
        type="documentation" if nom in ACCOMPAGNENT else "main",
        schema=_schema(lot, str(dite["name"]), destination) if est_csv else None,
    )


def _schema(lot: Lot, table: str, destination: Destination) -> dict[str, str] | None:
    """Where the schema of a table is served, at an address that does not change from version to version."""
    base = destination.diffusion.adresse
    hote = urlsplit(base).hostname or ""
    if not base or f"{table}.schema.json" not in lot.sommes or "." not in hote or hote.endswith(SANS_DOMAINE):
        return None
    version = str((lot.ressources[f"{table}.csv"].get("schema") or {}).get("version") or "")
    return {"url": f"{base}{lot.slug}/latest/{table}.schema.json", "version": version}


def _champs(lot: Lot, destination: Destination, capacites: Capacites) -> tuple[dict[str, Any], list[str]]:
    champs: dict[str, Any] = {
        "title": lot.titre[:TITRE_MAX],
        "description": description(lot, destination),
        "license": LICENCE,
        "tags": [*TAGS, *([TAG_FICTIF] if lot.fictif else [])],
        "extras": {
            SLUG: lot.slug,
            VERSION: lot.version,
            SEQUENCE: lot.sequence,
            CONTENU: lot.contenu_sha256,
            f"{PREFIXE}arrete-au": lot.arrete_au,
            f"{PREFIXE}fictif": lot.fictif,
        },
    }
    notes = []
    if destination.diffusion.frequence:
        champs["frequency"] = FREQUENCES[destination.diffusion.frequence]
    debut, fin = destination.periode
    if debut:
        champs["temporal_coverage"] = {"start": debut, "end": fin or lot.arrete_au}
    if capacites.zones:
        champs["spatial"] = {"zones": list(capacites.zones), "granularity": capacites.granularite}
    if refusees := [zone for zone in destination.zones if zone not in capacites.zones]:
        notes.append(
            f"Territoire : ce site ne connaît pas {', '.join(refusees[:5])}{'…' if len(refusees) > 5 else ''}, qui "
            "n'est pas envoyé. Vérifiez « territoire » dans spaser.yaml."
        )
    return champs, notes
