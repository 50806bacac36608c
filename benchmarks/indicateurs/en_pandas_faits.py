"""The contracts of the union and what is known of them, as pandas would have it: one merge a table, then columns."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.indicateurs.trois import Trois

PROCEDURES = {
    "Appel d'offres ouvert": "appel_offres_ouvert", "Appel d'offres restreint": "appel_offres_restreint",
    "Procédure adaptée": "procedure_adaptee", "Procédure avec négociation": "procedure_negociation",
    "Dialogue compétitif": "dialogue_competitif",
    "Marché passé sans publicité ni mise en concurrence préalable": "sans_publicite",
}  # fmt: skip
SEGMENTS = {
    "30": "numerique_si",
    "32": "numerique_si",
    "48": "numerique_si",
    "72": "numerique_si",
    "45": "voirie_travaux",
}
DU_REGISTRE = {"acheteur_siren": "registre_acheteur_siren"}


class Faits:
    """The frame `u`, one row a contract, and its dispositions, targets and categories as boolean columns."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier
        u = self.lire(
            "tables",
            "union_contrats",
            ["contrat_id", "acheteur_siren", "registre_acheteur_siren", "reference", "etat"],
        )
        d = self.lire("tables", "contrats").rename(columns={"acheteur_siren": "_a"})
        r = self.lire("registres", "registre_contrats").rename(columns=DU_REGISTRE)
        u = u.merge(d, "left", on="contrat_id").merge(
            r, "left", on=["registre_acheteur_siren", "reference"], suffixes=("", "_r"), indicator="_r"
        )
        u["au_registre"] = u.pop("_r") == "both"
        u["_j"] = u.date_notification.fillna(u.date_notification_r)
        u["annee"] = pd.to_datetime(u["_j"]).dt.year
        u["_registre"] = u.registre_acheteur_siren.fillna(u.acheteur_siren)
        self.u = self._joindre(u)
        self._classer()
        self._livrer()

    def lire(self, partie: str, nom: str, colonnes: list[str] | None = None) -> pd.DataFrame:
        table = pd.read_parquet(self._dossier / partie / f"{nom}.parquet", columns=colonnes)
        return table if colonnes else table.dropna(axis="columns", how="all")

    def _joindre(self, u: pd.DataFrame) -> pd.DataFrame:
        """Projects (their latest answers), consultations, lots, kind of price."""
        p = self.lire(
            "registres",
            "programmation",
            [
                "acheteur_siren",
                "projet_id",
                "annee",
                "besoin_requestionne",
                "outils_utilises",
                "faisabilite_insertion",
                "eligible_env",
            ],
        )
        p["faisabilite_insertion"] = p.faisabilite_insertion.notna()
        p = (
            p.sort_values("annee")
            .drop(columns="annee")
            .groupby(["acheteur_siren", "projet_id"], as_index=False)
            .last()
        )
        s = self.lire(
            "registres",
            "consultations",
            [
                "acheteur_siren",
                "consultation_id",
                "nb_lots",
                "negociation_possible",
                "negociation_menee",
                "variantes_autorisees",
                "procedure",
            ],
        )
        s = s.rename(columns={"procedure": "procedure_consultation"})
        lots = self.lire("registres", "lots", ["acheteur_siren", "consultation_id", "lot_numero", "reserve"])
        lots["reserve"] = lots.reserve.astype("boolean")
        lots = lots.groupby(["acheteur_siren", "consultation_id", "lot_numero"], as_index=False).reserve.max()
        prix = self.lire("tables", "caracteristiques", ["contrat_id", "famille", "valeur"])
        prix = prix[prix.famille == "type_prix"]
        prix = (
            (prix.valeur == "Définitif révisable")
            .groupby(prix.contrat_id)
            .any()
            .rename("revisable")
            .reset_index()
        )
        u = u.merge(p.rename(columns={"acheteur_siren": "_registre"}), "left", on=["_registre", "projet_id"])
        u = u.merge(
            s.rename(columns={"acheteur_siren": "_registre"}), "left", on=["_registre", "consultation_id"]
        )
        u = u.merge(
            lots.rename(columns={"acheteur_siren": "_registre"}),
            "left",
            on=["_registre", "consultation_id", "lot_numero"],
        )
        return u.merge(prix, "left", on="contrat_id")

    def _classer(self) -> None:
        """What is published comes first; the register answers where nothing is. Amounts are whole cents."""
        u = self.u
        inconnu = u.type.isna() | (u.type == "inconnu")
        u["type"] = u.type.where(~inconnu, u.type_r.fillna("inconnu"))
        u["tete"] = u.type.isin(["marche", "accord_cadre"])
        maximum = u.montant_maximum_ht_eur.where(u.type_r == "accord_cadre").fillna(u.montant_ht_eur)
        registre = (u.etat == "registre_seul") | (u.montant_anomalie == "absent")
        montant = u.montant_retenu_ht_eur.where(~registre, maximum).astype(float)
        u["montant"] = (montant * 100).round().astype("Int64")
        u["montant_registre"] = u.montant_ht_eur.astype(float)
        u["duree"] = u.duree_mois.fillna(u.duree_mois_r)
        publiee = u.procedure.map(PROCEDURES).where(
            u.procedure.isna() | u.procedure.isin(PROCEDURES), "autre"
        )
        u["procedure"] = publiee.fillna(u.procedure_r)
        u["code_cpv"] = u.code_cpv.fillna(u.code_cpv_r)
        u["segment"] = u.segment.fillna(
            u.code_cpv.str[:2].map(SEGMENTS).where(u.code_cpv.str[:2].isin(SEGMENTS), "autre")
        )

    def _livrer(self) -> None:
        """Clauses, targets and categories that were delivered: what is not there is then a no."""
        u, n = self.u, len(self.u)
        u["_place"] = np.arange(n)
        livres = self.lire("registres", "livraisons_etat", ["table_livree", "acheteur_siren"])
        par_table = {t: set(s) for t, s in livres.groupby("table_livree").acheteur_siren}
        self.clauses_connues = (u.au_registre & u._registre.isin(par_table.get("clauses", set()))).to_numpy(
            bool
        )
        self.cibles_connues = (u.au_registre & u._registre.isin(par_table.get("ciblages", set()))).to_numpy(
            bool
        )
        c = self.lire(
            "registres",
            "clauses",
            [
                "acheteur_siren",
                "contrat_reference",
                "code",
                "famille",
                "nature",
                "obligatoire",
                "heures_contractualisees",
            ],
        )
        cles = u.loc[u.au_registre, ["_registre", "reference", "_place"]]
        self.c = c.merge(
            cles, left_on=["acheteur_siren", "contrat_reference"], right_on=["_registre", "reference"]
        )
        g = self.lire("registres", "ciblages", ["acheteur_siren", "projet_id", "cible"])
        projets = u.loc[u.projet_id.notna(), ["_registre", "projet_id", "_place"]]
        self.g = g.merge(
            projets, left_on=["acheteur_siren", "projet_id"], right_on=["_registre", "projet_id"]
        )

    @cached_property
    def _categories(self) -> tuple[pd.DataFrame, Any]:
        """The categories of the suppliers of each contract at its notification, and whether all suppliers are known."""
        u = self.u
        t = self.lire("tables", "titulaires", ["contrat_id", "rang_modification", "siren"])
        t = t[t.rang_modification == 0].merge(u[["contrat_id", "_place", "_j"]], on="contrat_id")[
            ["_place", "_j", "siren"]
        ]
        # the register names the suppliers of a contract when none of the published ones can be told
        nommes = self._marquer(t._place[t.siren.notna()])
        seuls = u[~nommes & u.titulaire_siret.notna()]
        t = pd.concat(
            [
                t[~t._place.isin(seuls._place)],
                pd.DataFrame(
                    {"_place": seuls._place, "_j": seuls._j, "siren": seuls.titulaire_siret.str[:9]}
                ),
            ]
        )
        connus = np.zeros(len(u), bool)
        connus[t._place] = True
        connus[t._place[t.siren.isna()]] = False
        f = self.lire("registres", "fournisseurs_ess", ["siren", "categorie", "valide_du", "valide_au"])
        t = t.merge(f, on="siren")
        valides = ~(t.valide_du > t._j).fillna(False) & ~(t.valide_au < t._j).fillna(False)
        return t[valides], connus

    def inscrit(self, codes: Iterable[str], colonne: str = "code") -> Trois:
        """A disposition of the register of clauses."""
        oui = self._marquer(self.c._place[self.c[colonne].isin(set(codes))])
        return Trois(oui, ~oui & self.clauses_connues)

    def cible(self, cible: str) -> Trois:
        oui = self._marquer(self.g._place[self.g.cible == cible])
        return Trois(oui, ~oui & self.cibles_connues)

    def categorie(self, codes: Iterable[str]) -> Trois:
        trouvees, connus = self._categories
        oui = self._marquer(trouvees._place[trouvees.categorie.isin(set(codes))])
        return Trois(oui, ~oui & connus)

    def obligatoire(self) -> Trois:
        insertion = self.c[self.c.code == "clause_insertion"]
        reponses = insertion.obligatoire.astype("boolean")
        oui = self._marquer(insertion._place[reponses.fillna(False)])
        sans = self._marquer(insertion._place[reponses.isna()])
        return Trois(oui, ~oui & ~sans & self.clauses_connues)

    def heures(self) -> pd.Series:
        """Hours of insertion agreed, unknown where a clause does not say them."""
        c = self.c[self.c.code == "clause_insertion"]
        dites = pd.Series(0, index=range(len(self.u)), dtype="Int64")
        sommes = (
            (c.heures_contractualisees.astype(float) * 100).round().astype("Int64").groupby(c._place).sum()
        )
        dites.loc[sommes.index] = sommes
        dites[self._marquer(c._place[c.heures_contractualisees.isna()])] = pd.NA
        return dites.where(self.clauses_connues)

    def clauses_sociales(self) -> Trois:
        c = self.c
        oui = self._marquer(c._place[(c.nature == "clause") & c.famille.isin(["sociale", "egalite"])])
        return Trois(oui, ~oui & self.clauses_connues)

    def une(self) -> Trois:
        """Any disposition at all."""
        oui = self._marquer(self.c._place)
        return Trois(oui, ~oui & self.clauses_connues)

    def _marquer(self, places: pd.Series) -> Any:
        marque = np.zeros(len(self.u), bool)
        marque[places.to_numpy()] = True
        return marque
