"""What the journal says of contracts: how many came, changed, left, why, and a few of each."""

import duckdb

from pipelines.commun import duck
from pipelines.publication.changements.motifs import motifs
from pipelines.publication.changements.phrases import compte, identifiant, jour, nombre, texte
from pipelines.publication.changements.version import Version

EXEMPLES = 3
FICHE = ("contrat_id", "objet", "date_notification")


def phrases(con: duckdb.DuckDBPyConnection, avant: Version, apres: Version) -> list[str]:
    """Return the sentences; `dits` is the table of changes."""
    con.execute(
        duck.sql(
            __file__,
            "journal_contrats",
            avant=avant.vue("contrats", FICHE),
            apres=apres.vue("contrats", FICHE),
        )
    )
    dites = [
        *_passages(con, "ajoute", "contrat ajouté"),
        *_corriges(con),
        *_titulaires(con),
        *_passages(con, "retire", "contrat retiré"),
        *_renommes(con),
    ]
    return dites or ["Aucun contrat ajouté, corrigé ni retiré."]


def _passages(con: duckdb.DuckDBPyConnection, nature: str, mots: str) -> list[str]:
    """Tell contracts that came, or went; those that only changed identifier are told apart."""
    comptes = con.execute("SELECT motif, n FROM raisons_passes WHERE nature = ?", [nature]).fetchall()
    total = sum(n for _, n in comptes)
    if not total:
        return []
    exemples = con.execute(
        "SELECT contrat_id, objet, jour FROM passes WHERE nature = ? ORDER BY numero LIMIT ?",
        [nature, EXEMPLES],
    ).fetchall()
    dits = [
        f"{identifiant(c)} ({texte(objet)}{', notifié le ' + jour(le) if le else ''})"
        for c, objet, le in exemples
    ]
    return [f"{compte(total, mots)} : {raisons(comptes)}. {_suite(dits, total)}"]


def _corriges(con: duckdb.DuckDBPyConnection) -> list[str]:
    total, republies = con.execute(
        "SELECT count(*) FILTER (cases > 0), count(*) FILTER (cases = 0) FROM corriges"
    ).fetchall()[0]
    dites = []
    if total:
        colonnes = con.execute(
            "SELECT colonne, count(*) AS n FROM cellules GROUP BY colonne ORDER BY n DESC, colonne"
        ).fetchall()
        motives = con.execute(
            "SELECT motif, count(DISTINCT contrat_id) AS n FROM cellules GROUP BY motif ORDER BY n DESC, motif"
        ).fetchall()
        exemples = con.execute(f"FROM premieres LIMIT {EXEMPLES}").fetchall()
        dits = [
            f"{identifiant(c)}, `{col}` : {texte(a)} → {texte(b)} ({texte(e.rstrip('.'), 200)})"
            for c, col, a, b, e in exemples
        ]
        principales = ", ".join(f"`{col}` {nombre(n)}" for col, n in colonnes[:6])
        autres = f" et {compte(len(colonnes) - 6, 'autre colonne')}" if len(colonnes) > 6 else ""
        dites.append(
            f"{compte(total, 'contrat corrigé')}, {compte(sum(n for _, n in colonnes), 'case')} (nombres de "
            "publications à part) : "
            f"{principales}{autres}. "
            f"Pourquoi : {raisons(motives)}. {_suite(dits, total)}"
        )
    if republies:
        dites.append(
            f"{compte(republies, 'contrat dont seul', 'contrats dont seul')} le nombre de publications a changé."
        )
    return dites


def _titulaires(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Tell contracts whose suppliers changed: they are in a table of their own."""
    lus = con.execute("SELECT contrat_id FROM titulaires_changes").fetchall()
    if not lus:
        return []
    dits = [identifiant(contrat) for (contrat,) in lus[:EXEMPLES]]
    mots = ("contrat dont les titulaires ont changé", "contrats dont les titulaires ont changé")
    return [f"{compte(len(lus), *mots)} : {_suite(dits, len(lus))}"]


def _renommes(con: duckdb.DuckDBPyConnection) -> list[str]:
    lus = con.execute(
        "SELECT ancienne_valeur, nouvelle_valeur FROM dits WHERE nature = 'renomme' ORDER BY numero::BIGINT"
    ).fetchall()
    if not lus:
        return []
    dits = [f"{identifiant(a)} → {identifiant(b)}" for a, b in lus[:EXEMPLES]]
    return [f"{compte(len(lus), 'identifiant changé')} : {_suite(dits, len(lus))}"]


def raisons(comptes: list[tuple[str, int]]) -> str:
    """Tell reasons and how often: nouveau contrat (29), arrivé tard (4)."""
    return ", ".join(f"{motifs()[motif]['libelle']} ({nombre(n)})" for motif, n in comptes)


def _suite(dits: list[str], total: int) -> str:
    reste = f" ; et {compte(total - len(dits), 'autre')} : voir changements.csv" if total > len(dits) else ""
    return f"{' ; '.join(dits)}{reste}."
