"""Why contracts changed: the causes found in the decision logs of both releases, then the reason of each difference.

What differs belongs to `ecarts`, the wording to `motifs`. The rules are told to reusers in docs/changements.md.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.publication.changements.ecarts import CONTRATS, reste
from pipelines.publication.changements.version import Version

TRACES = ("contrat_id", "empreinte", "fichier", "rang", "source_sha256")
CORRECTIONS = ("contrat_actuel_id", "champ", "date_decision", "motif", "valeur_apres", "etat")
FICHE = ("contrat_id", "acheteur_siren", "date_notification")
# Registers that also decide what the union and the shares of shared contracts hold.
REGISTRES = ("registre_contrats", "groupements", "livraisons_etat")
UNIS = ("union_contrats", "union_conflits", "attributions")


def etablir(
    con: duckdb.DuckDBPyConnection,
    avant: Version,
    apres: Version,
    ecarts: Mapping[str, Path],
    suivis: list[str],
) -> None:
    """Make `causes_contrats`, one row a contract that the differences of the tables `suivis` name."""
    fichiers = [ecarts[nom] for nom in suivis if nom in ecarts]
    con.execute(duck.sql(__file__, "concernes", suivis=lecture(fichiers), contrats=_seul(ecarts, CONTRATS)))
    _lire_fiches(con, avant, apres, ecarts.get(CONTRATS))
    con.execute(
        duck.sql(
            __file__,
            "contrats",
            **_deux("traces", _traces(avant), _traces(apres)),
            **_deux(
                "lues", *(v.vue("sources_lues", ("fichier", "source", "refuse")) for v in (avant, apres))
            ),
            **_deux(
                "quarantaine", *(v.vue("quarantaine", ("rang", "source_sha256")) for v in (avant, apres))
            ),
        )
    )
    jour = duck.literal(f"{avant.arrete_au:%d/%m/%Y}")
    con.execute(duck.sql(__file__, "causes_contrats", date_avant=_date(avant), jour_avant=jour))
    con.execute(
        duck.sql(
            __file__,
            "corrections",
            **_deux("corrections", *(v.vue("corrections_appliquees", CORRECTIONS) for v in (avant, apres))),
            modifications=_seul(ecarts, "modifications"),
        )
    )


def _lire_fiches(con: duckdb.DuckDBPyConnection, avant: Version, apres: Version, ecarts: Path | None) -> None:
    """Make fiches_a and fiches_b (buyer and day of each contract that changed), acheteurs_a and acheteurs_b."""
    sources = []
    for version, cote in ((avant, "avant"), (apres, "apres")):
        chemin = reste(ecarts.parent, CONTRATS, cote) if ecarts else None
        tamise = chemin if chemin and chemin.is_file() else None
        sources.append((version.vue(CONTRATS, FICHE, tamise), version))
    con.execute(duck.sql(__file__, "fiches", **_deux("reste", sources[0][0], sources[1][0])))
    for cote, autre, (source, version) in (("a", "b", sources[0]), ("b", "a", sources[1])):
        con.execute(duck.sql(__file__, "acheteurs", cote=cote, autre=autre, lecture=source))
        absents = (
            f"SELECT acheteur_siren FROM fiches_{autre} EXCEPT SELECT acheteur_siren FROM acheteurs_{cote}"
        )
        if con.execute(absents).fetchall():
            lecture_entiere = version.vue(CONTRATS, FICHE)
            con.execute(duck.sql(__file__, "acheteurs", cote=cote, autre=autre, lecture=lecture_entiere))


def completer_fiches(con: duckdb.DuckDBPyConnection, avant: Version, apres: Version) -> None:
    """Add the contracts that changed in other tables only, for who needs the buyer and day of all."""
    manquent = "FROM concernes ANTI JOIN fiches_a USING (contrat_id) ANTI JOIN fiches_b USING (contrat_id)"
    if con.execute(f"{manquent} LIMIT 1").fetchall():
        sources = _deux("reste", avant.vue(CONTRATS, FICHE), apres.vue(CONTRATS, FICHE))
        con.execute(duck.sql(__file__, "fiches", **sources))


def motiver(
    con: duckdb.DuckDBPyConnection,
    avant: Version,
    apres: Version,
    nom: str,
    famille: str,
    defaut: str,
    ecarts: Mapping[str, Path],
) -> None:
    """Make the view `motives`: the differences of a table that follows contracts, each with its reason."""
    registre = nom in UNIS and any(registre in ecarts for registre in REGISTRES)
    con.execute(
        duck.sql(
            __file__,
            "cellules",
            famille=duck.literal(famille),
            table=duck.literal(nom),
            defaut=duck.literal(defaut),
            registre=str(registre).lower(),
            date_avant=_date(avant),
            date_apres=_date(apres),
            recule=str(apres.arrete_au < avant.arrete_au).lower(),
            ecarts=duck.literal(ecarts[nom]),
        )
    )


def lecture(fichiers: list[Path]) -> str:
    """Return the SQL of the differences that files hold; no file, no row."""
    if fichiers:
        return f"read_parquet({duck.liste(fichiers)})"
    return "(SELECT NULL::VARCHAR AS contrat_id, NULL::VARCHAR AS nature WHERE false)"


def _seul(ecarts: Mapping[str, Path], nom: str) -> str:
    return lecture([ecarts[nom]] if nom in ecarts else [])


def _traces(version: Version) -> str:
    """Return the SQL of the records of contracts, the one that each relies on marked `foi`."""
    sources, decisions = (version.vue(nom, TRACES) for nom in ("contrat_sources", "decisions"))
    return f"(SELECT *, true AS foi FROM {sources} UNION ALL SELECT *, false FROM {decisions})"


def _deux(nom: str, avant: str, apres: str) -> dict[str, str]:
    return {f"{nom}_avant": avant, f"{nom}_apres": apres}


def _date(version: Version) -> str:
    return f"DATE '{version.arrete_au.isoformat()}'"
