"""The log of deliveries, `livraisons.csv`: who delivered which file for which slice, in the order that counts.

Reading the delivered files belongs to `reception`; adding a line to the log, to `depot`.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.livraisons.tranches import annees, tranche_de

NOM = "livraisons.csv"
TABLE = "livraisons"


@dataclass(frozen=True)
class Livraison:
    """One line of the log. `base` is data/raw/<slug>: paths are relative to it."""

    livraison_id: str
    table: str
    acheteur: str
    periode: str
    fichier: str
    date: dt.date
    service: str
    base: Path
    correspondance: str | None = None
    encodage: str | None = None
    disparitions_confirmees: bool = False
    source: Path | None = None
    """A file that is not yet in its place: a delivery that is only being tried."""
    source_correspondance: Path | None = None

    @property
    def chemin(self) -> Path:
        """Where the file is."""
        return self.source or self.base / self.fichier

    @property
    def chemin_correspondance(self) -> Path:
        """Where the mapping file is."""
        return self.source_correspondance or self.base / str(self.correspondance)

    @property
    def rang(self) -> tuple[dt.date, str]:
        """What orders deliveries: the day, then the identifier."""
        return self.date, self.livraison_id


def lire_journal(registres: Path, dossier: Path) -> list[Livraison]:
    """Read and judge the log of a folder of registers; its deliveries in the order of `rang`.

    `dossier` is a private scratch folder. Without a log nothing was delivered.

    Errors: a log that is wrong anywhere. It says what is in force: going on with half of it would bring old deliveries
    back without a word.
    """
    path = registres / NOM
    if not path.is_file():
        return []
    from pipelines.validation.controle import controler

    controle = controler(path, TABLE, dossier=dossier)
    fautes = [f"ligne {e['ligne']} : {e['message']}" for e in controle.constats.erreurs(6)]
    if fautes and not _vide(path):
        suite = " ; …" if len(fautes) > 5 else ""
        raise SpaserErreur(f"Journal des livraisons {path} à corriger. {' ; '.join(fautes[:5])}{suite}")
    livraisons = sorted(
        _lignes(controle.lecture.canonique, registres.parent), key=lambda livraison: livraison.rang
    )
    for livraison in livraisons:
        tranche_de(livraison.table)
        annees(livraison.periode)
    return livraisons


def chemins_declares(registres: Path) -> list[Path]:
    """Where the files that the log names should be, without judging it."""
    path = registres / NOM
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [registres.parent / ligne["fichier"] for ligne in csv.DictReader(file) if ligne.get("fichier")]


def _vide(path: Path) -> bool:
    """A log with its titles and no line: nothing was delivered yet, which is no fault."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for ligne in csv.reader(file) if ligne) <= 1


def _lignes(canonique: Path, base: Path) -> Iterator[Livraison]:
    with canonique.open(encoding="utf-8-sig", newline="") as file:
        for ligne in csv.DictReader(file):
            yield Livraison(
                livraison_id=ligne["livraison_id"],
                table=ligne["table_livree"],
                acheteur=ligne["acheteur_siren"],
                periode=ligne["periode"],
                fichier=ligne["fichier"],
                date=dt.date.fromisoformat(ligne["date_livraison"]),
                service=ligne["service"],
                base=base,
                correspondance=ligne.get("correspondance") or None,
                encodage=ligne.get("encodage") or None,
                disparitions_confirmees=ligne.get("disparitions_confirmees") == "true",
            )
