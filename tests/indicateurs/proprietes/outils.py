"""Small worlds of contracts and registers, as pure tables, and the results that the engine draws from them.

Rows say only what matters; what is not said is NULL. No expectation belongs here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines.commun.duck import connect, literal
from pipelines.indicateurs.calcul.calculer import Publications, calculer_sur
from pipelines.indicateurs.calcul.entrees import PUBLIEES, Entrees, ouvrir
from pipelines.indicateurs.definition.modele import Acheteur, Definition, Indicateur, Objectif
from pipelines.schemas import tables as schemas

VILLE, CCAS, AUTRE = "000001016", "000001024", "000001032"
AU = date(2026, 6, 30)
TETE = ("simple_et_accords_cadres", "sans_objet")
Ligne = dict[str, Any]


class Res(NamedTuple):
    """What a result says: value, numerator, denominator, share of answers, bounds."""

    valeur: Decimal | None
    num: Decimal | None
    den: Decimal | None
    couverture: Decimal | None
    bmin: Decimal | None
    bmax: Decimal | None


@dataclass
class Monde:
    """Rows by table, and the registers delivered (table, buyer, period)."""

    lignes: dict[str, list[Ligne]] = field(default_factory=dict)
    livraisons: list[tuple[str, str, str]] = field(default_factory=list)

    def poser(self, table: str, **valeurs: Any) -> None:
        self.lignes.setdefault(table, []).append(valeurs)

    def livrer(self, siren: str, *registres: str, periode: str = "2019/2030") -> None:
        self.livraisons += [(registre, siren, periode) for registre in registres]

    def contrat(
        self,
        identifiant: str,
        *,
        siren: str = VILLE,
        etat: str = "apparie",
        decp: Ligne | None = None,
        **registre: Any,
    ) -> str:
        """Add a contract of the union: what DECP says of it, what the register says; return its key."""
        cle = f"{siren}-{identifiant}"
        union = {"contrat_id": cle, "acheteur_siren": siren, "etat": etat}
        if etat != "decp_seul":
            union |= {"registre_acheteur_siren": siren, "reference": identifiant}
            defaut = {"type": "marche", "date_notification": "2024-03-01", "statut": "en_cours"}
            self.poser(
                "registre_contrats", acheteur_siren=siren, reference=identifiant, **(defaut | registre)
            )
        if etat != "registre_seul":
            defaut = {"type": "marche", "date_notification": "2024-03-01"}
            self.poser("contrats", contrat_id=cle, acheteur_siren=siren, **(defaut | (decp or {})))
        self.poser("union_contrats", **union)
        return cle

    def clause(self, reference: str, code: str, famille: str, *, siren: str = VILLE, **autres: Any) -> None:
        self.poser(
            "clauses", acheteur_siren=siren, contrat_reference=reference, code=code, famille=famille,
            **({"nature": "clause"} | autres),
        )  # fmt: skip


def indicateur(identifiant: str, mesure: str, filtre: str = "", unite: str = "taux") -> Indicateur:
    """One indicator; `filtre` is written as in indicateurs.csv."""
    dits = dict(partie.split("=", 1) for partie in filtre.split(";") if partie)
    return Indicateur(identifiant, identifiant, "suivi", unite, mesure, dits)


def definition(indicateurs: Iterable[Indicateur], objectifs: Iterable[Objectif] = ()) -> Definition:
    return Definition(
        "essai", "1", "Essai", Path(), True, (), tuple(indicateurs), tuple(objectifs), (), (), {}
    )


def ecrire(dossier: Path, monde: Monde) -> Entrees:
    """Write the Parquet tables that the engine reads."""
    (dossier / "tables").mkdir(parents=True, exist_ok=True)
    (dossier / "registres").mkdir(exist_ok=True)
    lignes = monde.lignes | {
        "livraisons_etat": [
            {
                "livraison_id": f"L{n}",
                "table_livree": t,
                "acheteur_siren": s,
                "periode": p,
                "etat": "en_vigueur",
            }
            for n, (t, s, p) in enumerate(monde.livraisons)
        ]
    }
    with connect(threads=1) as con:
        for nom, rangees in lignes.items():
            _parquet(
                con, dossier / ("tables" if nom in PUBLIEES else "registres") / f"{nom}.parquet", nom, rangees
            )
    return Entrees(dossier / "tables", dossier / "registres")


def _parquet(con: duckdb.DuckDBPyConnection, path: Path, nom: str, rangees: Sequence[Ligne]) -> None:
    types = schemas.types_duckdb(schemas.charger(nom))
    inconnues = {colonne for ligne in rangees for colonne in ligne} - set(types)
    assert not inconnues, (nom, inconnues)
    json_ = path.with_suffix(".json")
    json_.write_text("\n".join(json.dumps(ligne, default=str) for ligne in rangees), encoding="utf-8")
    colonnes = ", ".join(f"{literal(c)}: {literal(t)}" for c, t in types.items())
    con.execute(
        f"COPY (FROM read_json({literal(json_)}, format='newline_delimited', columns={{{colonnes}}}))"
        f" TO {literal(path)} (FORMAT parquet)"
    )
    json_.unlink()


Resultats = dict[tuple[str, str | None, int, str, str, str], Res]
"""By indicator, buyer (None: all together), year, perimeter, dimension, value of the dimension."""


def calculer(
    dossier: Path,
    monde: Monde,
    definitions: Sequence[Definition],
    *,
    threads: int = 2,
    acheteurs: tuple[Acheteur, ...] = (),
    periode: tuple[int, int] | None = None,
    seulement: Sequence[str] = (),
) -> tuple[Resultats, list[Ligne]]:
    """Return the results by key, and every row whole."""
    entrees = ecrire(dossier, monde)
    entrees = Entrees(entrees.tables, entrees.registres, acheteurs, periode)
    with connect(threads=threads) as con:
        ouvrir(con, entrees)
        calculer_sur(con, definitions, arrete_au=AU, publications=Publications(1), seulement=seulement)
        curseur = con.execute("FROM tous_resultats")
        noms = [c[0] for c in curseur.description or []]
        toutes = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
    return {cle(r): res(r) for r in toutes}, toutes


def cle(r: Ligne) -> tuple[str, str | None, int, str, str, str]:
    annee = r["periode_fin"].year
    return r["indicateur_id"], r["acheteur_siren"], annee, r["perimetre"], r["dimension"], r["modalite"]


def res(r: Ligne) -> Res:
    return Res(
        r["valeur"], r["numerateur"], r["denominateur"], r["couverture"], r["borne_min"], r["borne_max"]
    )


def tete(resultats: Resultats, identifiant: str, siren: str | None, annee: int) -> Res:
    """The headline result of an indicator."""
    for perimetre in TETE:
        trouve = resultats.get((identifiant, siren, annee, perimetre, "ensemble", "ensemble"))
        if trouve:
            return trouve
    raise KeyError((identifiant, siren, annee))
