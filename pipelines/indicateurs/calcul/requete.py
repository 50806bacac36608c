"""The text of a pass over one population: its questions asked once a row, its specs counted side by side.

The words come from closed lists and the shape from .sql files; nothing is run here.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipelines.commun import duck
from pipelines.indicateurs.calcul import formules
from pipelines.indicateurs.calcul.specs import Spec
from pipelines.indicateurs.listes import Population

TYPES = """CASE WHEN grouping(tete) = 0 THEN CASE WHEN tete THEN 'simple_et_accords_cadres' END
    ELSE CASE "type" WHEN 'marche' THEN 'simple' WHEN 'inconnu' THEN 'type_inconnu' ELSE "type" END END"""
SANS_OBJET = "'sans_objet'"
PAR_TYPE = ("(acheteur_siren, annee, tete)", '(acheteur_siren, annee, "type")')
PAR_ACHETEUR = ("(acheteur_siren, annee)", "(annee)")


def requete(population: Population, dimension: str, specs: Sequence[tuple[int, Spec]]) -> str:
    """Return the query that computes some specs of one population, broken down by `dimension` (SQL) if any."""
    par_type = population.contrats == "true"
    questions: dict[str, str] = {}
    for _, spec in specs:
        for sql in (spec.d, spec.c):
            questions.setdefault(sql, f"_q{len(questions)}")
    colonnes = [f"({sql}) AS {nom}" for sql, nom in questions.items()]
    if par_type:
        colonnes.append("\"type\" IN ('marche', 'accord_cadre') AS tete")
    groupes = [g.replace(")", ", _modalite)") for g in (PAR_TYPE if par_type else PAR_ACHETEUR)]
    membre = "membre AND " if population.code == "contrats_en_cours" else ""
    return duck.sql(
        __file__,
        "population",
        population=population.code,
        # what a register says of a year when its buyer was not of the perimeter is not of the year's total
        de_la_grille="" if par_type else "SEMI JOIN grille USING (acheteur_siren, annee)",
        questions=", ".join(colonnes),
        dimension=f"coalesce(({dimension})::VARCHAR, 'inconnu')" if dimension else "'ensemble'",
        perimetre=TYPES if par_type else SANS_OBJET,
        lues=duck.sql(__file__, "deux_fois") if par_type else "lignes",
        specs=",\n        ".join(_compte(n, spec, questions, membre) for n, spec in specs),
        groupes=", ".join(groupes),
        modalite="modalite",
    )


def _compte(numero: int, spec: Spec, questions: dict[str, str], membre: str) -> str:
    d, c = f"{membre}{questions[spec.d]}", questions[spec.c]
    texte = _formule(spec.formule)
    for nom, valeur in (("t", f"{d} AND {c}"), ("d", d), ("c", c), ("x", spec.x), ("y", spec.y)):
        texte = texte.replace("{" + nom + "}", valeur)
    return f"struct_pack(spec := {numero}, r := {texte})"


@cache
def _formule(nom: str) -> str:
    """Read a formula without its comments: braces in them are words for the reader."""
    texte = (Path(formules.__file__).parent / f"{nom}.sql").read_text(encoding="utf-8")
    return "\n".join(ligne for ligne in texte.splitlines() if not ligne.startswith("--")).strip()
