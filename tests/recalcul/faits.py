"""One fact per contract of the union: what DECP say, what the register says, and the rule when both do.

What an indicator asks of it belongs to `mesures`. Decided by DESIGN.md and docs/indicateurs.md:
- a contract known in DECP only is unknown for all that registers alone say;
- its amount is the retained one (law 6); the register's when it is not published, or published without an amount;
- its year is that of notification, as published, else as in the register.

Left open, and taken as the engine does:
- everything else that both describe (type, duration, CPV, procedure) is the published one, else the register's;
- the amount of a framework agreement in the register is its maximum, else its estimate;
- a published procedure that the register's list does not have (those of concessions) is « autre »;
- the segment is the register's, else that of the CPV division;
- suppliers are those that DECP name; the register's where DECP tell none of them (no SIREN, nor abroad).

A supplier is foreign when its identifier is of another country and holds no SIREN (a French VAT number holds one); the
numbers of New Caledonia, Polynesia and Wallis are not foreign, and tell nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.recalcul.groupes import paires
from tests.recalcul.lecture_publiee import Ligne, Livraisons, Tables, jour, livraisons, nombre, oui_non
from tests.recalcul.nationaux import Nationaux

PROCEDURES = {
    "Appel d'offres ouvert": "appel_offres_ouvert",
    "Appel d'offres restreint": "appel_offres_restreint",
    "Procédure adaptée": "procedure_adaptee",
    "Procédure avec négociation": "procedure_negociation",
    "Dialogue compétitif": "dialogue_competitif",
    "Marché passé sans publicité ni mise en concurrence préalable": "sans_publicite",
}
DIVISIONS = {
    "30": "numerique_si",
    "32": "numerique_si",
    "48": "numerique_si",
    "72": "numerique_si",
    "45": "voirie_travaux",
}
ETRANGERS = ("UE", "HORS-UE")


class Titulaire(NamedTuple):
    """A supplier as it is named: by a SIREN or nothing, by a SIRET or '', here or abroad."""

    siren: str | None
    siret: str = ""
    etranger: bool = False
    rang: str = ""


INCONNU = Titulaire(None)


@dataclass(frozen=True)
class Contrat:
    """A contract, and its two descriptions; `decp` or `registre` may be absent, not both.

    `acheteur`, `compte`, `parts` (per cent) and `montant` are those of a row of `partages`; `entier` is the amount that
    thresholds read.
    """

    cle: str
    acheteur: str
    annee: int | None
    type: str
    decp: Ligne | None
    registre: Ligne | None
    notification: date | None
    montant: Decimal | None
    entier: Decimal | None
    duree: Decimal | None
    fin: date | None
    cpv: str | None
    procedure: str | None
    segment: str | None
    clauses: tuple[Ligne, ...]
    clauses_tenues: bool
    titulaires: tuple[Titulaire, ...]
    types_prix: frozenset[str]
    compte: str = "les_deux"
    parts: tuple[Decimal | None, ...] = ()
    paire: bool = False
    """A line of a register that is read with what another member of the group published: the other row tells it."""

    def publie(self, colonne: str) -> bool | None:
        """What DECP answer to a yes-no question."""
        return oui_non(self.decp[colonne]) if self.decp else None

    def inscrit(self, colonne: str) -> bool | None:
        """What the register answers to a yes-no question."""
        return oui_non(self.registre[colonne]) if self.registre else None

    @property
    def codes(self) -> frozenset[str]:
        """The dispositions written in the contract."""
        return frozenset(str(c["code"]) for c in self.clauses)

    @property
    def familles(self) -> frozenset[str]:
        """The families of these."""
        return frozenset(str(c["famille"]) for c in self.clauses)


@dataclass(frozen=True)
class Faits:
    """The contracts, the rows of the registers, and what was delivered."""

    contrats: tuple[Contrat, ...]
    tables: Tables
    tenus: Livraisons
    qualites: Mapping[str, tuple[Ligne, ...]] = field(default_factory=dict)
    par_reference: Mapping[tuple[str | None, str | None], Contrat] = field(default_factory=dict)
    nationaux: Nationaux = field(default_factory=Nationaux)


def etablir(tables: Tables, nationaux: Nationaux) -> Faits:
    """Put side by side what the tables say of each contract."""
    tenus = livraisons(tables["livraisons_etat"])
    decp = {str(c["contrat_id"]): c for c in tables["contrats"]}
    registre = {(c["acheteur_siren"], c["reference"]): c for c in tables.get("registre_contrats", [])}
    clauses = _ranger(tables.get("clauses", []), "acheteur_siren", "contrat_reference")
    co = _ranger(tables.get("cotitulaires", []), "acheteur_siren", "contrat_reference")
    publies = _ranger((t for t in tables["titulaires"] if t["rang_modification"] == "0"), "contrat_id")
    prix = _ranger((c for c in tables["caracteristiques"] if c["famille"] == "type_prix"), "contrat_id")
    contrats = []
    lus = paires(tables["union_contrats"], decp, registre, tables.get("groupements", []))
    lignes_lues = {str(u["contrat_id"]) for u in lus.values()}
    for u in tables["union_contrats"]:
        d = decp.get(str(u["contrat_id"])) if u["etat"] != "registre_seul" else None
        source = lus.get(str(u["contrat_id"]), u)
        cle = (source["registre_acheteur_siren"], source["reference"])
        r = registre.get(cle) if source["etat"] != "decp_seul" else None
        contrats.append(
            _contrat(
                u,
                d,
                r,
                tuple(clauses[cle]) if r else (),
                tenus,
                _titulaires(publies[(u["contrat_id"],)] if d else [], r, co[cle] if r else []),
                frozenset(str(p["valeur"]) for p in prix[(u["contrat_id"],)]) if d else frozenset(),
                str(u["contrat_id"]) in lignes_lues,
            )
        )
    qualites = {str(k[0]): tuple(v) for k, v in _ranger(tables.get("fournisseurs_ess", []), "siren").items()}
    par_reference = {
        (c.registre["acheteur_siren"], c.registre["reference"]): c
        for c in contrats
        if c.registre and not c.paire
    }
    return Faits(tuple(contrats), tables, tenus, qualites, par_reference, nationaux)


def _ranger(lignes: Iterable[Ligne], *cle: str) -> defaultdict[tuple[str | None, ...], list[Ligne]]:
    rangees: defaultdict[tuple[str | None, ...], list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        rangees[tuple(ligne[c] for c in cle)].append(ligne)
    return rangees


def _contrat(
    u: Ligne,
    d: Ligne | None,
    r: Ligne | None,
    clauses: tuple[Ligne, ...],
    tenus: Livraisons,
    titulaires: tuple[Titulaire, ...],
    types_prix: frozenset[str],
    paire: bool,
) -> Contrat:
    du_registre = jour(r["date_notification"]) if r else None
    notification = (jour(d["date_notification"]) if d else None) or du_registre
    type_ = (d["type"] if d and d["type"] != "inconnu" else None) or (r["type"] if r else None) or "inconnu"
    cpv = (d["code_cpv"] if d else None) or (r["code_cpv"] if r else None)
    duree = (nombre(d["duree_mois"]) if d else None) or (nombre(r["duree_mois"]) if r else None)
    publiee = PROCEDURES.get(d["procedure"], "autre") if d and d["procedure"] else None
    procedure = publiee or (r["procedure"] if r else None)
    segment = r["segment"] if r and r["segment"] else DIVISIONS.get(cpv[:2], "autre") if cpv else None
    return Contrat(
        cle=str(u["contrat_id"]),
        acheteur=str(u["acheteur_siren"]),
        annee=notification.year if notification else None,
        type=type_,
        decp=d,
        registre=r,
        notification=notification,
        montant=_montant(d, r),
        entier=_montant(d, r),
        duree=duree,
        fin=jour(r["date_fin_prevue"]) if r else None,
        cpv=cpv,
        procedure=procedure,
        segment=segment,
        clauses=clauses,
        clauses_tenues=bool(
            r and du_registre and tenus.tenu("clauses", r["acheteur_siren"], du_registre.year)
        ),
        titulaires=titulaires,
        types_prix=types_prix,
        paire=paire,
    )


def _montant(d: Ligne | None, r: Ligne | None) -> Decimal | None:
    du_registre = None
    if r:
        estime, maximum = nombre(r["montant_ht_eur"]), nombre(r["montant_maximum_ht_eur"])
        du_registre = maximum if maximum is not None and r["type"] == "accord_cadre" else estime
    if d is None or d["montant_publie"] is None:
        return (
            du_registre
            if d is None or d["montant_retenu_ht_eur"] is None
            else nombre(d["montant_retenu_ht_eur"])
        )
    return nombre(d["montant_retenu_ht_eur"])


def _titulaires(publies: list[Ligne], r: Ligne | None, co: list[Ligne]) -> tuple[Titulaire, ...]:
    """Suppliers, as DECP name them, else as the register does; two that nothing identifies may be two firms."""
    dits = tuple(dict.fromkeys(_titulaire(t) for t in publies))
    if any(t.siren or t.etranger for t in dits):
        return dits
    sirets = [r["titulaire_siret"], *(c["titulaire_siret"] for c in co)] if r else []
    return tuple(dict.fromkeys(Titulaire(s[:9], s) for s in sirets if s)) or dits or (INCONNU,)


def _titulaire(t: Ligne) -> Titulaire:
    numero = t["titulaire_id"] or ""
    siren = t["siren"] or _de_la_tva(numero)
    if siren:
        return Titulaire(siren, numero if len(numero) == 14 and numero.startswith(siren) else "")
    genre = t["type_identifiant"]
    etranger = genre in ETRANGERS or (genre == "TVA" and not numero.upper().startswith("FR"))
    return Titulaire(None, "", etranger, str(t["titulaire_rang"]))


def _de_la_tva(identifiant: str) -> str | None:
    """A French VAT number holds a SIREN."""
    lu = re.fullmatch(r"FR[0-9]{2}([0-9]{9})", identifiant.upper())
    return lu[1] if lu else None
