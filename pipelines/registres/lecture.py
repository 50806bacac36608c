"""One file as its sender wrote it -> the canonical CSV that the engine judges, and the way back.

A comma-separated UTF-8 CSV whose titles are the schema's is not rewritten at all. What cannot be read without
guessing raises FichierRefuse, whose message is the question to answer and how to declare the answer; a single
cell that cannot is left as written and told by `Lecture.doutes()`. This is the door of the room: no rule is here.
"""

from pathlib import Path
from typing import Literal

from pipelines.registres import contenu
from pipelines.registres.correspondance import Correspondance
from pipelines.registres.fichiers_csv import lire_csv
from pipelines.registres.modele import Doute, Lecture, Remarque
from pipelines.schemas import tables as schemas

__all__ = ["Doute", "Lecture", "Mode", "Remarque", "lire_registre"]

Mode = Literal["auto", "stricte", "tableur"]


def lire_registre(
    path: Path,
    schema: schemas.Schema,
    dossier: Path,
    *,
    correspondance: Correspondance | None = None,
    encodage: str | None = None,
    feuille: str | None = None,
    lecture: str = "auto",
) -> Lecture:
    """Read a file that someone sent; `dossier` is a private folder that receives every copy.

    `lecture`: auto, stricte (a CSV taken to the letter) or tableur (normalised even where it need not be).
    Errors: FichierRefuse with the question to answer; SpaserErreur for a mapping that does not fit the schema.
    """
    if correspondance:
        correspondance.verifier(schema)
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    if contenu.forme(path) == "csv":
        return lire_csv(path, schema, dossier, correspondance, encodage, lecture)
    from pipelines.registres.classeurs import lire_classeur

    return lire_classeur(path, schema, dossier, correspondance, feuille)
