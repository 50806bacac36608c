"""What a release says of the inputs of its run, beside the DECP files counted at reading. Publishing is a room."""

import json
from typing import TYPE_CHECKING

from pipelines.commun.fichiers import sha256
from pipelines.publication.fiche import DEFINITION, REFERENTIEL, Source

if TYPE_CHECKING:
    from pipelines.contexte import Contexte


def entrees_de(ctx: "Contexte") -> tuple[Source, ...]:
    """List the files of the definition, and the national files that were read, by name and sha256.

    Deliveries of registers are in the table `livraisons_etat`; those about persons are nowhere (law 5).
    """
    editions = sorted((ctx.racine / "spasers" / ctx.modele).glob("*/spaser.yaml"))
    fichiers = sorted(path for path in editions[-1].parent.iterdir() if path.is_file()) if editions else []
    definition = [
        Source(DEFINITION, path.relative_to(ctx.racine / "spasers").as_posix(), sha256(path))
        for path in fichiers
    ]
    bilan = ctx.referentiels / "bilan.json"
    lus = json.loads(bilan.read_text(encoding="utf-8"))["fichiers"] if bilan.is_file() else []
    nationaux = [Source(REFERENTIEL, lu["fichier"], lu["sha256"]) for lu in lus if lu["sha256"]]
    return (*definition, *nationaux)
