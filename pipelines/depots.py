"""The files that a definition says to be in a folder: the key `entrees`. What is harvested belongs to `sources`."""

from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.configuration import NOM, RESERVES

ORIGINE = "entrees"
"""The source of a file of which nothing more is said."""


def fichiers_deposes(racine: Path, definition: dict[str, Any]) -> dict[Path, str]:
    """List the files of the key `entrees`, each with the source that it is said to come from.

    Errors: SpaserErreur when an entry is neither a path from the root nor {source, fichiers}.
    """
    dites = definition.get("entrees") or []
    motifs: list[tuple[str, str]] = []
    for dite in dites if isinstance(dites, list) else [None]:
        motif, origine = (
            (dite.get("fichiers"), dite.get("source")) if isinstance(dite, dict) else (dite, ORIGINE)
        )
        if not isinstance(motif, str) or not isinstance(origine, str) or Path(motif).is_absolute():
            raise SpaserErreur(
                "spaser.yaml : « entrees » est une liste de chemins depuis la racine du dépôt, ou de "
                "« {source: nom, fichiers: chemin} »."
            )
        if isinstance(dite, dict) and (not NOM.fullmatch(origine) or origine in RESERVES):
            raise SpaserErreur(
                f"spaser.yaml : « entrees » : la source {origine!r:.60} s'écrit en minuscules, chiffres et tirets, "
                f"une lettre d'abord, et ne se nomme pas {' ni '.join(RESERVES)}."
            )
        motifs.append((motif, origine))
    return {p: origine for motif, origine in motifs for p in racine.glob(motif) if p.is_file()}
