"""Every register in force, from the log of deliveries: one private Parquet each, and the account of every record.

The order of the steps; what happens to one register belongs to `vigueur`. All of it is made again at each run.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json
from pipelines.livraisons import prive
from pipelines.livraisons.journal import NOM, Livraison, lire_journal
from pipelines.livraisons.lectures import Lectures
from pipelines.livraisons.tranches import TRANCHES
from pipelines.livraisons.vigueur import Registre, etablir_table
from pipelines.schemas import tables as schemas
from pipelines.validation import spool

ETAT, ATTENTE, DISPARUES = "livraisons_etat", "lignes_en_attente", "lignes_disparues"
_ENTIERS = ("lignes", "en_vigueur", "en_attente", "remplacees", "disparues")
COLONNES = {
    ETAT: {
        **dict.fromkeys(("livraison_id", "table_livree", "acheteur_siren", "periode"), "VARCHAR"),
        "date_livraison": "DATE",
        **dict.fromkeys(
            ("service", "fichier", "fichier_sha256", "forme", "etat", "motif", "explication"), "VARCHAR"
        ),
        "remplacee_par": "VARCHAR",
        **dict.fromkeys(_ENTIERS, "BIGINT"),
        "disparitions_confirmees": "BOOLEAN",
    },
    ATTENTE: {
        **dict.fromkeys(("livraison_id", "table_livree"), "VARCHAR"),
        **dict.fromkeys(("ligne", "enregistrement"), "BIGINT"),
        "regles": "VARCHAR",
    },
    DISPARUES: {
        **dict.fromkeys(("livraison_id", "table_livree", "livraison_precedente"), "VARCHAR"),
        **dict.fromkeys(("ligne", "enregistrement"), "BIGINT"),
        **dict.fromkeys(("cle", "etat"), "VARCHAR"),
    },
}
"""What is told of deliveries beside the registers. Internal tables: no value of a column about persons."""


def etablir_registres(
    depot: Path, sortie: Path, *, suivi: Callable[[str], None] | None = None, gardees: Path | None = None
) -> dict[str, Any]:
    """Take every delivery of `depot`/livraisons.csv and write the registers in force into `sortie`; return the account.

    `gardees` is a private folder that spares reading again what has not changed. `sortie` becomes a private folder
    (0700): a Parquet per register with the columns of its schema, empty when nothing was delivered, those of
    `COLONNES`, and bilan.json.

    Errors: a wrong log; a record that would be lost or counted twice (law 1).
    """
    shutil.rmtree(sortie, ignore_errors=True)
    prive.ouvrir(sortie)
    travail = prive.ouvrir(sortie / ".lectures")
    try:
        livraisons = lire_journal(depot, prive.ouvrir(travail / "journal"))
        lectures = Lectures(gardees or travail / "lectures")
        registres = etablir(livraisons, list(TRANCHES), sortie, travail, lectures, suivi)
        lectures.oublier_le_reste()
    finally:
        shutil.rmtree(travail, ignore_errors=True)
    etats = [e for r in registres for e in r.etats]
    spool.ecrire(sortie / f"{ETAT}.parquet", COLONNES[ETAT], sorted(etats, key=_ordre))
    spool.ecrire(sortie / f"{ATTENTE}.parquet", COLONNES[ATTENTE], (a for r in registres for a in r.attente))
    spool.ecrire(
        sortie / f"{DISPARUES}.parquet", COLONNES[DISPARUES], (d for r in registres for d in r.disparues)
    )
    bilan = _bilan(registres, len(livraisons))
    ecrire_json(sortie / "bilan.json", bilan)
    for path in sortie.iterdir():
        path.chmod(prive.FICHIER_PRIVE)
    return bilan


def etablir(
    livraisons: Iterable[Livraison],
    tables: list[str],
    sortie: Path,
    travail: Path,
    lectures: Lectures,
    suivi: Callable[[str], None] | None = None,
) -> list[Registre]:
    """Establish some registers, in the order given, each from its own deliveries."""
    par_table: dict[str, list[Livraison]] = {}
    for livraison in livraisons:
        par_table.setdefault(livraison.table, []).append(livraison)
    registres = []
    with connect(memory="700MB", tmp=travail / ".debordement") as con:
        for table in tables:
            if suivi and table in par_table:
                suivi(f"Registre {table}")
            registres.append(etablir_table(con, table, par_table.get(table, []), travail, sortie, lectures))
    return registres


def essayer(depot: Path, livraison: Livraison, travail: Path) -> tuple[dict[str, Any], Registre]:
    """Try a delivery that is not in the log: return what would become of it, and of its register.

    `travail` is a private scratch folder that the caller removes. Nothing else is written.
    """
    from pipelines.livraisons.tranches import tables_liees

    livraisons = lire_journal(depot, prive.ouvrir(travail / "journal"))
    if any(autre.livraison_id == livraison.livraison_id for autre in livraisons):
        raise SpaserErreur(f"La livraison {livraison.livraison_id} est déjà dans {NOM}.")
    toutes = sorted([*livraisons, replace(livraison)], key=lambda une: une.rang)
    lues = Lectures(travail / "lectures")
    registres = etablir(
        toutes, tables_liees(livraison.table), prive.ouvrir(travail / "registres"), travail, lues
    )
    [etat] = [e for e in registres[-1].etats if e["livraison_id"] == livraison.livraison_id]
    return etat, registres[-1]


def _ordre(etat: dict[str, Any]) -> tuple[Any, str]:
    return etat["date_livraison"], etat["livraison_id"]


def _bilan(registres: list[Registre], declarees: int) -> dict[str, Any]:
    """The account: every record of every accepted delivery is in one place, every delivery has one fate."""
    etats = [e for r in registres for e in r.etats]
    for e in etats:
        places = e["en_vigueur"] + e["en_attente"] + e["remplacees"]
        if e["etat"] != "refusee" and places != e["lignes"]:
            raise SpaserErreur(
                f"Livraison {e['livraison_id']} : {e['lignes']} enregistrements, {places} retrouvés : "
                "rien ne doit se perdre."
            )
    par_table = {
        r.table: {
            "lignes": r.lignes,
            "livraisons": len(r.etats),
            "prive": schemas.est_prive(schemas.charger(r.table)),
        }
        for r in registres
    }
    for r in registres:
        if r.lignes != sum(e["en_vigueur"] for e in r.etats):
            raise SpaserErreur(
                f"Registre {r.table} : {r.lignes} lignes écrites, ce n'est pas le compte des livraisons."
            )
    if len(etats) != declarees:
        raise SpaserErreur(
            f"{declarees} livraisons au journal, {len(etats)} prises : rien ne doit se perdre."
        )
    return {
        "livraisons": {
            "declarees": declarees,
            **{nom: sum(e["etat"] == nom for e in etats) for nom in ("en_vigueur", "remplacee", "refusee")},
        },
        "lignes": {nom: sum(e[nom] for e in etats if e["etat"] != "refusee") for nom in _ENTIERS},
        "tables": par_table,
        "remarques": [
            {"livraison_id": x.livraison.livraison_id, "remarque": texte}
            for r in registres
            for x in r.receptions
            for texte in x.remarques
        ],
    }
