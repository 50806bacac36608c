"""What a run left in its work folder, read into `Matiere`. What is not there gives nothing, but the results."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.modele import Acheteur, Definition
from pipelines.rapports.matiere import Matiere


def lire(
    travail: Path,
    definitions: Sequence[Definition],
    fiche: Mapping[str, Any],
    *,
    slug: str,
    acheteurs: Sequence[Acheteur],
    arrete_au: date,
    fictif: bool,
    interne: bool,
) -> Matiere:
    """Read the results of a run, and what says how far they go: deliveries, sources.

    `travail` is the work folder of the run, `fiche` what spaser.yaml holds. `interne` reads what is not published.
    The day is that of the results; `arrete_au` is for a run that has none.

    Errors: SpaserErreur when the run has not been done.
    """
    publies, internes = travail / "tables" / "resultats.parquet", travail / "resultats_internes.parquet"
    if not publies.is_file() or (interne and not internes.is_file()):
        raise SpaserErreur(
            f"Aucun résultat dans « {travail} » : lancez d'abord « spaser run {slug} » (avec les mêmes options)."
        )
    tables, lus = travail / "tables", _resultats(publies, internes, interne)
    return Matiere(
        slug=slug,
        titre=str(fiche.get("titre", slug)),
        emetteur=str(fiche.get("emetteur", "")),
        edition=definitions[0].edition,
        definitions=tuple(definitions),
        acheteurs=tuple(acheteurs),
        arrete_au=max((r["arrete_au"] for r in lus), default=arrete_au),
        resultats=lus,
        fictif=fictif,
        interne=interne,
        licence=str(fiche.get("licence", "")),
        sources=_json(travail / "sources.json", ""),
        referentiels=_json(travail / "referentiels" / "bilan.json", "fichiers"),
        livraisons=_lignes(tables / "livraisons_etat.parquet") or (),
        groupements=_lignes(tables / "groupements.parquet") or (),
        suivi=_lignes(tables / "actions.parquet") or (),
        deploiement=_deploiement(fiche.get("tableaux_de_bord") or {}),
    )


def _deploiement(dit: object) -> tuple[str, ...]:
    axes = dit.get("deploiement") or [] if isinstance(dit, Mapping) else None
    if not isinstance(axes, list):
        raise SpaserErreur(
            "spaser.yaml : « tableaux_de_bord » s'écrit « deploiement: [\"1\"] », des numéros d'axes."
        )
    return tuple(map(str, axes))


def _resultats(publies: Path, internes: Path, interne: bool) -> tuple[dict[str, Any], ...]:
    with connect(threads=1) as con:
        curseur = con.execute(
            sql(
                __file__,
                "lecture",
                publies=literal(publies),
                internes=literal(internes if interne else publies),
                caches=str(interne).lower(),
                interne=str(interne).lower(),
            )
        )
        noms = [colonne[0] for colonne in curseur.description or []]
        return tuple(dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall())


def _lignes(parquet: Path) -> tuple[dict[str, Any], ...] | None:
    """Read a table whole, in a stable order; None when the run does not have it."""
    if not parquet.is_file():
        return None
    with connect(threads=1) as con:
        curseur = con.execute(f"FROM read_parquet({literal(parquet)}) ORDER BY ALL")
        noms = [colonne[0] for colonne in curseur.description or []]
        return tuple(dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall())


def _json(path: Path, cle: str) -> tuple[dict[str, Any], ...]:
    if not path.is_file():
        return ()
    lu = json.loads(path.read_text(encoding="utf-8"))
    return tuple(dict(un) for un in (lu[cle] if cle else lu))
