"""The description of the dataset, in Markdown: what a visitor of data.gouv.fr reads first. No file is sent here."""

import re

from pipelines.publication.envoi.destination import Destination
from pipelines.publication.envoi.lot import Lot

LIGNES_DU_JOURNAL = 25
LONGUEUR_DU_JOURNAL = 3000
_SPECIAUX = re.compile(r"([\\`*_\[\]<>#|])")


def description(lot: Lot, destination: Destination) -> str:
    """Return the description: the fictional mention first, then the data, the version, how to read, what changed."""
    parties = [
        _fictif() if lot.fictif else "",
        echapper(str(lot.descripteur.get("description") or lot.titre)),
        _version(lot, destination),
        _lire(),
        _changements(lot),
        "_Ce jeu est alimenté par SPASER ouvert : ce qui est modifié ici à la main l'est jusqu'au prochain envoi._",
    ]
    return "\n\n".join(filter(None, parties))


def echapper(texte: str) -> str:
    """Return a text on one line that Markdown shows as it is written."""
    return _SPECIAUX.sub(r"\\\1", " ".join(texte.split()))


def jour(iso: str) -> str:
    """Return a day as people write it."""
    return "/".join(reversed(iso.split("-")))


def adresse_version(lot: Lot, destination: Destination) -> str:
    """Return the address of the folder of this version, empty when spaser.yaml does not say where it is served."""
    base = destination.diffusion.adresse
    return f"{base}{lot.slug}/versions/{lot.version}/" if base else ""


def _fictif() -> str:
    return "**Données fictives.** Acheteurs, fournisseurs, montants : tout est inventé, pour montrer l'outil."


def _version(lot: Lot, destination: Destination) -> str:
    texte = f"Version **{lot.version}**, données arrêtées au {jour(lot.arrete_au)}."
    if adresse := adresse_version(lot, destination):
        texte += f" [Tous les fichiers de cette version]({adresse}) ; elle ne changera plus."
    return texte


def _lire() -> str:
    return (
        "## Lire les données\n\n"
        "Les classeurs (XLSX, ODS) réunissent toutes les tables, avec un « Lisez-moi » et un dictionnaire des "
        "colonnes. "
        "Les fichiers CSV (UTF-8, virgule, point décimal) ont les mêmes valeurs, une table par fichier ; le schéma de "
        "chacun dit ce que contient chaque colonne.\n\n"
        "Un contrat est **une ligne** de la table « contrats », quel que soit le nombre de titulaires et de "
        "modifications : n'additionnez les montants que là. Une cellule vide signifie « inconnu », jamais « non »."
    )


def _changements(lot: Lot) -> str:
    """The newest section of CHANGELOG.md, its titles lowered, cut when it is long."""
    sections = re.split(r"^## ", lot.texte("CHANGELOG.md"), flags=re.MULTILINE)
    if len(sections) < 2:
        return ""
    lignes = sections[1].strip().splitlines()
    titre, corps = lignes[0], [re.sub(r"^#{2,}", "###", ligne) for ligne in lignes[1:]]
    texte = "\n".join(corps[:LIGNES_DU_JOURNAL]).strip()[:LONGUEUR_DU_JOURNAL]
    if len("\n".join(corps).strip()) > len(texte):
        texte += "\n\n(La suite est dans CHANGELOG.md, avec les fichiers de la version.)"
    return f"## Ce qui a changé : {titre}\n\n{texte}" if texte else ""
