"""index.html: the release as a page for people (page.html.j2). No script runs, nothing is fetched, all is escaped."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.commun import gabarits
from pipelines.publication.descripteurs.dictionnaire import TYPES, regle
from pipelines.publication.descripteurs.fichiers import FichierPublie
from pipelines.publication.fiche import Fiche
from pipelines.schemas import tables as schemas

KO, MO = 1_000, 1_000_000


def page(
    fiche: Fiche,
    jour: str,
    version: str,
    precedente: str | None,
    fichiers: Sequence[FichierPublie],
    croissant: dict[str, Any],
    nouveautes: Sequence[str],
) -> str:
    """Return the page. `jour` is as people write it; `nouveautes` are the lines of what changed."""
    tables = [fichier.table for fichier in fichiers if fichier.table and fichier.forme == "csv"]
    return gabarits.page(
        Path(__file__).with_name("page.html.j2"),
        {"taille": taille, "nombre": nombre},
        fiche=fiche,
        jour=jour,
        version=version,
        precedente=precedente,
        nouveautes=nouveautes,
        classeurs=[fichier for fichier in fichiers if fichier.forme in ("xlsx", "ods")],
        autres=[f for f in fichiers if f.table is None and f.forme not in ("xlsx", "ods")],
        tables=[
            {
                "nom": table.nom,
                "titre": table.schema["title"],
                "description": table.schema["description"],
                "lignes": table.lignes,
                "fichiers": [f for f in fichiers if f.table is table],
                "cle": schemas.cle(table.schema),
                "colonnes": [
                    {
                        "nom": champ["name"],
                        "type": TYPES[champ["type"]],
                        "description": champ["description"],
                        "regle": regle(champ),
                    }
                    for champ in table.schema["fields"]
                ],
            }
            for table in tables
        ],
        jsonld=dans_script(croissant),
    )


def dans_script(obj: object) -> str:
    """Return JSON that can stand between <script> tags: nothing in it ends them or opens a comment."""
    from markupsafe import Markup

    texte = json.dumps(obj, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for signe in ("<", ">", "&", "\u2028", "\u2029"):
        texte = texte.replace(signe, f"\\u{ord(signe):04x}")
    return Markup(texte)


def taille(octets: int) -> str:
    """Return a size as people read it, in decimal units."""
    if octets < KO:
        return f"{octets} octets"
    unite, nom = (MO, "Mo") if octets >= MO else (KO, "ko")
    return f"{octets / unite:.1f}".replace(".", ",").removesuffix(",0") + f"\u202f{nom}"


def nombre(entier: int) -> str:
    """Return a whole number with narrow spaces between thousands."""
    return f"{entier:,}".replace(",", "\u202f")
