"""What the validator says of a file, in the sender's terms, and what a mutant expects of it."""

import io
import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.mutations.fichiers import EXTENSIONS, Fichier
from pipelines.commun.erreurs import FichierRefuse
from pipelines.validation import controle, rapport_json


@dataclass(frozen=True)
class Attendu:
    """What must be found. `cellules`: (line, column or None, codes that may be given), and no other place.

    `refus` and `remarque` are patterns: the file is refused with a question, or is valid with a remark. `ou_refus`: a
    question is as good as a fault at its cell. `accepte` says why nothing is to be found in this format.
    `toute_la_ligne`: what follows the error on its line cannot be read either.
    """

    cellules: list[tuple[int | None, int | None, tuple[str, ...]]] = field(default_factory=list)
    refus: str | None = None
    remarque: str | None = None
    ou_refus: str | None = None
    accepte: str | None = None
    toute_la_ligne: bool = False


@dataclass
class Dit:
    """What was said: places with their codes, remarks, or the refusal."""

    places: dict[tuple[int | None, int | None], set[str]] = field(default_factory=dict)
    remarques: str = ""
    refus: str | None = None
    plantage: str | None = None
    rapport: dict[str, Any] = field(default_factory=dict)


def juger(fichier: Fichier, moteur: str = "hybride") -> Dit:
    """Write the file, validate it as `spaser validate` does, and read the JSON report."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as dossier:
        path = Path(dossier) / f"recu.{EXTENSIONS[fichier.format]}"
        fichier.ecrire(path)
        travail = Path(dossier) / "travail"
        travail.mkdir(mode=0o700)
        try:
            fait = controle.controler(path, fichier.schema, dossier=travail, moteur=moteur)
            sortie = io.StringIO()
            rapport_json.ecrire(fait, sortie)
        except FichierRefuse as refus:
            return Dit(refus=str(refus))
        except Exception as erreur:  # whatever it is, the sender has neither report nor question
            return Dit(plantage=f"{type(erreur).__name__} : {erreur}"[:300])
    rapport = json.loads(sortie.getvalue())
    dit = Dit(rapport=rapport)
    for erreur in rapport["erreurs"]:
        dit.places.setdefault((erreur["ligne"], erreur["numero_champ"]), set()).add(erreur["code"])
    dit.remarques = "\n".join(map(str, [*rapport["remarques"], *rapport["avertissements"]]))
    return dit


def ecart(dit: Dit, attendu: Attendu) -> str | None:
    """Say how a verdict differs from what was expected; None when it is exact."""
    if dit.plantage is not None:
        return f"ni rapport ni question : {dit.plantage}"
    if attendu.refus is not None:
        if dit.refus is None:
            return f"non refusé ; dit {dit.places} {dit.remarques[:200]}"
        return None if re.search(attendu.refus, dit.refus) else f"refusé autrement : {dit.refus[:300]}"
    if dit.refus is not None:
        if attendu.ou_refus and re.search(attendu.ou_refus, dit.refus):
            return None
        return f"refusé : {dit.refus[:300]}"
    if attendu.accepte or attendu.remarque:
        if dit.places:
            return f"devait être valide ; dit {dit.places}"
        return (
            None
            if re.search(attendu.remarque or "", dit.remarques)
            else f"sans remarque : {dit.remarques[:300]}"
        )
    voulues = {(ligne, colonne): set(codes) for ligne, colonne, codes in attendu.cellules}
    places = dict(dit.places)
    if attendu.toute_la_ligne:
        lignes = {ligne for ligne, _ in voulues}
        places = {p: codes for p, codes in places.items() if p in voulues or p[0] not in lignes}
    if set(places) != set(voulues):
        return f"attendu {sorted(voulues, key=str)}, dit {dit.places}"
    faux = {place: codes for place, codes in places.items() if not codes & voulues[place]}
    return f"à la bonne place, autre code : {faux}" if faux else None
