"""A report as files: ODT, HTML, and its table for the legal one. An internal report is for its owner alone (law 5)."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.rapports import html, legal_table, odt
from pipelines.rapports.matiere import Matiere, Periode
from pipelines.rapports.modele import Rapport


def ecrire(rapport: Rapport, dossier: Path, nom: str) -> list[Path]:
    """Write `nom`.odt and `nom`.html in a folder, made if need be; return their paths."""
    _ouvrir(dossier, prive=rapport.interne)
    faits = [dossier / f"{nom}.odt", dossier / f"{nom}.html"]
    odt.ecrire(rapport, faits[0])
    html.ecrire(rapport, faits[1])
    _fermer(faits, prive=rapport.interne)
    return faits


def ecrire_table(
    matiere: Matiere, periode: Periode, acheteur: str | None, dossier: Path, nom: str
) -> list[Path]:
    """Write the table of the legal report beside it, as CSV and Parquet; return their paths."""
    _ouvrir(dossier, prive=matiere.interne)
    faits = legal_table.ecrire(matiere, periode, acheteur, dossier, nom)
    _fermer(faits, prive=matiere.interne)
    return faits


def _ouvrir(dossier: Path, *, prive: bool) -> None:
    """A folder that was there keeps its rights: it is the owner's."""
    if not dossier.is_dir():
        dossier.mkdir(parents=True, mode=0o700 if prive else 0o755)


def _fermer(fichiers: Sequence[Path], *, prive: bool) -> None:
    for fichier in fichiers:
        fichier.chmod(0o600 if prive else 0o644)
