"""The folder of releases: one command at a time, immutable versions, latest.json naming the one in force.

What a version contains belongs elsewhere, and so do what is derived from versions (`derives`) and their life (`vie`).
"""

from pipelines.publication.depot.chemins import (
    DESCRIPTEUR,
    FLUX,
    INDEX,
    LATEST,
    LIEN,
    PREPARATION,
    RETRAITS,
    SIGNATURE,
    SOMMES,
    VERSION,
    VERSIONS,
)
from pipelines.publication.depot.connues import numero_suivant, orphelines, sequence_suivante
from pipelines.publication.depot.disque import PublieMais, dire_les_pannes, renommer_sans_remplacer
from pipelines.publication.depot.inscription import ecarter_orphelines, inscrire
from pipelines.publication.depot.pointeur import en_vigueur, lire_fichier, lire_latest
from pipelines.publication.depot.preparation import exiger_atomique, preparer
from pipelines.publication.depot.retraits import exiger_jamais_retire
from pipelines.publication.depot.seance import publication
from pipelines.publication.depot.serrure import verrou

__all__ = [
    "DESCRIPTEUR",
    "FLUX",
    "INDEX",
    "LATEST",
    "LIEN",
    "PREPARATION",
    "RETRAITS",
    "SIGNATURE",
    "SOMMES",
    "VERSION",
    "VERSIONS",
    "PublieMais",
    "dire_les_pannes",
    "ecarter_orphelines",
    "en_vigueur",
    "exiger_atomique",
    "exiger_jamais_retire",
    "inscrire",
    "lire_fichier",
    "lire_latest",
    "numero_suivant",
    "orphelines",
    "preparer",
    "publication",
    "renommer_sans_remplacer",
    "sequence_suivante",
    "verrou",
]
