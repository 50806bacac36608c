"""One contender on one folder: `python -m benchmarks.indicateurs.concurrent moteur|pandas|tout FOLDER RESULTS`.

RESULTS receives what it computed, which the gate compares; what it took is measured from outside.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

PERIODE = (2023, 2026)
AU = date(2026, 12, 31)


def tout(dossier: Path, sortie: Path) -> None:
    """The engine as a run calls it: the five definitions, every population, every row of results."""
    from benchmarks.indicateurs.definitions import definitions
    from pipelines.indicateurs.calcul.calculer import Publications, ecrire
    from pipelines.indicateurs.calcul.entrees import Entrees

    ecrire(
        Entrees(dossier / "tables", dossier / "registres", periode=PERIODE),
        definitions(),
        sortie.with_suffix(".publies.parquet"),
        sortie,
        arrete_au=AU,
        publications=Publications(30),
    )


def moteur(dossier: Path, sortie: Path) -> None:
    """What the engine does for the questions on contracts: open the populations, then its passes."""
    from benchmarks.indicateurs.definitions import demandes
    from pipelines.commun.duck import connect, literal, sql
    from pipelines.indicateurs.calcul import calculer
    from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
    from pipelines.indicateurs.calcul.specs import spec_de
    from pipelines.indicateurs.definition.modele import Indicateur
    from pipelines.indicateurs.listes import listes

    specs: dict[object, int] = {}
    lignes = []
    for numero, d in enumerate(demandes()):
        spec = spec_de(Indicateur(d.indicateur_id, "", "suivi", "taux", d.mesure, d.filtre), listes())
        lignes.append(f"({numero}, {specs.setdefault(spec, len(specs))})")
    with (
        tempfile.TemporaryDirectory(dir=sortie.parent) as scratch,
        connect(memory="700MB", tmp=Path(scratch)) as con,
    ):
        ouvrir(con, Entrees(dossier / "tables", dossier / "registres", periode=PERIODE), Path(scratch))
        con.execute(sql(calculer.__file__, "tables"))
        calculer._passer(con, specs, listes())  # type: ignore[arg-type]
        con.execute(sql(__file__, "moteur", demandes=", ".join(lignes), sortie=literal(sortie)))


def pandas(dossier: Path, sortie: Path) -> None:
    """The same results, in pandas."""
    from benchmarks.indicateurs.en_pandas import calculer

    calculer(dossier, sortie, PERIODE)


def main() -> None:
    nom, dossier, sortie = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    {"moteur": moteur, "pandas": pandas, "tout": tout}[nom](dossier, sortie)


if __name__ == "__main__":
    main()
