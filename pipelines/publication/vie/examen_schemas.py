"""The descriptor and the tables of the version in force against the rules, as frictionless has them (`--schemas`)."""

from pathlib import Path

from pipelines.publication.depot.chemins import DESCRIPTEUR, VERSIONS
from pipelines.publication.depot.contenu import descripteur_de
from pipelines.publication.vie.fautes import SCHEMA, Constat


def examiner_schemas(depot: Path, version: str, constat: Constat) -> None:
    """Add what frictionless says of datapackage.json, and of each CSV against the schema that it is published with."""
    from frictionless import Package

    from pipelines.validation.verdict import valider_table

    dossier, descripteur = f"{VERSIONS}/{version}", descripteur_de(depot, version)
    for erreur in Package.metadata_validate(descripteur):
        constat.faute(SCHEMA, f"{dossier}/{DESCRIPTEUR}", f"frictionless : {erreur.note}")
    for ressource in descripteur.get("resources", []):
        if "schema" not in ressource or ressource.get("format") != "csv" or "dialect" not in ressource:
            continue
        if ressource["dialect"].get("delimiter", ",") != ",":  # the same values for spreadsheets
            continue
        chemin = depot / dossier / ressource["path"]
        verdict = valider_table(
            ressource["name"], chemin, ressource["schema"], lignes_attendues=ressource.get("rows"), seuil=0
        )
        for erreur in verdict.erreurs[:5]:
            lieu = f"ligne {erreur['ligne']}"
            constat.faute(SCHEMA, f"{dossier}/{ressource['path']}", f"{lieu} : {erreur['message']}")
