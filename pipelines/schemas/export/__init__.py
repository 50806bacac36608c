"""A stand-alone repository of schemas, laid out for the national catalogue, that keeps its own versions.

A first export makes the repository; the next ones compare with what it holds, and the difference decides of the
next version. Publishing the repository is left to its owner.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.schemas.diff import Bilan, comparer_dossiers
from pipelines.schemas.diff.niveaux import NIVEAUX, Niveau, version_demandee
from pipelines.schemas.export import depot, paquet, textes
from pipelines.schemas.lint import examiner_fichier

PREMIERE = "0.1.0"
COPIES = ("README.md", "CHANGELOG.md", "exemple-valide.csv", "exemple-invalide.csv")


@dataclass(frozen=True)
class Export:
    """What an export did: the version, the commit (None without git), the schemas, what changed."""

    version: str
    commit: str | None
    schemas: tuple[str, ...]
    bilans: tuple[Bilan, ...]
    nouveau: bool


def exporter(
    dossier: Path,
    *,
    racine: Path = schemas.RACINE,
    usages: tuple[str, ...] = ("registre",),
    adresse: str | None = None,
    avec_git: bool = True,
) -> Export:
    """Write the schemas of `racine` into a folder of their own, then commit and tag it.

    Errors: a schema that the lint refuses; a folder that holds something else, or was changed by hand.
    """
    retenus = _retenus(racine, usages)
    adresse = adresse.rstrip("/").removesuffix(".git") if adresse else None
    jour = max(schema["lastModified"] for schema in retenus.values())
    avant = _deja_exporte(dossier)
    if avant is None:
        version, bilans = PREMIERE, list[Bilan]()
    else:
        ancienne, jour_avant, anciens = avant
        jour = max(jour, jour_avant)
        nouveaux = {nom: paquet.schema_exporte(s, ancienne, adresse) for nom, s in retenus.items()}
        bilans = [b for b in comparer_dossiers(anciens, nouveaux) if b.niveau != "aucun"]
        if not bilans and not _documents_changes(dossier, racine, retenus):
            commit = depot.git(dossier, "rev-parse", "HEAD").strip() if (dossier / ".git").is_dir() else None
            return Export(ancienne, commit, tuple(retenus), (), False)
        niveau: Niveau = NIVEAUX[max((NIVEAUX.index(b.niveau) for b in bilans), default=1)]
        version = ".".join(map(str, version_demandee(ancienne, niveau)))
    _ecrire(dossier, racine, retenus, version, jour, adresse, bilans)
    commit = depot.inscrire(dossier, version, jour) if avec_git else None
    return Export(version, commit, tuple(retenus), tuple(bilans), True)


def _retenus(racine: Path, usages: tuple[str, ...]) -> dict[str, schemas.Schema]:
    tous = {nom: schemas.charger(nom, racine) for nom in schemas.lister(racine)}
    retenus = {nom: schema for nom, schema in tous.items() if schemas.usage_de(schema) in usages}
    if not retenus:
        raise SpaserErreur(f"Aucun schéma à exporter dans {racine} (usage : {', '.join(usages)}).")
    fautes = [
        f"{nom} : {faute.phrase}"
        for nom in retenus
        for faute in examiner_fichier(racine / nom / "schema.json", tous=tous, nom=nom)
    ]
    if fautes:
        raise SpaserErreur("Schémas à corriger avant de les exporter :\n- " + "\n- ".join(fautes))
    return retenus


def _deja_exporte(dossier: Path) -> tuple[str, str, dict[str, schemas.Schema]] | None:
    """Return the version, day and schemas that a folder already holds; None for a new one."""
    contenu = [p.name for p in dossier.iterdir() if p.name != ".git"] if dossier.is_dir() else []
    if not contenu:
        return None
    descripteur = dossier / "datapackage.json"
    lu = json.loads(descripteur.read_text(encoding="utf-8")) if descripteur.is_file() else {}
    if lu.get("name") != paquet.NOM:
        raise SpaserErreur(f"« {dossier} » contient autre chose qu'un export : donnez un dossier vide.")
    if (dossier / ".git").is_dir() and not depot.propre(dossier):
        raise SpaserErreur(
            f"« {dossier} » a été modifié à la main depuis sa dernière version : enregistrez ou annulez."
        )
    anciens = {nom: schemas.charger(nom, dossier) for nom in schemas.lister(dossier)}
    return str(lu["version"]), str(lu["created"])[:10], anciens


def _documents_changes(dossier: Path, racine: Path, retenus: dict[str, schemas.Schema]) -> bool:
    paires = ((racine / nom / fichier, dossier / nom / fichier) for nom in retenus for fichier in COPIES)
    return any(not la.is_file() or ici.read_bytes() != la.read_bytes() for ici, la in paires)


def _ecrire(
    dossier: Path,
    racine: Path,
    retenus: dict[str, schemas.Schema],
    version: str,
    jour: str,
    adresse: str | None,
    bilans: list[Bilan],
) -> None:
    journal = dossier / "CHANGELOG.md"
    avant = journal.read_text(encoding="utf-8") if journal.is_file() else None
    for perdu in (
        [p for p in dossier.iterdir() if p.is_dir() and p.name != ".git"] if dossier.is_dir() else []
    ):
        shutil.rmtree(perdu)
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, schema in retenus.items():
        (dossier / nom).mkdir()
        _json(dossier / nom / "schema.json", paquet.schema_exporte(schema, version, adresse))
        for fichier in COPIES:
            (dossier / nom / fichier).write_bytes((racine / nom / fichier).read_bytes())
    _json(dossier / "datapackage.json", paquet.descripteur(retenus, version, jour, adresse))
    racines = {
        "README.md": textes.lisezmoi(retenus, version),
        "CHANGELOG.md": textes.changelog(avant, version, jour, bilans, len(retenus)),
        "LICENSE.md": textes.LICENCE,
        ".gitattributes": "* -text\n",
    }
    for fichier, texte in racines.items():
        (dossier / fichier).write_text(texte, encoding="utf-8", newline="\n")


def _json(path: Path, objet: object) -> None:
    texte = json.dumps(objet, ensure_ascii=False, indent=2) + "\n"
    path.write_text(texte, encoding="utf-8", newline="\n")
