"""Records to bytes: JSON (three styles), XML and CSV, the same bytes each time, `fictif` said wherever
the format allows.

Belongs here: envelopes and serialisation. Does not belong here: what is in a record.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.sax.saxutils import escape

from pipelines.fictif.depot import Inscription
from pipelines.fictif.format_plat import COLONNES

SINGULIER = {
    "titulaires": "titulaire",
    "modifications": "modification",
    "concessionnaires": "concessionnaire",
    "donneesExecution": "donneesAnnuelles",
    "tarifs": "tarif",
}
INDENTES = ("pes_2019_stock", "profil-acheteur_2026-01", "v08")
ASCII = ("pes_2025", "profil-acheteur_2026-02")
PLUS_TARD = ("pes_", "profil-acheteur_2026")


def octets(nom: str, inscriptions: list[Inscription]) -> bytes:
    """The bytes of a file, by its extension."""
    if nom.endswith(".csv"):
        return _csv(inscriptions)
    return _xml(nom, inscriptions) if nom.endswith(".xml") else _json(nom, inscriptions)


def est_2019(nom: str) -> bool:
    """Whether the file is in the 2019 format: decided here once, by its name."""
    return any(x in nom for x in ("2019", "2023", "v04", "v06"))


def _json(nom: str, inscriptions: list[Inscription]) -> bytes:
    base = nom.rsplit("/", 1)[-1]
    genres: dict[str, list[Any]] = {}
    for i in inscriptions:
        genres.setdefault("contrat-concession" if i.genre == "concession" else "marche", []).append(
            i.enregistrement
        )
    marches: Any = [i.enregistrement for i in inscriptions] if est_2019(nom) else genres
    # The flag comes before or after the records: a reader must not depend on the order of keys.
    enveloppe = (
        {"fictif": True, "marches": marches}
        if not base.startswith(PLUS_TARD)
        else {"marches": marches, "fictif": True}
    )
    ascii_ = base.startswith(ASCII)
    if base.startswith(INDENTES):
        texte = json.dumps(enveloppe, ensure_ascii=ascii_, indent=2)
    else:
        texte = _une_ligne_par_enregistrement(enveloppe, ascii_)
    if "antislash" in base:
        texte = texte.replace("'", "\\'")
    bom = b"\xef\xbb\xbf" if "bom" in base else b""
    return bom + texte.encode() + b"\n"


def _une_ligne_par_enregistrement(enveloppe: dict[str, Any], ascii_: bool) -> str:
    def liste(valeurs: list[Any]) -> str:
        lignes = ",\n".join(json.dumps(v, ensure_ascii=ascii_, separators=(",", ":")) for v in valeurs)
        return f"[\n{lignes}\n]"

    morceaux = []
    for cle, valeur in enveloppe.items():
        if isinstance(valeur, list):
            rendu = liste(valeur)
        elif isinstance(valeur, dict):
            rendu = "{" + ",".join(f'"{k}":{liste(v)}' for k, v in valeur.items()) + "}"
        else:
            rendu = json.dumps(valeur)
        morceaux.append(f'"{cle}":{rendu}')
    return "{" + ",".join(morceaux) + "}"


def _csv(inscriptions: list[Inscription]) -> bytes:
    tampon = io.StringIO()
    ecrivain = csv.DictWriter(tampon, COLONNES, lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(i.enregistrement for i in inscriptions)
    return tampon.getvalue().encode()


def _balise(nom: str, valeur: Any, retrait: str) -> str:
    if isinstance(valeur, dict):
        corps = "".join(_balise(k, v, retrait + " ") for k, v in valeur.items())
        return f"{retrait}<{nom}>\n{corps}{retrait}</{nom}>\n" if corps else f"{retrait}<{nom}/>\n"
    if isinstance(valeur, list):
        if nom not in SINGULIER and not (valeur and isinstance(valeur[0], dict)):
            return "".join(_balise(nom, v, retrait) for v in valeur)
        corps = "".join(_element(nom, v, retrait + " ") for v in valeur)
        return f"{retrait}<{nom}>\n{corps}{retrait}</{nom}>\n" if corps else f"{retrait}<{nom}/>\n"
    if isinstance(valeur, bool):
        valeur = "true" if valeur else "false"
    return f"{retrait}<{nom}>{escape(str(valeur))}</{nom}>\n"


def _element(pluriel: str, valeur: dict[str, Any], retrait: str) -> str:
    """An item of a list: 2022 names it itself ({"titulaire": {...}}), 2019 does not."""
    if len(valeur) == 1 and isinstance(next(iter(valeur.values())), dict):
        ((nom, corps),) = valeur.items()
        return _balise(nom, corps, retrait)
    return _balise(SINGULIER[pluriel], valeur, retrait)


def _oui_non(nom: str, r: dict[str, Any]) -> dict[str, Any]:
    """One XML source writes its booleans in French, as the official example does."""
    if "ccas" not in nom:
        return r
    return {k: ("oui" if v else "non") if isinstance(v, bool) else v for k, v in r.items()}


def _xml(nom: str, inscriptions: list[Inscription]) -> bytes:
    attributs = ' fictif="true"'
    if "espace_de_noms" in nom:
        attributs = ' xmlns="urn:exemple-fictif:decp"' + attributs
    elif "v03" in nom:
        attributs = (
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            ' xsi:noNamespaceSchemaLocation="marches.xsd"' + attributs
        )
    corps = "".join(
        _balise(
            "contrat-concession" if i.genre == "concession" else "marche",
            _oui_non(nom, i.enregistrement),
            " ",
        )
        for i in inscriptions
    )
    entete = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Données fictives : rien ni personne de réel. -->\n'
    return f"{entete}<marches{attributs}>\n{corps}</marches>\n".encode()
