"""The contracts that DECP publishes, filed as their buyer files them: the row of the register, the
consultation it came from, and how the row may be recognised in DECP.

Belongs here: the passage from a true contract to its row, and the closed list of ways (`VOIES`). Does not
belong here: contracts that DECP does not have (`petits.py`), disagreements (`ecarts.py`).
"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

from pipelines.fictif.modele import Contrat
from pipelines.fictif.registres.monde import ANNEES, Fiche, Ligne, Monde, deux, eur, mois
from pipelines.fictif.registres.services import direction_de

# How a row of the register designates the contract that DECP publishes.
VOIES = {
    "decp_id": "decp_id est l'identifiant publié, à la lettre",
    "decp_id_casse": "decp_id est l'identifiant publié, en minuscules",
    "decp_id_ponctuation": "decp_id est l'identifiant publié, autrement ponctué",
    "decp_id_souche": "decp_id est l'identifiant de 2019 sans le numéro de modification",
    "reference": "pas de decp_id : la référence du registre est l'identifiant publié",
    "sans_cle": "ni decp_id ni référence ne le désignent : objet, titulaire, date et montant concordent",
    "decp_id_errone": "decp_id n'existe pas dans les DECP (faute de frappe) : le reste concorde",
}
PROCEDURES = {
    "Appel d'offres ouvert": "appel_offres_ouvert",
    "Procédure adaptée": "procedure_adaptee",
    "Marché passé sans publicité ni mise en concurrence préalable": "sans_publicite",
    "Procédure négociée ouverte": "procedure_negociation",
    "Procédure négociée restreinte": "procedure_negociation",
    "Procédure non négociée ouverte": "autre",
}
_CONSTAT = date(2026, 6, 1)
# The true values where what is published is damaged.
_SANS_DEGAT = {"C0122": "Réparation de la clôture"}


def filer(monde: Monde) -> None:
    """File the published contracts that the buyers' registers hold; the others are DECP only."""
    rng = monde.hasard("fiches")
    vus: dict[tuple[str, str], int] = {}
    for c in monde.depot.contrats:
        vus[(c.acheteur.siren, c.id)] = vus.get((c.acheteur.siren, c.id), 0) + 1
    for c in monde.depot.contrats:
        ordinaire = not c.or_ and not c.verite and "emballée" not in c.objet
        if c.or_ == "or-26" and c.id == "FOURR-23":
            continue  # the same contract published twice: the register has it once
        if c.notif.year not in ANNEES or (ordinaire and rng.random() < 0.055):
            continue
        seul = ordinaire and vus[(c.acheteur.siren, c.id)] == 1
        monde.fiches.append(_fiche(monde, c, _voie(c, rng, seul), rng))


def identifiant_publie(c: Contrat, monde: Monde) -> str:
    """The identifier under which the contract is published (the last two digits are 2019's)."""
    publies = monde.depot.de(c)
    en_2019 = all("2019" in i.fichier or "_2023" in i.fichier for i in publies)
    tel_quel = any(i.enregistrement.get("id") == c.id for i in publies)
    suffixe = "00" if c.id and en_2019 and not tel_quel else ""
    return str(c.verite.get("id_publie", c.id + suffixe))


def _voie(c: Contrat, rng: random.Random, seul: bool) -> str:
    if not re.search("[1-9A-Z]", c.id):
        return "sans_cle"
    tirage = rng.random()
    if not seul or tirage < 0.72:
        return "decp_id"
    if tirage < 0.79:
        return "reference"
    if tirage < 0.86:
        return "decp_id_casse" if c.type != "concession" else "decp_id"
    if tirage < 0.93:
        return "decp_id_ponctuation"
    return "sans_cle" if tirage < 0.975 else "decp_id_errone"


def _fiche(monde: Monde, c: Contrat, voie: str, rng: random.Random) -> Fiche:
    publie = identifiant_publie(c, monde)
    if voie == "decp_id" and publie != c.id and not (c.or_ or c.verite) and rng.random() < 0.25:
        voie = "decp_id_souche"
    ecrit = _designation(c, voie, publie)
    titulaire = c.titulaires[0] if c.titulaires else None
    montant = c.montant or 18_000_00 + rng.randint(1, 900) * 100_00
    accord = c.type == "accord_cadre"
    objet = _SANS_DEGAT.get(c.cle, re.sub(r"[\x00-\x1f\x85\x92]", "", c.objet))
    ligne: Ligne = {
        "acheteur_siren": c.acheteur.siren,
        "reference": publie if voie == "reference" else "",
        "decp_id": ecrit,
        "type": c.type,
        "objet": objet,
        "code_cpv": c.cpv,
        "procedure": PROCEDURES.get(c.procedure, "autre"),
        "date_notification": c.notif,
        "date_fin_prevue": mois(c.notif, c.duree) if rng.random() < 0.9 else None,
        "duree_mois": c.duree,
        "montant_ht_eur": None if accord else eur(montant),
        "montant_maximum_ht_eur": eur(montant) if accord else None,
        "titulaire_siret": titulaire.siret or None if titulaire else None,
    }
    completer(ligne, rng, c.famille, c.acheteur.lettre, montant)
    if c.innovant is not None or rng.random() < 0.5:
        ligne["innovant"] = bool(c.innovant)
        ligne["avance_proposee"] = bool(c.avance)
        if c.avance and rng.random() < 0.8:
            ligne["avance_taux_pct"] = deux(c.taux * 100)
    if rng.random() < 0.85:
        ligne["prix_revisable"] = "révisable" in c.type_prix
    return Fiche(c.acheteur, c.notif, montant, ligne, c.titulaires, _groupe(c), c, voie, c.famille)


def _designation(c: Contrat, voie: str, publie: str) -> str | None:
    """What the buyer wrote in decp_id."""
    if voie == "decp_id":
        return "2024 OR 08/A" if c.or_ == "or-08" else publie
    if voie == "decp_id_casse":
        return publie.lower()
    if voie == "decp_id_ponctuation":
        return f"{publie[:4]}.{publie[4:-2]} {publie[-2:]}"
    if voie == "decp_id_errone":
        return f"{publie[:-2]}X{publie[-1]}{publie[-2]}"
    return c.id if voie == "decp_id_souche" else None


def completer(ligne: Ligne, rng: random.Random, famille: str, lettre: str, montant: int) -> None:
    """The columns that DECP does not have; a buyer leaves many of them empty."""
    cpv, ouverte = ligne["code_cpv"] or "", ligne["procedure"] != "sans_publicite"
    ligne["categorie"] = "maitrise_oeuvre" if "maîtrise d'œuvre" in ligne["objet"] else famille
    if rng.random() < 0.9:
        numerique, voirie = cpv[:2] in ("30", "32", "48", "72"), cpv[:2] == "45"
        ligne["segment"] = "numerique_si" if numerique else "voirie_travaux" if voirie else "autre"
    if rng.random() < 0.88:
        ligne["mise_en_concurrence"] = ouverte
    if rng.random() < 0.93:
        ligne["direction"] = direction_de(rng, lettre, famille)
    if rng.random() < 0.7:
        ligne["reconductible"] = (ligne["duree_mois"] or 0) >= 12 and rng.random() < 0.4
    if 10_000_00 <= montant <= 40_000_00:
        ligne["suivi_interne"] = rng.random() < 0.75
    fin = ligne["date_fin_prevue"]
    echu = fin is not None and fin + timedelta(days=20) < _CONSTAT
    ligne["statut"] = rng.choices(("resilie", "termine"), (6, 94))[0] if echu else "en_cours"


def _groupe(c: Contrat) -> str:
    if c.or_ in ("or-13", "or-14", "or-15", "or-25"):
        return c.or_
    lot = re.fullmatch(r"(.+)L[0-9]", c.id)
    return f"{c.acheteur.lettre}:{lot[1]}" if lot and " - Lot " in c.objet else c.cle
