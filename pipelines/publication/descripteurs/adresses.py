"""Where the files of a release are served: absolute when spaser.yaml says where, else relative to the release."""

from urllib.parse import quote

from pipelines.publication.fiche import Fiche

VERSIONS, EN_VIGUEUR = "versions", "latest"


def fixe(fiche: Fiche, nom: str = "") -> str:
    """Return the address of a file that does not change from version to version: harvesters know a file by it."""
    return _sous(fiche, EN_VIGUEUR, nom)


def datee(fiche: Fiche, version: str, nom: str = "") -> str:
    """Return the address of a file of one version: what is there never changes."""
    return _sous(fiche, f"{VERSIONS}/{version}", nom)


def jeu(fiche: Fiche) -> str:
    """Return the address of the dataset itself, all versions together."""
    return f"{fiche.diffusion.adresse}{fiche.slug}/" if fiche.diffusion.adresse else ""


def _sous(fiche: Fiche, dossier: str, nom: str) -> str:
    base = jeu(fiche)
    return f"{base}{dossier}/{quote(nom)}" if base else quote(nom) or "./"
