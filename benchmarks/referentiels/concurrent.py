"""One contender on one folder: `python -m benchmarks.referentiels.concurrent rien|nous|pandas FOLDER OUTPUT`.

OUTPUT receives what it found, which the gate compares; what it took is measured from outside. `nous` does all of
`etablir`: head offices, pictures and days, private files; it reads from its cache when OUTPUT.cache is there. `rien`
loads the modules: what a run has already paid for. pandas only looks for the SIRET that are asked for.
"""

import sys
from datetime import date
from pathlib import Path

DEPARTEMENT = "33"
COLONNES = ["siret", "etatAdministratifEtablissement", "codeCommuneEtablissement"]


def nous(dossier: Path, sortie: Path) -> None:
    """The room `referentiels`, as a run calls it."""
    from pipelines.referentiels.etablir import Fichier, Territoire, etablir

    etablir(
        [Fichier(dossier / "etablissements.parquet", date(2026, 5, 31))],
        dossier / "demandes.parquet",
        Territoire(departements=(DEPARTEMENT,)),
        sortie,
        sortie.with_suffix(".cache"),
    )


def rien(dossier: Path, sortie: Path) -> None:  # noqa: ARG001
    """What both have in common: Python and its modules."""
    import duckdb

    import pipelines.referentiels.etablir  # noqa: F401

    duckdb.connect().execute("SELECT 1")


def pandas(dossier: Path, sortie: Path) -> None:
    """The same establishments with pandas, the filter given to pyarrow."""
    import pandas as pd

    demandes = pd.read_parquet(dossier / "demandes.parquet")
    lus = pd.read_parquet(
        dossier / "etablissements.parquet",
        columns=COLONNES,
        filters=[("siret", "in", list(demandes["siret"]))],
    )
    commune = lus["codeCommuneEtablissement"]
    departement = commune.str[:2].where(~commune.str[:2].isin(["97", "98"]), commune.str[:3])
    pd.DataFrame(
        {
            "siret": lus["siret"],
            "ferme": lus["etatAdministratifEtablissement"] == "F",
            "dedans": departement == DEPARTEMENT,
        }
    ).to_parquet(sortie)


if __name__ == "__main__":
    {"rien": rien, "nous": nous, "pandas": pandas}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
