"""docs/regles-registres.md against the code: each rule, its severity, the checks of each register, no other.

`python tests/validation/test_regles_doc.py` writes the tables of the page again.
"""

import re
from pathlib import Path

from pipelines.schemas import tables as schemas
from pipelines.schemas.controles import CONTROLES
from pipelines.validation.croisees.catalogue import NON_VERIFIE, REFERENCE, REGLES
from pipelines.validation.regles import plan
from pipelines.validation.regles_jugement import CODES

PAGE = Path(__file__).parents[2] / "docs" / "regles-registres.md"
TABLE = re.compile(r"(<!-- tableau : (\w+) -->\n)(.*?)(<!-- fin -->)", re.DOTALL)


def tableaux() -> dict[str, str]:
    return {
        "croisees": _tableau(
            ("Code", "Registre", "Gravité", "Ce qui est dit", "Pourquoi"),
            [
                (f"`{r.code}`", f"`{r.table}`", r.gravite, f"`{r.champ}` : {r.message}", r.raison)
                for r in REGLES
            ],
        ),
        "colonnes": _tableau(
            ("Registre", "Contrôle", "Code", "Colonnes"),
            [
                (f"`{nom}`", f"`{r.nom}`", f"`{r.code}`", _colonnes(r.nom, r.colonnes, dict(r.params)))
                for nom in schemas.lister(usage="registre")
                for r in plan(schemas.charger(nom))[0]
                if not (r.nom == "siren" and r.colonnes == ("acheteur_siren",))
            ],
        ),
        "liens": _tableau(
            ("Registre", "Colonnes", "Registre visé", "Colonnes visées"),
            [
                (f"`{nom}`", _liste(lien["fields"]), f"`{lien['table']}`", _liste(lien["champs"]))
                for nom in schemas.lister(usage="registre")
                for lien in schemas.charger(nom).get("references", [])
                if lien["fields"] != "acheteur_siren"
            ],
        ),
    }


def _tableau(titres: tuple[str, ...], lignes: list[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(x)} |" for x in (titres, ("---",) * len(titres), *lignes))


def _liste(colonnes: str | list[str]) -> str:
    return ", ".join(f"`{c}`" for c in schemas.en_liste(colonnes))


def _colonnes(nom: str, colonnes: tuple[str, ...], params: dict[str, str]) -> str:
    if nom == "compare-columns-value":
        return f"`{colonnes[0]}` {params['op']} `{colonnes[1]}`"
    return _liste(list(colonnes))


def test_the_tables_of_the_page_are_those_of_the_code():
    ecrits = {nom: texte.strip() for _, nom, texte, _ in TABLE.findall(PAGE.read_text(encoding="utf-8"))}
    assert ecrits == tableaux(), "relancer : python tests/validation/test_regles_doc.py"


def test_every_code_and_every_check_not_run_is_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    codes = {*CODES.values(), REFERENCE, NON_VERIFIE}
    absents = [nom for nom, controle in CONTROLES.items() if not controle.execute]
    assert [x for x in sorted(codes | set(absents)) if f"`{x}`" not in page] == []


if __name__ == "__main__":
    neufs = tableaux()
    texte = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda m: m[1] + neufs[m[2]] + "\n" + m[4], texte), encoding="utf-8")
