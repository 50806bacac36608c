"""The lint: everything wrong in how a schema is written, for anyone or by our conventions, each with its place.

frictionless and the checker of schema.data.gouv.fr look at little of it. Each rule of `fautes` has a mutant in
tests/schemas_soin that it must refuse. Verdicts on data belong to `validation`.
"""

import dataclasses
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.schemas.lint import voisins
from pipelines.schemas.lint.cibles import Cibles, Examen, chercher, de_la_maison, voisins_de
from pipelines.schemas.lint.cles import cles, noms
from pipelines.schemas.lint.colonnes import colonne
from pipelines.schemas.lint.entete import entete
from pipelines.schemas.lint.fautes import ERREUR, MAISON, REGLES, Chemin, Faute, faute
from pipelines.schemas.lint.liens import liens, liens_entre
from pipelines.schemas.lint.maison import maison
from pipelines.schemas.lint.oracle import verdict
from pipelines.schemas.lint.positions import Lu

__all__ = [
    "ERREUR",
    "MAISON",
    "REGLES",
    "Cibles",
    "Examen",
    "Faute",
    "chercher",
    "defauts",
    "examiner",
    "examiner_cible",
    "examiner_fichier",
    "verifier_schemas",
]


def examiner(
    schema: Any,
    nom: str | None = None,
    tous: dict[str, schemas.Schema] | None = None,
    paquet: str | None = None,
) -> list[Faute]:
    """Return everything wrong in a schema.

    `tous` are the schemas that its references may lead to, `paquet` the version of the package that holds it.
    """
    if etrange := _pas_un_schema(schema):
        return [faute("pas-un-schema", (), etrange)]
    trouvees = [*cles(schema), *noms(schema), *entete(schema, paquet), *liens(schema)]
    for rang, champ in enumerate(schema["fields"]):
        if isinstance(champ, dict):
            trouvees += colonne(champ, ("fields", rang), schema)
        else:
            trouvees.append(
                faute("pas-un-schema", ("fields", rang), "une colonne est un objet {name, type, ...}")
            )
    if tous is not None:
        trouvees += liens_entre(schema, tous)
    trouvees += [
        faute("frictionless", (), f"frictionless le refuse : « {note} »") for note in verdict(schema)
    ]
    trouvees += maison(schema, nom)
    return _sans_redites([_nommee(f, schema) for f in trouvees])


def examiner_fichier(
    path: Path, *, tous: dict[str, schemas.Schema] | None = None, nom: str | None = None
) -> list[Faute]:
    """Return everything wrong in a schema file and in the files beside it, with lines.

    Errors: a file that cannot be read at all.
    """
    try:
        texte = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SpaserErreur(f"« {path} » est illisible : {error}.") from error
    try:
        lu = Lu(texte)
    except JSONDecodeError as error:
        message = f"JSON illisible, colonne {error.colno} : {error.msg}"
        return [Faute("json-illisible", (), message, None, str(path), error.lineno)]
    trouvees = [faute("cle-double", c, f"clé « {c[-1]} » écrite deux fois") for c in lu.doubles]
    trouvees = [_nommee(f, lu.valeur) for f in trouvees] + examiner(
        lu.valeur, nom, tous, voisins.version_du_paquet(path.parent.parent)
    )
    regles = {f.regle for f in trouvees}
    if path.name == "schema.json" and "pas-un-schema" not in regles:
        trouvees += [*voisins.presence(path.parent), *voisins.changelog(path.parent, lu.valeur)]
        if "frictionless" not in regles:
            trouvees += voisins.exemples(path.parent, lu.valeur)
    return [dataclasses.replace(f, fichier=str(path), ligne=lu.ligne(f.chemin)) for f in trouvees]


def examiner_cible(path: Path, *, maison: bool | None = None) -> Examen:
    """Return what is wrong in a file found by `chercher`; `maison` None: our conventions count where they are followed.

    Errors: a file that cannot be read at all.
    """
    ici = de_la_maison(path) if maison is None else maison
    nom = path.parent.name if ici and path.name == "schema.json" else None
    tous = voisins_de(path) if ici else None
    return Examen(path, ici, tuple(examiner_fichier(path, tous=tous, nom=nom)))


def defauts(schema: schemas.Schema, nom: str | None = None) -> list[str]:
    """Return, in French, everything wrong in a schema, our conventions included."""
    return [f.phrase for f in examiner(schema, nom)]


def verifier_schemas(racine: Path = schemas.RACINE) -> None:
    """Check every schema of a folder, the links between them, and the files beside them.

    Errors: all faults of all schemas, in one message.
    """
    tous = {nom: schemas.charger(nom, racine) for nom in schemas.lister(racine)}
    fautes = [
        f"{nom} : {f.phrase}"
        for nom in tous
        for f in examiner_fichier(racine / nom / "schema.json", tous=tous, nom=nom)
    ]
    if fautes:
        raise SpaserErreur("Schémas à corriger :\n- " + "\n- ".join(fautes))


def _pas_un_schema(schema: Any) -> str | None:
    if isinstance(schema, dict) and isinstance(schema.get("fields"), list):
        return None if schema["fields"] else "fields est vide : il faut au moins une colonne"
    if isinstance(schema, dict) and "properties" in schema:
        return "c'est un JSON Schema (clé properties), pas un Table Schema (clé fields)"
    if isinstance(schema, dict) and "resources" in schema:
        return "c'est un paquet de données (datapackage), pas un Table Schema (clé fields)"
    return "ce n'est pas un Table Schema : il n'a pas de liste « fields »"


def _nommee(trouvee: Faute, schema: Any) -> Faute:
    chemin: Chemin = trouvee.chemin
    if len(chemin) < 2 or chemin[0] != "fields" or trouvee.regle in ("nom-absent", "nom-double"):
        return trouvee
    champ = schema["fields"][chemin[1]]
    nom = champ.get("name") if isinstance(champ, dict) else None
    return dataclasses.replace(trouvee, colonne=str(nom or f"n° {int(chemin[1]) + 1}"))


def _sans_redites(trouvees: list[Faute]) -> list[Faute]:
    """Drop a convention where the same place is already wrong for anyone; order by place."""
    fausses = {f.chemin for f in trouvees if f.gravite == ERREUR}
    gardees = [f for f in trouvees if f.gravite == ERREUR or f.chemin not in fausses]
    return sorted(gardees, key=lambda f: (_ordre(f.chemin), f.gravite, f.regle))


def _ordre(chemin: Chemin) -> tuple[Any, ...]:
    premier = chemin[:1] == ("fields",)
    return (premier, *((type(pas).__name__, pas) for pas in chemin))
