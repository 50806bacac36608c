"""Why results moved: their definition, the registers they read, or the contracts they count.

Only what is published is looked at; where something else may have moved, the reason says that it cannot be told.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.indicateurs import listes
from pipelines.publication.changements import contrats, motifs
from pipelines.publication.changements.version import Version
from pipelines.schemas import tables as schemas
from pipelines.validation.export import chemin_sql, nom_sql

LUES = ("edition", "indicateur_id", "acheteur_siren", "periode_debut", "periode_fin", "sources", "secret")
CIBLES = (
    "cible",
    "cible_periode",
    "ecart",
    "etat",
    "cible_operateur",
    "cible_pct",
    "cible_echeance",
    "cible_etat",
)
# Tables whose contracts a measure may count.
COMPTEES = (
    "contrats",
    "titulaires",
    "considerations",
    "caracteristiques",
    "groupement_membres",
    "attributions",
    "union_contrats",
)
MESURES = Path(listes.__file__).parent / "mesures.csv"


def preparer(
    con: duckdb.DuckDBPyConnection,
    avant: Version,
    apres: Version,
    ecarts: Mapping[str, Path],
    motives: Mapping[str, Path],
) -> None:
    """Make what all tables of results are judged by: contracts that moved, sources that changed."""
    fichiers = [motives[nom] for nom in COMPTEES if nom in motives]
    vide = (
        "(SELECT NULL::VARCHAR AS contrat_id, NULL AS nature, NULL AS motif, NULL AS colonne, "
        'NULL AS "table" WHERE false)'
    )
    part = ("contrat_id", "acheteur_siren")
    contrats.completer_fiches(con, avant, apres)
    con.execute(
        duck.sql(
            __file__,
            "mouvements",
            motives=f"read_parquet({duck.liste(fichiers)})" if fichiers else vide,
            attributions_avant=avant.vue("attributions", part),
            attributions_apres=apres.vue("attributions", part),
        )
    )
    con.execute("CREATE OR REPLACE TEMP TABLE jetons (jeton VARCHAR, cause VARCHAR)")
    for jeton in _jetons(con, avant, apres):
        con.execute("INSERT INTO jetons VALUES (?, ?)", [jeton, _cause(con, jeton, avant, apres, ecarts)])
        if (
            jeton == "publication" and avant.arrete_au != apres.arrete_au
        ):  # how long ago: counted up to that day
            con.execute("INSERT INTO jetons VALUES (?, 'date')", [jeton])


def _jetons(con: duckdb.DuckDBPyConnection, *versions: Version) -> list[str]:
    vues = [v.vue(nom, ("sources",)) for v in versions for nom in ("resultats", "rapport_l2111_3")]
    toutes = " UNION ".join(f"SELECT unnest(string_split(sources, '|')) AS j FROM {vue}" for vue in vues)
    return sorted(jeton for (jeton,) in con.execute(toutes).fetchall() if jeton)


def _cause(
    con: duckdb.DuckDBPyConnection, jeton: str, avant: Version, apres: Version, ecarts: Mapping[str, Path]
) -> str | None:
    """Say what a change of this source is called; None when it has not changed, `inconnu` when it cannot be told."""
    if jeton == "decp":
        return "decp"
    if jeton == "saisies":  # told indicator by indicator
        return None
    if jeton == "objectifs":  # the share of targets reached
        return "autres_resultats"
    if jeton == "publication":
        return "versions" if "publications" in ecarts else None
    if jeton in avant.tables and jeton in apres.tables:
        return "registre" if jeton in ecarts else None
    if jeton not in schemas.lister(
        usage="registre"
    ):  # a national file: what it says of suppliers is not published
        return (
            None if avant.referentiels is not None and avant.referentiels == apres.referentiels else "inconnu"
        )
    if not avant.registres and not apres.registres:
        return None
    if schemas.est_prive(schemas.charger(jeton)):  # not even its deliveries are published
        return "inconnu"
    livrees = [_livraisons(con, version, jeton) for version in (avant, apres)]
    return None if livrees[0] == livrees[1] else "registre"


def _livraisons(con: duckdb.DuckDBPyConnection, version: Version, jeton: str) -> list[tuple[str, ...]]:
    colonnes = ("table_livree", "fichier_sha256", "etat", "acheteur_siren", "periode")
    vue = version.vue("livraisons_etat", colonnes)
    return con.execute(f"FROM {vue} WHERE table_livree = {duck.literal(jeton)} ORDER BY ALL").fetchall()


def motiver(
    con: duckdb.DuckDBPyConnection,
    avant: Version,
    apres: Version,
    nom: str,
    defaut: str,
    ecarts: Mapping[str, Path],
) -> None:
    """Make the view `motives`: the differences of a table of results, each with its reason."""
    cles = [
        f"CAST(to_json([{', '.join(map(nom_sql, version.tables[nom].cle))}]) AS VARCHAR)"
        if nom in version.tables
        else "NULL::VARCHAR"
        for version in (avant, apres)
    ]
    lues = [_avec(version, nom, LUES) for version in (avant, apres)]
    noms = ", ".join(
        f"{duck.literal(code)}: {duck.literal(libelle)}"
        for code, libelle in (
            {code: ligne["libelle"] for code, ligne in motifs.motifs().items()}
            | {"causes_multiples": "contrats où plusieurs causes se mêlent"}
        ).items()
    )
    ensembles = [version.vue(nom, ("edition", "indicateur_id")) for version in (avant, apres)]
    con.execute(
        duck.sql(
            __file__,
            "resultats",
            ecarts=duck.literal(ecarts[nom]),
            defaut=duck.literal(defaut),
            cle_avant=cles[0],
            cle_apres=cles[1],
            avant=lues[0],
            apres=lues[1],
            indicateurs_avant=_definitions(avant, apres),
            indicateurs_apres=_definitions(apres, avant),
            mesures=f"read_csv({chemin_sql(MESURES)}, header = true, all_varchar = true, delim = ',', quote = '\"')",
            saisies=_touches(ecarts, "saisies"),
            objectifs=_touches(ecarts, "objectifs"),
            autres_editions=f"(SELECT edition FROM {ensembles[0]} INTERSECT SELECT edition FROM {ensembles[1]})",
            communs=f"(SELECT indicateur_id FROM {ensembles[0]} INTERSECT SELECT indicateur_id FROM {ensembles[1]})",
            periodes_avant=avant.vue(nom, ("periode_debut", "periode_fin")),
            cibles=duck.liste(CIBLES),
            libelles=duck.sql(__file__, "libelles", noms=f"MAP {{{noms}}}").strip(),
        )
    )


def _avec(version: Version, nom: str, colonnes: tuple[str, ...]) -> str:
    cle = version.tables[nom].cle if nom in version.tables else []
    return version.vue(nom, dict.fromkeys((*cle, *colonnes)))


def _definitions(version: Version, autre: Version) -> str:
    """Return the SQL of the definitions, `dit` holding all that both versions say of an indicator."""
    table, autre_table = version.tables.get("indicateurs"), autre.tables.get("indicateurs")
    communes = [c for c in table.colonnes if c in autre_table.colonnes] if table and autre_table else []
    colonnes = dict.fromkeys(("edition", "indicateur_id", "mesure", "filtre", *communes))
    dit = ", ".join(map(nom_sql, sorted(communes))) or "NULL"
    return (
        "(SELECT edition, indicateur_id, mesure, filtre, "
        f"CAST(to_json([{dit}]) AS VARCHAR) AS dit FROM {version.vue('indicateurs', colonnes)})"
    )


def _touches(ecarts: Mapping[str, Path], nom: str) -> str:
    if nom not in ecarts:
        return "(SELECT NULL::VARCHAR AS indicateur_id WHERE false)"
    lu = f"read_parquet({duck.literal(ecarts[nom])})"
    return f"(SELECT DISTINCT indicateur_id FROM {lu} WHERE indicateur_id IS NOT NULL)"
