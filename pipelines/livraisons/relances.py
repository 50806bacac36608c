"""Reminders: one French text for each entity of the perimeter that owes something, ready for an e-mail.

Belongs here: who gets one, and what it says (`relance.txt.j2`). No person is ever named: a letter goes to a service.
Does not belong here: what is owed (`completude`), sending.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.livraisons.completude import DUS, est_prive
from pipelines.livraisons.completude_mots import ETATS, fr, quand, titre

MODELE = "relance.txt.j2"
_ECRIT = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Expediteur:
    """Who reminds: the SPASER, its issuer, where to ask. `courriel` is the address of a service."""

    slug: str
    titre: str
    emetteur: str
    arrete_au: dt.date
    fictif: bool
    courriel: str = ""


def relances(lignes: Sequence[Mapping[str, Any]], expediteur: Expediteur) -> dict[str, str]:
    """Return SIREN -> text, for each entity with something missing, refused or partial in the grid.

    What is not due yet is recalled at the end of the letter, and is never a reason for one.
    """
    textes = {}
    for siren in sorted({str(x["acheteur_siren"]) for x in lignes if x["etat"] in DUS}):
        siennes = sorted(
            (x for x in lignes if x["acheteur_siren"] == siren and x["date_limite"]),
            key=lambda x: (x["date_limite"], x["table_attendue"], x["periode"]),
        )
        textes[siren] = _texte(
            expediteur,
            siren,
            str(siennes[-1]["nom"]),
            [x for x in siennes if x["etat"] in DUS],
            [x for x in siennes if x["etat"] == "en_attente"],
        )
    return textes


def _texte(
    e: Expediteur, siren: str, nom: str, dues: list[Mapping[str, Any]], a_venir: list[Mapping[str, Any]]
) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    atelier = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # plain text, one line a value
        finalize=lambda v: _ECRIT.sub(" ", v) if isinstance(v, str) else v,
    )
    atelier.filters |= {
        "fr": fr,
        "titre": titre,
        "quand": quand,
        "mot": lambda etat: ETATS[etat].lower(),
        "suite": lambda x: x["motif"] or "",
    }
    atelier.tests["prive"] = est_prive
    return atelier.get_template(MODELE).render(
        slug=e.slug,
        titre=e.titre,
        emetteur=e.emetteur,
        arrete_au=e.arrete_au,
        fictif=e.fictif,
        courriel=e.courriel,
        siren=siren,
        nom=nom,
        dues=dues,
        a_venir=a_venir,
    )


def ecrire_relances(textes: Mapping[str, str], dossier: Path, arrete_au: dt.date) -> list[Path]:
    """Write each text as `relance_<day>_<SIREN>.txt` in `dossier`; return the files, in the order of SIREN.

    The day is in the name, so that an older reminder is never taken for today's.

    Errors: `dossier` is a file.
    """
    if dossier.exists() and not dossier.is_dir():
        raise SpaserErreur(f"« {dossier} » est un fichier : donnez un dossier à --dest.")
    dossier.mkdir(parents=True, exist_ok=True)
    ecrits = []
    for siren, texte in sorted(textes.items()):
        chemin = dossier / f"relance_{arrete_au:%Y-%m-%d}_{siren}.txt"
        chemin.write_text(texte, encoding="utf-8", newline="\n")
        ecrits.append(chemin)
    return ecrits
