"""Golden cases: absurd amounts and impossible dates, kept as published and flagged.

Belongs here: one odd amount or date of the contract itself. Does not belong here: identity,
modifications.
"""

from __future__ import annotations

from pipelines.fictif.atelier import P24, P25, Atelier


def montants(a: Atelier) -> None:
    """Amounts too high, null or symbolic."""
    absurdes = (
        ("or-33", "2024OR54", "Signalétique du musée", 1e17, "montant_aberrant"),
        ("or-34", "2024OR55", "Accompagnement au changement", 999_999_999, "montant_aberrant"),
        ("or-35", "2025OR56", "Élagage des platanes", 222_222_222.22, "montant_aberrant"),
        ("or-36", "2025OR57", "Mise à disposition de conteneurs", 0, "montant_nul"),
        ("or-37", "2025OR58", "Hébergement du site d'Exemple", 1, "montant_symbolique"),
    )
    for numero, (nom, ident, objet, euros, code) in enumerate(absurdes):
        annee = ident[:4]
        c = a.contrat(ident, objet, 0, f"{annee}-05-1{numero}", f"{annee}-06-0{numero + 1}", a.f(54 + numero))
        publie = None if euros == 1e17 else f"{euros:.2f}"
        c.verite |= {
            "montant_initial_ht_eur": publie,
            "montant_retenu_ht_eur": None,
            "montant_dernier_ht_eur": None,
        }
        a.p(P24 if annee == "2024" else P25, c, code, montant=euros)
        a.cas(nom, c)


def dates(a: Atelier) -> None:
    """Dates that cannot be, or that come late."""
    bizarres = (
        ("or-38", "2024OR60", "Location de nacelles", "0206-03-12", "date_ancienne"),
        ("or-39", "2025OR61", "Affrètement d'une péniche", "2066-01-15", "date_future"),
        ("or-40", "2024OR62", "Révision des horloges", "2024-13-45", "date_impossible"),
    )
    for numero, (nom, ident, objet, date_, code) in enumerate(bizarres):
        annee = ident[:4]
        euros = (47_000, 52_000, 8_300)[numero]
        c = a.contrat(
            ident,
            objet,
            euros,
            f"{annee}-03-12",
            f"{annee}-04-11",
            a.f(60 + numero),
            verite={"annee_notification": None},
        )
        a.p(P24 if annee == "2024" else P25, c, code, dateNotification=date_)
        a.cas(nom, c)

    c = a.contrat("2024OR63", "Désherbage à la vapeur", 19_700, "2024-05-20", "2024-05-06", a.f(63))
    a.p(P24, c, "publie_avant_notifie")
    a.cas("or-41", c)

    c = a.contrat("2024OR64", "Surveillance des baignades", 43_500, "2024-02-12", "2025-11-24", a.f(64))
    a.p(P25, c, "publication_tardive", "fichier_autre_annee")
    a.cas("or-42", c)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    montants(a)
    dates(a)
