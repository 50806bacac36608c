"""The steps of a run that take registers: deliveries, corrections, union. The order of all steps is in `etapes`.

Every function does nothing on a SPASER without registers, except taking away what an earlier run had made.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json
from pipelines.contexte import FICTIF
from pipelines.contrats import corrections, union
from pipelines.livraisons.etablir import ETAT, essayer, etablir_registres
from pipelines.livraisons.journal import Livraison, chemins_declares
from pipelines.livraisons.prive import FICHIER_PRIVE
from pipelines.publication import alias, depot
from pipelines.schemas import tables as schemas
from pipelines.validation.controle import dossier_prive
from pipelines.validation.dossier import valider_parquet
from pipelines.validation.regles_croisees import regles_croisees

if TYPE_CHECKING:
    from pipelines.contexte import Contexte

DOSSIER = "registres"
DESACCORDS = "desaccords.json"
LECTURES = "lectures"
"""Beside the registers in force: what was found in files that have not changed since."""
TABLES = (*union.TABLES, ETAT)
"""The tables of the step `union`; that of the corrections is made with the contracts."""


def prendre(ctx: "Contexte", suivi: Callable[[str], None] | None = None) -> dict[str, Any] | None:
    """Establish the registers in force; None when the SPASER has none."""
    shutil.rmtree(ctx.travail / DOSSIER, ignore_errors=True)
    if ctx.registres is None:
        shutil.rmtree(ctx.travail / LECTURES, ignore_errors=True)
        return None
    ctx.travail.mkdir(parents=True, exist_ok=True)
    if ctx.fictif:
        _recreer_prives(ctx.registres)
    # every fictional run delivers the same files: they are read once for all
    chez = ctx.travail.parent / FICTIF if ctx.fictif and ctx.travail.name == ctx.slug else ctx.travail
    return etablir_registres(ctx.registres, ctx.travail / DOSSIER, suivi=suivi, gardees=chez / LECTURES)


def dossier_de(slug: str, racine: Path = Path()) -> Path:
    """Return the folder of registers of a SPASER, which may not exist yet.

    Errors: no such SPASER, or a definition that does not say where its registers are.
    """
    from pipelines.contexte import definition_de

    registres = definition_de(racine, slug).get("registres")
    if not registres:
        raise SpaserErreur(
            f"« {slug} » n'a pas de registres : ajoutez « registres: data/raw/{slug}/registres » à son spaser.yaml."
        )
    return racine / str(registres)


def essayer_livraison(
    registres: Path, livraison: Livraison
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Try a delivery: what becomes of it, its rows that wait, the rows that it would no longer have."""
    with dossier_prive() as travail:
        etat, registre = essayer(registres, livraison, travail)
    ici = livraison.livraison_id
    attente = [a for a in registre.attente if a["livraison_id"] == ici]
    return etat, attente, [d for d in registre.disparues if d["livraison_id"] == ici]


def fautes(ctx: "Contexte") -> list[dict[str, Any]]:
    """Judge each register in force against its schema, as a table to publish would be; list the faults."""
    dossier = ctx.travail / DOSSIER
    if ctx.registres is None:
        return []
    trouvees = []
    for nom in schemas.lister(usage="registre"):
        if (dossier / f"{nom}.parquet").is_file():
            verdict = valider_parquet(dossier / f"{nom}.parquet", travail=dossier)
            trouvees += [{"table": nom, **erreur, "valeur": None} for erreur in verdict.erreurs]
    return trouvees


def desaccords(ctx: "Contexte") -> list[dict[str, Any]]:
    """List what the registers in force say against each other (docs/regles-registres.md); none of it stops a run.

    Keys: table, rang (row of the register in force), cle, champ, code, gravite, message, suggestion; never a value.
    """
    dossier = ctx.travail / DOSSIER
    if ctx.registres is None:
        return []
    connus = {nom: schemas.charger(nom) for nom in schemas.lister()}
    noms = [nom for nom in schemas.lister(usage="registre") if (dossier / f"{nom}.parquet").is_file()]
    trouves = regles_croisees({nom: dossier / f"{nom}.parquet" for nom in noms}, connus, dossier)
    lignes = [{nom: valeur for nom, valeur in d.items() if nom not in ("valeur", "regle")} for d in trouves]
    ecrire_json(dossier / DESACCORDS, lignes)
    (dossier / DESACCORDS).chmod(FICHIER_PRIVE)
    return lignes


def refuser_non_conformes(ctx: "Contexte") -> None:
    """Stop when a register in force breaks its schema: the rows were judged one file at a time, never together."""
    if trouvees := fautes(ctx):
        dites = " ; ".join(f"{f['table']} : {f['message']}" for f in trouvees[:5])
        raise SpaserErreur(f"Registres en vigueur non conformes ({len(trouvees)} fautes) : {dites}")


def corriger_contrats(ctx: "Contexte") -> dict[str, Any]:
    """Apply the register of corrections to the contracts just settled; return the account with what became of it."""
    bilan: dict[str, Any] = json.loads((ctx.tables / "bilan.json").read_text(encoding="utf-8"))
    (ctx.tables / f"{corrections.TABLE}.parquet").unlink(missing_ok=True)
    if ctx.registres is not None:
        registre = ctx.travail / DOSSIER / "corrections.parquet"
        bilan["corrections"] = corrections.corriger(ctx.tables, registre, _alias(ctx), ctx.arrete_au)
        ecrire_json(ctx.tables / "bilan.json", bilan)
    return bilan


def unir(ctx: "Contexte") -> dict[str, Any] | None:
    """Unite the register of contracts and the published ones, tell of the deliveries, and complete the account."""
    for table in TABLES:
        (ctx.tables / f"{table}.parquet").unlink(missing_ok=True)
    if ctx.registres is None:
        return None
    dossier = ctx.travail / DOSSIER
    lus = union.Registres(
        *(dossier / f"{nom}.parquet" for nom in ("registre_contrats", "cotitulaires", "rapprochements"))
    )
    corrigees = ctx.tables / f"{corrections.TABLE}.parquet"
    unis = union.unir(ctx.tables, lus, ctx.arrete_au, corrections=corrigees, alias=_alias(ctx))
    bilan: dict[str, Any] = json.loads((ctx.tables / "bilan.json").read_text(encoding="utf-8"))
    bilan |= {"union": unis, "livraisons": _raconter_livraisons(ctx)}
    ecrire_json(ctx.tables / "bilan.json", bilan)
    return unis


def _raconter_livraisons(ctx: "Contexte") -> dict[str, int]:
    """Write what is told of the deliveries that concern no person, and count them by state.

    The number of rows of a register about persons is a measure fed by it: it is not published (law 5).
    """
    publiques = [
        nom for nom in schemas.lister(usage="registre") if not schemas.est_prive(schemas.charger(nom))
    ]
    sortie = ctx.tables / f"{ETAT}.parquet"
    with connect() as con:
        con.execute(
            sql(
                __file__,
                "etapes_registres",
                etat=literal(ctx.travail / DOSSIER / f"{ETAT}.parquet"),
                publiques=", ".join(map(literal, publiques)),
                sortie=literal(sortie),
            )
        )
        comptes = con.execute(
            f"SELECT etat, count(*) FROM read_parquet({literal(sortie)}) GROUP BY etat"
        ).fetchall()
    return dict.fromkeys(("en_vigueur", "remplacee", "refusee"), 0) | {str(nom): int(n) for nom, n in comptes}


def _recreer_prives(registres: Path) -> None:
    """Make again the private files of the fictional community, which git does not hold (they describe no one)."""
    from pipelines.fictif.prives import ecrire_prives

    if not all(chemin.is_file() for chemin in chemins_declares(registres)):
        ecrire_prives(registres.parent)


def _alias(ctx: "Contexte") -> Path:
    """Write the contract ids that changed since the version in force, so that decisions on them still count."""
    publie = ctx.published / ctx.slug
    latest = depot.lire_latest(publie)
    version = str(latest["version"] or "") if latest else ""
    sortie = ctx.travail / f"{alias.TABLE}.parquet"
    with connect() as con:
        ancienne = publie / depot.VERSIONS / version if version else None
        alias.ecrire_alias(con, ctx.tables, ancienne, version, sortie)
    return sortie
