"""Which run a work folder holds, for what reads it later. Settling a run belongs to `contexte`."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.commun.fichiers import ecrire_json

if TYPE_CHECKING:
    from pipelines.contexte import Contexte

EXECUTION = "execution.json"
"""In a work folder: which run made it. What reads a run later takes its day and its name from there."""


def noter(ctx: "Contexte") -> None:
    """Write which run a work folder holds."""
    ctx.travail.mkdir(parents=True, exist_ok=True)
    dit = {
        "modele": ctx.choisi,
        "slug": ctx.slug,
        "fictif": ctx.fictif,
        "arrete_au": ctx.arrete_au.isoformat(),
        "definition": empreinte(ctx.definition),
    }
    ecrire_json(ctx.travail / EXECUTION, dit)


def empreinte(definition: dict[str, Any]) -> str:
    """Fingerprint what spaser.yaml says, but for its day."""
    dite = {cle: valeur for cle, valeur in definition.items() if cle != "arrete_au"}
    return hashlib.sha256(json.dumps(dite, sort_keys=True, default=str).encode()).hexdigest()


def execution_de(travail: Path) -> dict[str, Any]:
    """Return which run a work folder holds; nothing when it holds none."""
    chemin = travail / EXECUTION
    return dict(json.loads(chemin.read_text(encoding="utf-8"))) if chemin.is_file() else {}
