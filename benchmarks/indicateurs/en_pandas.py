"""The headline results of contracts computed in pandas: what one would write without the engine, and write well.

Conditions are boolean columns, every aggregate of a batch is one `groupby`; what a code means belongs to
`en_pandas_conditions`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.indicateurs.definitions import Demande, demandes
from benchmarks.indicateurs.en_pandas_conditions import (
    caracteristique,
    denominateur,
    entiers,
    titulaire,
    tout,
)
from benchmarks.indicateurs.en_pandas_faits import Faits
from benchmarks.indicateurs.trois import Trois

LOT = 12
"""Questions whose columns are added up in one `groupby`."""
TETE, TYPES = "simple_et_accords_cadres", {"marche": "simple", "inconnu": "type_inconnu"}
CLES = ["acheteur", "annee", "perimetre"]
Colonnes = dict[str, Any]


@dataclass
class Compte:
    """What to add up for a question, and how the sums make its result."""

    colonnes: Colonnes
    finir: Callable[[pd.DataFrame], pd.DataFrame]


def calculer(dossier: Path, sortie: Path, periode: tuple[int, int]) -> None:
    """Write the results of every distinct question, per buyer and for all, by type of contract, as Parquet."""
    f = Faits(dossier)
    gardes = f.u.annee.between(*periode).to_numpy(bool)
    u = f.u[gardes]
    lignes = pd.DataFrame(
        {"acheteur": u.acheteur_siren, "annee": u.annee.astype(int), "perimetre": u.type.replace(TYPES)}
    )
    lignes["tete"] = u.tete
    groupe = lignes.groupby(["acheteur", "annee", "perimetre", "tete"], sort=False).ngroup().to_numpy()
    groupes = lignes[~pd.Series(groupe, lignes.index).duplicated()].reset_index(drop=True)
    valeurs = {
        "montant": entiers(f.u.montant),
        "offres": entiers(f.u.offres_recues),
        "heures": entiers(f.heures()),
    }
    lus = {nom: (x[gardes], k[gardes]) for nom, (x, k) in valeurs.items()}
    direction = u._registre + "/" + u.direction
    resultats: list[pd.DataFrame] = []
    voulues = list(enumerate(demandes()))
    for debut in range(0, len(voulues), LOT):
        lot: list[tuple[int, Compte]] = []
        for numero, demande in voulues[debut : debut + LOT]:
            d, c = _conditions(f, demande, gardes)
            if demande.formule == "distincts":
                resultats.append(_dire(numero, _distincts(d, c, direction, lignes)))
            else:
                lot.append((numero, COMPTES[demande.formule](d, c, *lus.get(demande.x, lus["montant"]))))
        resultats += _lot(lot, groupe, groupes)
    pd.concat(resultats).to_parquet(sortie, index=False)


def _conditions(f: Faits, demande: Demande, gardes: Any) -> tuple[Trois, Trois]:
    filtre = demande.filtre
    d = denominateur(f, filtre)
    c = caracteristique(f, filtre["caracteristique"]) if "caracteristique" in filtre else tout(f)
    if "titulaire" in filtre:
        c = c & titulaire(f, filtre["titulaire"])
    return Trois(d.oui[gardes], d.non[gardes]), Trois(c.oui[gardes], c.non[gardes])


def _lot(lot: list[tuple[int, Compte]], groupe: Any, groupes: pd.DataFrame) -> list[pd.DataFrame]:
    """Add up all the columns of a batch by buyer, year and type; then types, and buyers, together."""
    if not lot:
        return []
    colonnes = {(n, nom): colonne for n, compte in lot for nom, colonne in compte.colonnes.items()}
    fins = pd.DataFrame(colonnes).groupby(groupe).sum()
    types = fins.set_axis(pd.MultiIndex.from_frame(groupes[CLES]))
    tetes = fins[groupes.tete].set_axis(
        pd.MultiIndex.from_frame(groupes.loc[groupes.tete, CLES].assign(perimetre=TETE))
    )
    par_acheteur = pd.concat([types, tetes.groupby(level=CLES).sum()])
    ensemble = par_acheteur.groupby(level=["annee", "perimetre"]).sum()
    sommes = pd.concat([par_acheteur, pd.concat({"": ensemble}, names=["acheteur"])])
    return [_dire(n, compte.finir(sommes[n])) for n, compte in lot]


def _dire(numero: int, resultat: pd.DataFrame) -> pd.DataFrame:
    colonnes = ["num", "den", "valeur", "bmin", "bmax", "connus", "possibles"]
    return resultat.reindex(columns=colonnes).astype(float).reset_index().assign(demande=numero)


def _part(d: Trois, c: Trois, _x: Any, _k: Any) -> Compte:
    peut_etre, repond = ~d.oui & ~d.non, c.oui | c.non
    colonnes = {
        "num": d.oui & c.oui, "den": d.oui & repond, "dmin": d.oui | (peut_etre & ~c.oui),
        "nmax": ~d.non & ~c.non, "dmax": d.oui | (peut_etre & ~c.non), "possibles": ~d.non,
    }  # fmt: skip
    return Compte(colonnes, _finir_part)


def _finir_part(s: pd.DataFrame) -> pd.DataFrame:
    bmin, bmax = _bornes(s, _diviser(s.num, s.dmin), _diviser(s.nmax, s.dmax))
    return s.assign(valeur=_diviser(s.num, s.den), bmin=bmin, bmax=bmax, connus=s.den)


def _bornes(s: pd.DataFrame, bmin: pd.Series, bmax: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Where something may count but nothing surely does, a rate may be anything."""
    possible = s.possibles > 0
    return bmin.where(bmin.notna() | ~possible, 0.0), bmax.where(bmax.notna() | ~possible, 1.0)


def _part_valeur(d: Trois, c: Trois, x: Any, k: Any) -> Compte:
    peut_etre, repond = ~d.oui & ~d.non, c.oui | c.non
    colonnes = {
        "num": x * (d.oui & c.oui), "den": x * (d.oui & repond), "dmin": x * (d.oui | (peut_etre & ~c.oui)),
        "nmax": x * (~d.non & ~c.non), "dmax": x * (d.oui | (peut_etre & ~c.non)), "possibles": ~d.non,
        "connus": d.oui & repond & k, "contre": ~k & ~d.non & ~c.oui, "pour": ~k & ~d.non & ~c.non,
        "candidats": ~d.non & ~c.non,
    }  # fmt: skip
    return Compte(colonnes, _finir_valeur)


def _finir_valeur(s: pd.DataFrame) -> pd.DataFrame:
    bmin = _diviser(s.num, s.dmin).where(s.contre == 0, 0.0)
    bmax = _diviser(s.nmax, s.dmax).where(s.pour == 0, 1.0)
    bmin, bmax = _bornes(s, bmin, bmax.where(bmax.notna() | (s.candidats > 0) | (s.possibles == 0), 0.0))
    return s.assign(num=s.num / 100, den=s.den / 100, valeur=_diviser(s.num, s.den), bmin=bmin, bmax=bmax)


def _nombre(d: Trois, c: Trois, _x: Any, _k: Any) -> Compte:
    t = d & c
    colonnes = {"num": t.oui, "bmax": ~t.non, "connus": d.oui & (t.oui | t.non), "possibles": ~d.non}
    return Compte(colonnes, lambda s: s.assign(valeur=s.num, bmin=s.num))


def _somme(d: Trois, c: Trois, x: Any, k: Any) -> Compte:
    t = d & c
    colonnes = {
        "num": x * t.oui, "max": x * ~t.non, "sans": ~t.non & ~k,
        "connus": d.oui & ((t.oui & k) | t.non), "possibles": ~d.non,
    }  # fmt: skip
    return Compte(
        colonnes,
        lambda s: s.assign(
            num=s.num / 100, valeur=s.num / 100, bmin=s.num / 100, bmax=(s["max"] / 100).where(s.sans == 0)
        ),
    )


def _ratio(d: Trois, c: Trois, x: Any, k: Any) -> Compte:
    t = d & c
    colonnes = {
        "num": x * (t.oui & k),
        "den": t.oui & k,
        "sans": (t.oui & ~k) | (~t.oui & ~t.non),
        "possibles": ~t.non,
    }

    def finir(s: pd.DataFrame) -> pd.DataFrame:
        valeur = _diviser(s.num, s.den)
        return s.assign(
            valeur=valeur, bmin=valeur.where(s.sans == 0), bmax=valeur.where(s.sans == 0), connus=s.den
        )

    return Compte(colonnes, finir)


COMPTES = {"part": _part, "part_valeur": _part_valeur, "nombre": _nombre, "somme": _somme, "ratio": _ratio}


def _distincts(d: Trois, c: Trois, x: pd.Series, lignes: pd.DataFrame) -> pd.DataFrame:
    """Different values do not add up: one count for each way of grouping."""
    t = d & c
    sait = x.notna().to_numpy(bool)
    tous = lignes.assign(
        x=x,
        oui=t.oui,
        peut=~t.non,
        sans=~t.non & ~sait,
        connus=d.oui & ((t.oui & sait) | t.non),
        possibles=~d.non,
    )
    tetes = tous[tous.tete].assign(perimetre=TETE)
    morceaux = []
    for table in (tous, tetes, tous.assign(acheteur=""), tetes.assign(acheteur="")):
        s = table.groupby(CLES)[["sans", "connus", "possibles"]].sum()
        s["num"] = table[table.oui].groupby(CLES).x.nunique().reindex(s.index, fill_value=0)
        s["bmax"] = table[table.peut].groupby(CLES).x.nunique().reindex(s.index, fill_value=0) + s.sans
        morceaux.append(s.assign(valeur=s.num, bmin=s.num))
    return pd.concat(morceaux)


def _diviser(a: pd.Series, b: pd.Series) -> pd.Series:
    return a / b.astype(float).where(b != 0, np.nan)
