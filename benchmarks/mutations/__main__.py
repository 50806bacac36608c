"""`python -m benchmarks.mutations`: both counts on the screen, and the page docs/mutations.md.

Options: `--par-genre N` registers for each kind and format (0: all of them), `--page` to write the page.
"""

import argparse
import os
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.mutations.cellules import GENRES
from benchmarks.mutations.fichiers import FORMATS
from benchmarks.mutations.mesure import (
    Resultat,
    choisir,
    juger_livraison,
    livraisons_saines,
    mesurer,
    propres,
)
from benchmarks.mutations.structures import STRUCTURES

MODELE = Path(__file__).with_name("page.txt")
PAGE = Path(__file__).parents[2] / "docs" / "mutations.md"
DITS = {genre.nom: genre.dit for genre in (*GENRES, *STRUCTURES)}
COLONNES = {"csv": "CSV canonique", "csv_fr": "CSV « ; »", "xlsx": "XLSX", "ods": "ODS"}


def main() -> int:
    """Run, print, and return 1 if a mutant survives or a clean file is blamed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations")
    parser.add_argument("--par-genre", type=int, default=3)
    parser.add_argument("--page", action="store_true")
    options = parser.parse_args()
    choisis = choisir(options.par_genre)
    with ProcessPoolExecutor(os.cpu_count()) as equipe:
        blames = [(nom, f, ecart) for nom, f, ecart in equipe.map(_propre, _propres()) if ecart]
        livrees = livraisons_saines()
        blames += [
            (nom, "livraison", e)
            for nom, e in zip(livrees, equipe.map(juger_livraison, livrees), strict=True)
            if e
        ]
        resultats = list(equipe.map(_un, choisis, chunksize=8))
    erreurs = [r for r in resultats if not r.accepte]
    survivants = [r for r in resultats if r.ecart]
    acceptes = len(resultats) - len(erreurs)
    trouves = sum(r.ecart is None for r in erreurs)
    genres = {r.genre for r in erreurs}
    print(f"{trouves} erreurs trouvées à leur cellule exacte sur {len(erreurs)}, de {len(genres)} genres.")
    sains = len(_propres()) + len(livrees)
    print(f"{acceptes} graphies comprises à dessein ; {len(blames)} erreur dans {sains} fichiers sains.")
    for r in survivants:
        print(f"  {r.genre}, {r.registre}, {r.format}, {r.ou} : {r.ecart}")
    for nom, format_, ecart in blames:
        print(f"  fichier sain blâmé : {nom}, {format_} : {ecart}")
    if options.page:
        PAGE.write_text(page(resultats, sains, len(livrees), len(blames)), encoding="utf-8")
    return 1 if survivants or blames else 0


def page(resultats: list[Resultat], sains: int, livrees: int, blames: int) -> str:
    """Write the report: one line a kind, one column a format."""
    comptes: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for r in resultats:
        sort = "trouve" if r.ecart is None else "survit"
        comptes[r.genre][r.format, "accepte" if r.accepte and r.ecart is None else sort] += 1
    erreurs = [r for r in resultats if not r.accepte]
    lignes = [
        f"| `{nom}` | {dit} | {' | '.join(_case(comptes[nom], f) for f in FORMATS)} |"
        for nom, dit in DITS.items()
        if comptes[nom]
    ]
    trouves = sum(r.ecart is None for r in erreurs)
    return MODELE.read_text(encoding="utf-8").format(
        trouves=trouves,
        total=len(erreurs),
        genres=len({r.genre for r in erreurs}),
        blames=blames,
        sains=sains,
        livrees=livrees,
        exemples=sains - livrees,
        compris=len(resultats) - len(erreurs),
        titres=" | ".join(COLONNES[f] for f in FORMATS),
        tirets=" | ".join("---" for _ in FORMATS),
        lignes="\n".join(lignes),
    )


def _case(comptes: Counter[tuple[str, str]], format_: str) -> str:
    trouves, survit, accepte = (comptes[format_, sort] for sort in ("trouve", "survit", "accepte"))
    if accepte and not survit:
        return "compris"
    total = trouves + survit + accepte
    return f"{trouves + accepte}/{total}" if total else "–"


def _un(choix: tuple[str, str, str]) -> Resultat:
    [resultat] = mesurer([choix])
    return resultat


def _propres() -> list[tuple[str, str]]:
    from benchmarks.mutations.mesure import registres

    return [(nom, format_) for nom in registres() for format_ in FORMATS]


def _propre(choix: tuple[str, str]) -> tuple[str, str, str | None]:
    [resultat] = propres([choix])
    return resultat


if __name__ == "__main__":
    raise SystemExit(main())
