"""Keys of a table and links between tables: the columns they name exist, here and in the other schemas.

Whether the values of the data lead somewhere belongs to `validation`.
"""

from collections.abc import Iterator
from typing import Any

from pipelines.schemas import tables as schemas
from pipelines.schemas.lint.fautes import Chemin, Faute, faute, par_nom, proche, textes


def liens(schema: dict[str, Any]) -> Iterator[Faute]:
    """Yield what is wrong in primaryKey, foreignKeys and references, this schema alone being known."""
    noms = par_nom(schema)
    yield from _cle_primaire(schema, noms)
    yield from _cles_etrangeres(schema, noms)
    for rang, lien in enumerate(_liste(schema, "references")):
        chemin: Chemin = ("references", rang)
        if not isinstance(lien, dict) or set(lien) != {"fields", "table", "champs"}:
            message = 'lien mal écrit : {"fields": ..., "table": ..., "champs": ...}, et rien d\'autre'
            yield faute("reference", chemin, message)
            continue
        yield from _absentes(lien["fields"], noms, (*chemin, "fields"), "reference")
        if not textes(lien["champs"]) or len(textes(lien["fields"])) != len(textes(lien["champs"])):
            yield faute("reference", chemin, "autant de « champs » que de « fields » sont attendus")


def liens_entre(schema: dict[str, Any], tous: dict[str, schemas.Schema]) -> Iterator[Faute]:
    """Yield the references whose target does not exist among these schemas, or has another type."""
    types = {
        nom: {colonne: champ.get("type") for colonne, champ in par_nom(autre).items()}
        for nom, autre in tous.items()
    }
    ici = {colonne: champ.get("type") for colonne, champ in par_nom(schema).items()}
    for rang, lien in enumerate(_liste(schema, "references")):
        if not isinstance(lien, dict) or not {"fields", "table", "champs"} <= set(lien):
            continue
        chemin: Chemin = ("references", rang)
        cible = types.get(str(lien["table"]))
        if cible is None:
            yield faute("reference", chemin, f"la table « {lien['table']} » n'a pas de schéma")
            continue
        for champ, visee in zip(textes(lien["fields"]), textes(lien["champs"]), strict=False):
            if visee not in cible:
                message = f"la colonne « {visee} » n'existe pas dans « {lien['table']} »"
                yield faute("reference", chemin, message)
            elif champ in ici and cible[visee] != ici[champ]:
                message = f"« {champ} » ({ici[champ]}) et « {visee} » ({cible[visee]}) diffèrent de type"
                yield faute("reference", chemin, message)


def _cle_primaire(schema: dict[str, Any], noms: dict[str, Any]) -> Iterator[Faute]:
    if "primaryKey" not in schema:
        return
    cle = schema["primaryKey"]
    colonnes = textes(cle)
    if not isinstance(cle, str | list) or (cle and len(colonnes) != len(cle) and not isinstance(cle, str)):
        yield faute("cle-primaire", ("primaryKey",), "primaryKey doit être un nom ou une liste de noms")
        return
    yield from _absentes(cle, noms, ("primaryKey",), "cle-primaire")
    if len(set(colonnes)) < len(colonnes):
        yield faute("cle-primaire", ("primaryKey",), "une colonne y est deux fois")


def _cles_etrangeres(schema: dict[str, Any], noms: dict[str, Any]) -> Iterator[Faute]:
    if not isinstance(schema.get("foreignKeys", []), list):
        yield faute("cle-etrangere", ("foreignKeys",), "foreignKeys doit être une liste")
    for rang, lien in enumerate(_liste(schema, "foreignKeys")):
        chemin: Chemin = ("foreignKeys", rang)
        reference = lien.get("reference") if isinstance(lien, dict) else None
        if not isinstance(reference, dict) or not textes(lien.get("fields")) or "resource" not in reference:
            message = (
                "clé étrangère mal écrite : fields, reference.resource et reference.fields sont attendus"
            )
            yield faute("cle-etrangere", chemin, message)
            continue
        yield from _absentes(lien["fields"], noms, (*chemin, "fields"), "cle-etrangere")
        visees = textes(reference.get("fields"))
        if len(visees) != len(textes(lien["fields"])):
            yield faute("cle-etrangere", chemin, "pas le même nombre de colonnes des deux côtés")
        if reference["resource"] in ("", schema.get("name")):
            yield from _absentes(visees, noms, (*chemin, "reference", "fields"), "cle-etrangere")


def _absentes(valeur: Any, noms: dict[str, Any], chemin: Chemin, regle: str) -> Iterator[Faute]:
    for colonne in textes(valeur):
        if colonne not in noms:
            lire = proche(colonne, noms)
            suite = f" : lire « {lire} » ?" if lire else ""
            yield faute(regle, chemin, f"la colonne « {colonne} » n'existe pas{suite}")


def _liste(schema: dict[str, Any], cle: str) -> list[Any]:
    valeur = schema.get(cle, [])
    return valeur if isinstance(valeur, list) else []
