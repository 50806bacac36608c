"""Which communes are the territory: what spaser.yaml says, checked against the official files of communes and EPCI.

The rules that place a code are in territoire.sql. It must run after `lu_communes`, `lu_epci_communes` and
`lu_sirene_etablissements` exist.
"""

from collections.abc import Sequence

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.commun.erreurs import SpaserErreur
from pipelines.referentiels import formats
from pipelines.referentiels.modele import Lu, Territoire

NATURES = {
    "ARM": "un arrondissement municipal",
    "COMD": "une commune déléguée",
    "COMA": "une commune associée",
}


def situer(con: duckdb.DuckDBPyConnection, territoire: Territoire, lus: Sequence[Lu]) -> int:
    """Make the table `lieux` (code, commune, dedans); return how many communes the territory names, EPCI included.

    Errors: SpaserErreur for a code that the official file does not know, and for an EPCI without a file that says
    which communes it has.
    """
    dits = {"communes": territoire.communes, "epci": territoire.epci, "departements": territoire.departements}
    for nom, codes in dits.items():
        liste = "[" + ", ".join(map(literal, codes)) + "]::VARCHAR[]"
        con.execute(f"CREATE OR REPLACE TEMP TABLE dit_{nom} AS SELECT unnest({liste}) AS code")
    if con.execute("SELECT count(*) FROM lu_communes").fetchone() != (0,):
        _verifier_communes(con)
    if territoire.epci:
        _verifier_epci(con, lus)
    con.execute(sql(__file__, "territoire"))
    compte = con.execute("SELECT count(*) FROM territoire_communes").fetchone()
    return int(compte[0]) if compte else 0


def _verifier_communes(con: duckdb.DuckDBPyConnection) -> None:
    faux = con.execute(sql(__file__, "territoire_faux")).fetchall()
    for cle, code, nature, parent in faux:
        if nature:
            raise SpaserErreur(
                f"spaser.yaml : « territoire », « {cle} » : « {code} » est {NATURES.get(nature, 'une partie')} de "
                f"« {parent} » : écrivez « {parent} »."
            )
        raise SpaserErreur(
            f"spaser.yaml : « territoire », « {cle} » : le fichier des communes ne connaît pas « {code} ». Vérifiez le "
            "code ; si la commune a fusionné, écrivez celui de la commune nouvelle."
        )


def _verifier_epci(con: duckdb.DuckDBPyConnection, lus: Sequence[Lu]) -> None:
    if con.execute("SELECT count(*) FROM lu_epci_communes").fetchone() == (0,):
        refus = next((lu.refus for lu in lus if lu.refus and lu.format == formats.EPCI), None)
        raise SpaserErreur(
            "spaser.yaml : « territoire » nomme un EPCI, et aucun fichier ne dit ses communes. Ajoutez sous "
            "« referentiels » la composition communale des EPCI de l'Insee (colonnes CODGEO et EPCI)."
            + (f" Celui qui est donné est refusé : {refus}" if refus else "")
        )
    inconnus = con.execute(
        "SELECT d.code FROM dit_epci d ANTI JOIN lu_epci_communes e ON e.epci = d.code ORDER BY ALL"
    ).fetchall()
    if inconnus:
        raise SpaserErreur(
            f"spaser.yaml : « territoire », « epci » : « {inconnus[0][0]} » n'est dans aucun fichier de composition "
            "des EPCI. Vérifiez son SIREN."
        )
