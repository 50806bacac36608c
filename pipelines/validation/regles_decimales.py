"""Decimals beyond those of a column: no fault, but the number will be rounded, and that is said. Nothing else is here.

`1.234` may be a thousand that lost its way: in a canonical CSV it is a number, and nothing else would mention it.
"""

from collections.abc import Callable, Iterator, Mapping

from pipelines.schemas import tables as schemas
from pipelines.validation.regles_jugement import DECIMALES, Regle

CITEES = 5


def regles(schema: schemas.Schema) -> list[Regle]:
    """Return one rule for each column whose numbers are kept with a stated number of decimals."""
    champs = {champ["name"]: champ for champ in schema["fields"]}
    return [
        Regle(DECIMALES, (nom,), {"decimales": champ["decimales"]}, champs)
        for nom, champ in champs.items()
        if champ["type"] == "number" and type(champ.get("decimales")) is int
    ]


class Arrondies:
    """How many numbers will be rounded in each column, and the first records that hold one."""

    def __init__(self, schema: schemas.Schema) -> None:
        self._champs = schema["fields"]
        self._vues: dict[str, tuple[int, list[int]]] = {}

    def voir(self, regle: Regle, cellules: Mapping[str, str | None], enregistrement: int) -> None:
        """Count a number, if it would change."""
        if regle.arrondie(cellules):
            nombre, premieres = self._vues.get(regle.colonnes[0], (0, []))
            if len(premieres) < CITEES:
                premieres.append(enregistrement)
            self._vues[regle.colonnes[0]] = nombre + 1, premieres

    def phrases(self, position: Callable[[int], int]) -> Iterator[str]:
        """Yield a French sentence a column; no number is cited."""
        for champ in self._champs:
            if champ["name"] not in self._vues:
                continue
            nombre, premieres = self._vues[champ["name"]]
            s = "s" * (nombre > 1)
            lignes = ", ".join(str(position(n)) for n in premieres) + (
                ", …" if nombre > len(premieres) else ""
            )
            yield (
                f"{champ['name']} : {nombre} valeur{s} à plus de {champ['decimales']} décimales (ligne{s} {lignes}), "
                "arrondies quand les données sont reprises. Vérifiez que le point n'y sépare pas des milliers."
            )
