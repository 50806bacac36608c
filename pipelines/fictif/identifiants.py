"""Invented identifiers: SIREN, SIRET and VAT numbers that look right and can belong to no one.

Belongs here: the Luhn key and the numbers built on it. Every SIREN starts with 0000, a range INSEE does
not attribute. Does not belong here: who bears the number (see `fournisseurs.py`).
"""

from __future__ import annotations

PREFIXE_FICTIF = "0000"


def somme_luhn(chiffres: str) -> int:
    """Luhn sum, rightmost digit counted once, the next one doubled, and so on."""
    total = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        valeur = int(chiffre) * (2 if rang % 2 else 1)
        total += valeur - 9 if valeur > 9 else valeur
    return total


def luhn_valide(chiffres: str) -> bool:
    """Whether these digits pass Luhn."""
    return chiffres.isdigit() and somme_luhn(chiffres) % 10 == 0


def avec_cle(debut: str) -> str:
    """The digits followed by the one key that makes them pass Luhn."""
    return debut + str(-somme_luhn(debut + "0") % 10)


def siren(numero: int) -> str:
    """Fictional SIREN number `numero` (1 to 9999): 0000 + four digits + key."""
    if not 1 <= numero <= 9999:
        raise ValueError("le numéro d'un SIREN fictif va de 1 à 9999")
    return avec_cle(f"{PREFIXE_FICTIF}{numero:04d}")


def siret(siren_: str, etablissement: int = 1) -> str:
    """SIRET of the given establishment: SIREN + four digits + key."""
    return avec_cle(f"{siren_}{etablissement:04d}")


def siret_faux(siret_: str) -> str:
    """The same establishment with a key that fails Luhn; the SIREN inside stays right."""
    return siret_[:-1] + str((int(siret_[-1]) + 3) % 10)


def tva(siren_: str) -> str:
    """French VAT number of a SIREN."""
    return f"FR{(12 + 3 * (int(siren_) % 97)) % 97:02d}{siren_}"
