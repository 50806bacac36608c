"""Rapprochements: a person says that a row of the register and a published contract are one, or are not.

Belongs here: the `rapprochements` register, and what must become of each decision. Does not belong here:
corrected values (`corrections.py`), what a program finds alone (`fiches.VOIES`).
"""

from __future__ import annotations

from datetime import date

from pipelines.fictif.registres.corrections import SERVICE, contrat_id, en_conflit
from pipelines.fictif.registres.monde import Ligne, Monde

# How the row designates its contract -> why a person had to say it.
MOTIFS = {
    "decp_id_errone": "identifiant_different",
    "decp_id_ponctuation": "identifiant_different",
    "reference": "identifiant_absent",
    "sans_cle": "identifiant_absent",
}


def inscrire(monde: Monde) -> None:
    """Half of the rows without a key are settled; some decisions settle nothing."""
    sans_cle = [f for f in monde.fiches if f.voie in MOTIFS and contrat_id(monde, f)]
    tranches, libres = sans_cle[::2], sans_cle[1::2]
    for f in tranches:
        ident = str(contrat_id(monde, f))
        _decider(monde, f.ligne, ident, "meme_contrat", MOTIFS[f.voie], date(2026, 4, 14), "appliquee")
    trompeurs = [f for f in monde.fiches if f.voie == "cle_trompeuse"]
    for f, motif in zip(trompeurs, ("identifiant_reutilise", "objets_distincts"), strict=True):
        ident = f"{f.acheteur.siren}-{f.ligne['decp_id']}"
        _decider(monde, f.ligne, ident, "contrats_differents", motif, date(2026, 4, 15), "appliquee")
    _sans_effet(monde, [f.ligne for f in tranches], [str(contrat_id(monde, f)) for f in libres])
    deja = next(
        f for f in monde.fiches if f.voie == "decp_id" and contrat_id(monde, f) and not en_conflit(monde, f)
    )
    ident = str(contrat_id(monde, deja))
    _decider(monde, deja.ligne, ident, "meme_contrat", "autre", date(2026, 3, 3), "appliquee")


def _sans_effet(monde: Monde, tranchees: list[Ligne], libres: list[str]) -> None:
    """Unknown contract, unknown reference, and a row that a later decision gives to another contract."""
    lot = next(f for f in monde.fiches if f.contrat and f.contrat.or_ == "or-13").ligne
    inconnu = f"{lot['acheteur_siren']}-LOT-INCONNU"
    jour = date(2026, 4, 16)
    _decider(monde, lot, inconnu, "contrats_differents", "lots_distincts", jour, "contrat_inconnu")
    libre = libres[0]
    premiere = next(x for x in tranchees if x["acheteur_siren"] == libre[:9])
    _decider(monde, premiere, libre, "meme_contrat", "autre", date(2026, 3, 1), "decision_plus_recente")
    disparue: Ligne = {"acheteur_siren": libre[:9], "reference": "REF-DISPARUE-1"}
    _decider(monde, disparue, libre, "meme_contrat", "autre", date(2026, 3, 2), "reference_inconnue")


def _decider(
    monde: Monde, ligne: Ligne, ident: str, decision: str, motif: str, jour: date, effet: str
) -> None:
    monde.ajouter(
        "rapprochements",
        acheteur_siren=ligne["acheteur_siren"],
        reference=ligne["reference"],
        contrat_id=ident,
        decision=decision,
        motif=motif,
        service=SERVICE,
        date_decision=jour,
    )
    monde.effets.append(
        {
            "registre": "rapprochements",
            "acheteur_siren": ligne["acheteur_siren"],
            "reference": ligne["reference"],
            "contrat_id": ident,
            "decision": decision,
            "date_decision": jour,
            "effet": effet,
        }
    )
