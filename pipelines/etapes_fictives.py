"""A definition tried on the fictional community: the values that nobody typed for it are invented (law 9).

Only a fictional run comes through here, and what it publishes says so on every page. The invention itself belongs to
`fictif.saisies_de`.
"""

from typing import TYPE_CHECKING

from pipelines.commun.duck import connect, literal, sql
from pipelines.contexte import FICTIF, definition_de
from pipelines.fictif.saisies_de import Ligne, actions_fictives, saisies_fictives
from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.listes import listes
from pipelines.schemas import tables as schemas
from pipelines.validation import spool

if TYPE_CHECKING:
    from pipelines.contexte import Contexte


def inventer(ctx: "Contexte") -> None:
    """Add invented entries and states of actions to the registers in force of a fictional run of another definition."""
    # a fictional SPASER with registers of its own says what it says
    siens = definition_de(ctx.racine, ctx.modele).get("registres")
    if not ctx.fictif or ctx.modele == FICTIF or ctx.registres is None or siens:
        return
    definition = lire_definition(ctx.racine, ctx.modele)
    periode = ctx.definition["periode"]
    annees = range(int(str(periode["debut"])[:4]), int(str(periode["fin"])[:4]) + 1)
    modes = {code: manieres[0].mode for code, manieres in listes().mesures.items()}
    _ajouter(ctx, "saisies", saisies_fictives(definition, modes, annees, ctx.acheteurs))
    _ajouter(ctx, "actions", actions_fictives(definition, annees, ctx.acheteurs))


def _ajouter(ctx: "Contexte", table: str, lignes: list[Ligne]) -> None:
    """Write a register in force again, with rows more, in the order of its key."""
    schema = schemas.charger(table)
    en_vigueur, neuves = (
        ctx.travail / "registres" / nom for nom in (f"{table}.parquet", f".{table}.parquet")
    )
    colonnes = schemas.types_duckdb(schema)
    spool.ecrire(neuves, colonnes, ({nom: ligne.get(nom) for nom in colonnes} for ligne in lignes))
    sortie = en_vigueur.with_suffix(".neuf")
    with connect() as con:
        con.execute(
            sql(
                __file__,
                "etapes_fictives",
                en_vigueur=literal(en_vigueur),
                neuves=literal(neuves),
                cle=", ".join(f'"{nom}"' for nom in schemas.cle(schema)),
                sortie=literal(sortie),
            )
        )
    sortie.chmod(0o600)
    sortie.replace(en_vigueur)
    neuves.unlink()
