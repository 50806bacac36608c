"""What the reading and judging of a file gave, kept while the file, its schema, its mapping and this code are the same.

A file that has not changed is not read again. What is kept holds the records, those about persons too: the folder is
private, a part of the work folder that can be deleted at any time, and what a run did not use is taken away at its end.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

from pipelines.livraisons import prive
from pipelines.livraisons.journal import Livraison
from pipelines.livraisons.porte import Refus
from pipelines.schemas import tables as schemas

VARIABLE = "SPASER_LECTURES"
"""Environment variable: another folder for what is kept, shared by several work folders, and never emptied here."""
BRUT, JUGEMENT = "lignes-recues.csv", "jugement.json"
SALLES = ("commun", "schemas", "registres", "validation", "livraisons")
RACINE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Jugement:
    """What was found in a file; `brut` holds its records with their rules, unless it is refused as a whole."""

    forme: str | None
    lignes: int
    fausses: int
    refus: Refus | None
    brut: Path | None


class Lectures:
    """A private folder of judgements, one folder each, named by everything that the judgement depends on."""

    def __init__(self, dossier: Path):
        """Keep judgements in `dossier`, or where the environment says."""
        ailleurs = os.environ.get(VARIABLE)
        self.partage = ailleurs is not None
        self.dossier = prive.ouvrir(Path(ailleurs) if ailleurs else dossier)
        self.servies: set[str] = set()

    def chercher(self, nom: str) -> Jugement | None:
        """Return the judgement of that name, if it is kept."""
        ici = self.dossier / nom
        if not (ici / JUGEMENT).is_file():
            return None
        self.servies.add(nom)
        dit = json.loads((ici / JUGEMENT).read_text(encoding="utf-8"))
        refus = Refus(**dit.pop("refus")) if dit["refus"] else None
        dit.pop("refus", None)
        return Jugement(**dit, refus=refus, brut=ici / BRUT if refus is None else None)

    def garder(self, nom: str, jugement: Jugement) -> Jugement:
        """Keep a judgement: its file is moved here. Another process may have kept the same one meanwhile."""
        ici = prive.ouvrir(Path(mkdtemp(prefix=".", dir=self.dossier)))
        if jugement.brut is not None:
            shutil.move(jugement.brut, ici / BRUT)
            (ici / BRUT).chmod(prive.FICHIER_PRIVE)
        dit = {
            "forme": jugement.forme,
            "lignes": jugement.lignes,
            "fausses": jugement.fausses,
            "refus": asdict(jugement.refus) if jugement.refus else None,
        }
        (ici / JUGEMENT).write_text(json.dumps(dit, ensure_ascii=False), encoding="utf-8")
        (ici / JUGEMENT).chmod(prive.FICHIER_PRIVE)
        try:
            ici.rename(self.dossier / nom)
        except OSError:  # kept by another process: theirs is the same
            shutil.rmtree(ici)
        gardee = self.chercher(nom)
        if gardee is None:
            raise FileNotFoundError(self.dossier / nom)
        return gardee

    def oublier_le_reste(self) -> None:
        """Take away what was not used since this object was made, unless the folder is shared."""
        if not self.partage:
            for ici in self.dossier.iterdir():
                if ici.name not in self.servies:
                    shutil.rmtree(ici)


def nom_de(livraison: Livraison, empreinte: str, schema: schemas.Schema) -> str:
    """Name a judgement by all that it depends on: bytes, name (sentences cite it), schema, mapping, options, code."""
    correspondance = (
        livraison.chemin_correspondance.read_bytes()
        if livraison.correspondance and livraison.chemin_correspondance.is_file()
        else b""
    )
    tout = [
        empreinte,
        livraison.fichier,
        livraison.chemin.name,
        json.dumps(schema, sort_keys=True, ensure_ascii=False),
        str(livraison.correspondance),
        sha256(correspondance).hexdigest(),
        str(livraison.encodage),
        str(livraison.disparitions_confirmees),
        _code(),
    ]
    return sha256("\x1f".join(tout).encode()).hexdigest()


@cache
def _code() -> str:
    """Hash of the code that reads and judges, and of the libraries that judge with it."""
    somme = sha256(f"{version('duckdb')} {version('frictionless')} {version('pandas')}".encode())
    for salle in SALLES:
        for path in sorted(
            p for p in (RACINE / salle).rglob("*") if p.suffix in (".py", ".sql", ".csv", ".json")
        ):
            somme.update(path.relative_to(RACINE).as_posix().encode() + path.read_bytes())
    return somme.hexdigest()
