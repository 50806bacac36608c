"""Versions read by `spaser diff`: named by number or by folder, their bytes proved before anything is read.

The seals of a folder of releases belong to `depot`; a folder on its own is held to its SHA256SUMS.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256
from pipelines.publication import depot
from pipelines.publication.changements import ecriture, journal
from pipelines.publication.changements.version import TABLE, TableLue, Version, lire, ressources
from pipelines.publication.depot.contenu import lire_sommes
from pipelines.schemas import tables as schemas
from pipelines.validation import export


@dataclass(frozen=True)
class Difference:
    """What a diff found: counts by table, nature and reason, and the sentences of the journal."""

    avant: Version
    apres: Version
    comptes: list[tuple[str, str, str, int]]
    phrases: list[str]


def ouvrir(nomme: str, publie: Path) -> Version:
    """Return a version given by its number in `publie`, or by its folder.

    Errors: no such version, a withdrawn one, or a byte that is not the one published.
    """
    dossier = Path(nomme)
    if depot.VERSION.match(nomme) or not dossier.is_dir():
        descripteur = depot.lire_fichier(publie, nomme, depot.DESCRIPTEUR)
        for nom in _fichiers(descripteur):
            depot.lire_fichier(publie, nomme, nom)
        return lire(descripteur.parent)
    sommes = lire_sommes(dossier / depot.SOMMES)
    if sommes is None:
        raise SpaserErreur(f"« {dossier} » n'a pas de SHA256SUMS lisible : est-ce le dossier d'une version ?")
    _exiger(dossier, depot.DESCRIPTEUR, sommes)
    for nom in _fichiers(dossier / depot.DESCRIPTEUR):
        _exiger(dossier, nom, sommes)
    return lire(dossier)


def _fichiers(descripteur: Path) -> list[str]:
    try:
        return [str(r["path"]) for r in ressources(json.loads(descripteur.read_text(encoding="utf-8")))]
    except (ValueError, KeyError, TypeError) as error:
        raise SpaserErreur(f"« {descripteur} » ne décrit pas une version publiée.") from error


def _exiger(dossier: Path, nom: str, sommes: dict[str, str]) -> None:
    fichier = dossier / nom
    if nom not in sommes or not fichier.is_file() or sha256(fichier) != sommes[nom]:
        raise SpaserErreur(
            f"« {fichier} » manque ou a changé : son empreinte n'est pas celle de SHA256SUMS. Rien n'est comparé."
        )


def differer(avant: Version, apres: Version, csv: Path | None = None) -> Difference:
    """Compare two versions; write the table of changes as `csv`, if given."""
    schema = schemas.publie(schemas.charger(TABLE))
    with tempfile.TemporaryDirectory() as dossier, duck.connect(threads=1, tmp=Path(dossier)) as con:
        parquet, lignes = Path(dossier) / f"{TABLE}.parquet", Path(dossier) / f"{TABLE}.csv"
        ecriture.ecrire(avant, apres, parquet, con)
        source, _ = export.source_ordonnee(con, parquet, schema)
        export.ecrire_csv(con, source, schema, lignes)
        comptes = con.execute(
            f'SELECT "table", nature, motif, count(*) {source} GROUP BY ALL ORDER BY ALL'
        ).fetchall()
        comparees = Version(
            apres.tables | {TABLE: TableLue(TABLE, lignes, schema)}, apres.arrete_au, apres.numero
        )
        texte = journal.section(con, avant, comparees)
        if csv is not None:
            csv.write_bytes(lignes.read_bytes())
    return Difference(avant, apres, comptes, journal.nouveautes(f"\n{journal.SECTION}\n{texte}"))
