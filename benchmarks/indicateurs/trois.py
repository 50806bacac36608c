"""A nullable boolean column as two plain ones (surely, surely not), which is what pandas counts fastest."""

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Trois:
    """True, false, or neither: unknown."""

    oui: Any
    non: Any

    def __and__(self, autre: "Trois") -> "Trois":
        return Trois(self.oui & autre.oui, self.non | autre.non)

    def accorde(self, autre: "Trois") -> "Trois":
        """A yes of either; else a no of either."""
        oui = self.oui | autre.oui
        return Trois(oui, (self.non | autre.non) & ~oui)


def de(colonne: pd.Series) -> Trois:
    """Read a nullable column."""
    lue = colonne.astype("boolean")
    return Trois(lue.fillna(False).to_numpy(bool), (~lue).fillna(False).to_numpy(bool))


def test(colonne: pd.Series, vrai: pd.Series) -> Trois:
    """A comparison, unknown where the column is."""
    connu, oui = colonne.notna().to_numpy(bool), vrai.fillna(False).to_numpy(bool)
    return Trois(oui & connu, ~oui & connu)
