"""One file, one schema, one verdict: reading, then the engine, then the checks that Table Schema cannot say.

The command line, the deliveries and Dagster all come through here. What is answered belongs to `rapport*` and
`retour*`.
"""

import csv
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas

if TYPE_CHECKING:
    from pipelines.registres.correspondance import Correspondance
    from pipelines.registres.lecture import Lecture, Mode
    from pipelines.validation.moteur import Constats, Erreur

MEMOIRE_DES_REGLES = "300MB"


@dataclass(frozen=True)
class Controle:
    """What was read, and what was found in it. Both live in the scratch folder: use them before it goes."""

    source: Path
    schema: schemas.Schema
    lecture: "Lecture"
    constats: "Constats"

    @property
    def valide(self) -> bool:
        """Say whether nothing was found, custom checks included."""
        return self.constats.valide


@contextmanager
def dossier_prive(parent: Path | None = None) -> Iterator[Path]:
    """Open a scratch folder that only its owner can read (0700), and remove it whatever happens."""
    with tempfile.TemporaryDirectory(prefix="spaser-", dir=parent) as dossier:
        yield Path(dossier)


def controler(
    path: Path,
    schema: str | Path | schemas.Schema,
    *,
    dossier: Path,
    moteur: str = "hybride",
    correspondance: "Correspondance | None" = None,
    encodage: str | None = None,
    lecture: "Mode" = "auto",
    feuille: str | None = None,
    suivi: Callable[[str], None] = lambda _: None,
) -> Controle:
    """Read a file as its sender wrote it and judge it against a schema.

    `schema` is a name of schemas/, the path of a schema.json (or of its folder), or a schema already read.
    `dossier` is a private folder that nothing else writes in.

    Errors: SpaserErreur when there is nothing to judge (no file, no schema, a file refused by the reader).
    """
    contrat = schema if isinstance(schema, dict) else trouver_schema(schema)
    lue = lire(
        path,
        contrat,
        dossier=dossier,
        correspondance=correspondance,
        encodage=encodage,
        lecture=lecture,
        feuille=feuille,
        suivi=suivi,
    )
    suivi(f"Validation de {path.name}")
    return Controle(path, contrat, lue, _examiner(lue, contrat, moteur, dossier))


def lire(
    path: Path,
    schema: schemas.Schema,
    *,
    dossier: Path,
    correspondance: "Correspondance | None" = None,
    encodage: str | None = None,
    lecture: "Mode" = "auto",
    feuille: str | None = None,
    suivi: Callable[[str], None] = lambda _: None,
) -> "Lecture":
    """Read a file as its sender wrote it, without judging it.

    Errors: SpaserErreur for no file, and for a file refused by the reader.
    """
    from pipelines.registres.lecture import lire_registre

    if not path.is_file():
        raise SpaserErreur(f"« {path} » n'existe pas ou n'est pas un fichier : vérifiez le chemin donné.")
    suivi(f"Lecture de {path.name}")
    return lire_registre(
        path,
        schema,
        _sous_dossier(dossier, "lecture"),
        correspondance=correspondance,
        encodage=encodage,
        feuille=feuille,
        lecture=lecture,
    )


def _examiner(lue: "Lecture", schema: schemas.Schema, moteur: str, dossier: Path) -> "Constats":
    """Run the engine, then add what the reader would have had to guess, then the custom checks."""
    from pipelines.commun import duck
    from pipelines.validation.moteur import MEMOIRE, examiner
    from pipelines.validation.regles import regles_du_schema

    regles = _sous_dossier(dossier, "regles")
    con = duck.connect(threads=1, memory=MEMOIRE, tmp=regles)
    duck.enfermer(con, [dossier, lue.canonique])
    constats = examiner(
        lue.canonique, schema, moteur=moteur, dossier=_sous_dossier(dossier, "moteur"), con=con
    )
    constats.ajouter(_doutes(lue, schema))
    con.execute(f"SET memory_limit = '{MEMOIRE_DES_REGLES}'")
    with closing(con.cursor()) as curseur:
        constats.ajouter(regles_du_schema(lue.canonique, schema, constats, curseur, regles, lue.position))
    con.execute(f"SET memory_limit = '{MEMOIRE}'")
    return constats


def _doutes(lue: "Lecture", schema: schemas.Schema) -> Iterator["Erreur"]:
    """Make faults of the cells that the reader left as written because reading them would be guessing."""
    montrables = {c["name"] for c in schema["fields"] if schemas.est_montrable(c)}
    enregistrements = _enregistrements(lue.canonique)
    numero, titres, cellules = 0, list[str](), list[str]()
    for doute in lue.doutes():
        while numero < doute.enregistrement:
            numero, cellules = next(enregistrements)
            titres = titres or cellules
        montrable = doute.champ in montrables
        yield {
            "ligne": None,
            "enregistrement": doute.enregistrement,
            "champ": doute.champ,
            "numero_champ": titres.index(doute.champ) + 1,
            "code": doute.code,
            "regle": doute.code,
            "valeur": cellules[titres.index(doute.champ)] if montrable else None,
            "message": f"{doute.champ} : {doute.message}.",
            "suggestion": doute.suggestion if montrable else None,
        }


def _enregistrements(canonique: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(1 << 27)
    with canonique.open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.reader(file), 1)


def _sous_dossier(dossier: Path, nom: str) -> Path:
    chemin = dossier / nom
    chemin.mkdir(mode=0o700, exist_ok=True)
    return chemin


def trouver_schema(nom: str | Path) -> schemas.Schema:
    """Read a schema by its name, or by the path of its schema.json or of the folder that holds it.

    Errors: SpaserErreur for a name without schema, and for a file that is no Table Schema.
    """
    chemin = Path(nom)
    if isinstance(nom, str) and schemas.NOM.match(nom) and (schemas.RACINE / nom).is_dir():
        return schemas.charger(nom)
    if chemin.is_dir():
        chemin = chemin / "schema.json"
    if not chemin.is_file():
        raise SpaserErreur(
            f"Le schéma « {nom} » n'existe pas. Schémas connus : {', '.join(schemas.lister())}."
        )
    try:
        schema = json.loads(chemin.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as erreur:
        raise SpaserErreur(f"« {chemin} » n'est pas du JSON lisible.") from erreur
    champs = schema.get("fields") if isinstance(schema, dict) else None
    if not champs or not all(isinstance(c, dict) and isinstance(c.get("name"), str) for c in champs):
        raise SpaserErreur(f"« {chemin} » n'est pas un Table Schema : il y manque la liste « fields ».")
    for champ in champs:
        champ.setdefault("type", "string")
    contrat: schemas.Schema = schema
    contrat.setdefault("name", chemin.parent.name if chemin.stem == "schema" else chemin.stem)
    return contrat
