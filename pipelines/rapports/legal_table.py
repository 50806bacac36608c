"""The table `rapport_l2111_3` (schemas/rapport_l2111_3): the legal report as data, one row a figure, CSV and Parquet.

The same rows of results as the report: nothing is computed. A rate is told in per cent, as the names of columns say.
"""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal
from pipelines.rapports.categories import BASES, CATEGORIES, PERIMETRES, Categorie
from pipelines.rapports.cibles import cibles, propres
from pipelines.rapports.legal import niveaux
from pipelines.rapports.matiere import BLOC, Matiere, Periode, Resultat
from pipelines.schemas import tables as schemas

TABLE = "rapport_l2111_3"
COMPTES = ("nombre", "valeur")


def lignes(matiere: Matiere, periode: Periode, acheteur: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a period, in the order of their key; a figure that has no row in the results has none here."""
    for siren in sorted(niveaux(matiere, acheteur, tous=True), key=lambda s: s or ""):
        for categorie in sorted(CATEGORIES, key=lambda c: c.code):
            for compte in COMPTES:
                for base, _ in sorted(BASES):
                    for perimetre, _ in sorted(PERIMETRES):
                        place = {"compte": compte, "base": base, "perimetre": perimetre}
                        lue = matiere.legale(categorie.code, siren, periode, **place)
                        if lue is not None:
                            yield _ligne(matiere, periode, categorie, siren, lue, place)


def ecrire(matiere: Matiere, periode: Periode, acheteur: str | None, dossier: Path, nom: str) -> list[Path]:
    """Write `nom`.csv (UTF-8, comma, point) and `nom`.parquet; return both paths."""
    schema = schemas.charger(TABLE)
    colonnes = schemas.colonnes(schema)
    en_csv, en_parquet = dossier / f"{nom}.csv", dossier / f"{nom}.parquet"
    with en_csv.open("w", encoding="utf-8", newline="") as file:
        sortie = csv.writer(file, lineterminator="\n")
        sortie.writerow(colonnes)
        for ligne in lignes(matiere, periode, acheteur):
            sortie.writerow("" if ligne[c] is None else ligne[c] for c in colonnes)
    types = ", ".join(f"'{c}': '{t}'" for c, t in schemas.types_duckdb(schema).items())
    with connect(threads=1) as con:
        con.execute(
            f"COPY (FROM read_csv({literal(en_csv)}, header=true, nullstr='', auto_detect=false, delim=',', "
            "quote='\"', "
            f"escape='\"', columns={{{types}}})) TO {literal(en_parquet)} (FORMAT parquet, COMPRESSION zstd)"
        )
    return [en_csv, en_parquet]


def _ligne(
    matiere: Matiere,
    periode: Periode,
    categorie: Categorie,
    siren: str | None,
    lue: Resultat,
    place: Mapping[str, str],
) -> dict[str, Any]:
    debut, fin = periode.jours
    # a target speaks of all contracts, as its indicator does: it stands beside that rate only
    visee = place["base"] == "tous" and place["perimetre"] == PERIMETRES[0][0]
    trouvees = propres(cibles(matiere, categorie, place["compte"], periode, lue), matiere) if visee else []
    cible = next(
        (c for c in trouvees if c.objectif.valeur is not None and c.indicateur.unite == "taux"), None
    )
    moments = {
        modalite: matiere.legale(
            categorie.code, siren, periode, **place, dimension="moment_qualite", modalite=modalite
        )
        for modalite in ("a_la_notification", "observee_apres")
    }
    return {
        "spaser": lue["spaser"],
        "edition": lue["edition"],
        "niveau": lue["niveau"],
        "acheteur_siren": siren,
        "acheteur_nom": matiere.nom(siren),
        "periode_debut": debut.isoformat(),
        "periode_fin": fin.isoformat(),
        "categorie": categorie.code,
        **place,
        "taux_pct": _pct(lue["valeur"]),
        "unite": "contrats" if place["compte"] == "nombre" else "eur_ht",
        "numerateur": _exact(lue["numerateur"]),
        "denominateur": _exact(lue["denominateur"]),
        **{m: _exact(r["numerateur"]) if r else None for m, r in moments.items()},
        "couverture_pct": _pct(lue["couverture"]),
        "borne_min_pct": _pct(lue["borne_min"]),
        "borne_max_pct": _pct(lue["borne_max"]),
        "cible_operateur": cible.objectif.operateur if cible else None,
        "cible_pct": _pct(cible.objectif.valeur) if cible else None,
        "cible_echeance": (cible.objectif.echeance or "permanente") if cible else None,
        "cible_indicateur_id": cible.indicateur.indicateur_id if cible else None,
        "cible_etat": cible.etat if cible else None,
        "origine": lue["origine"],
        "stade": lue["stade"],
        "secret": lue["secret"],
        "arrete_au": lue["arrete_au"].isoformat(),
        "indicateur_id": BLOC + categorie.code,
        "sources": lue["sources"],
        "note": lue["note"],
    }


def _pct(taux: Decimal | None) -> Decimal | None:
    return None if taux is None else (Decimal(taux) * 100).quantize(Decimal("0.0001"))


def _exact(valeur: Decimal | None) -> Decimal | None:
    """Amounts have cents, counts have none: two decimals hold both."""
    return None if valeur is None else Decimal(valeur).quantize(Decimal("0.01"))
