"""The national files about suppliers, read again as they are published: what each says of a firm, and on which day.

Codes and dates only; no column of names or addresses is looked at. How files open belongs to `lecture_nationale`; how
their answers and the buyer's register make a category, to `mesures.categories`.

Written from docs/referentiels.md. A picture answers, at the date, from its day to the eve of the next one of the same
file; before that, the first later picture that says something answers, as something seen afterwards. Rows with their
own dates say when they hold. What the fictional files do not have is not here: parts of a picture, the history of
Sirene, two lists of one approval.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.recalcul.lecture_nationale import Cellules, format_de, lignes_de
from tests.recalcul.lecture_publiee import jour

SCOP = ("5458", "5558", "5658")
OUI, NON = ("true", "o", "1", "oui"), ("false", "n", "0", "non")


class Agrement(NamedTuple):
    """From when to when it holds, and the first day from which it is certain."""

    du: date | None
    au: date | None
    certain: date


class Dite(NamedTuple):
    """What a picture says of a firm in a family: the categories it has, and whether it has no other."""

    categories: frozenset[str]
    complete: bool


Image = Callable[[str, str], Dite | None]
"""What is said of a SIREN and a SIRET ('' for none); None when nothing is."""


@dataclass(frozen=True)
class Nationaux:
    """The pictures of each file for each family, by day, and the approvals that have dates."""

    images: Mapping[tuple[str, str], Sequence[tuple[date, Image]]] = field(default_factory=dict)
    agrements: Mapping[str, Sequence[Agrement]] = field(default_factory=dict)
    familles: frozenset[str] = frozenset()

    def reponses(self, famille: str, siren: str, siret: str, au: date) -> Iterable[tuple[Dite, bool]]:
        """The answers for a day, and whether each was known by then."""
        for (dit_de, _), images in self.images.items():
            if dit_de != famille:
                continue
            passees = [image for quand, image in images if quand <= au]
            if passees and (dite := passees[-1](siren, siret)):
                yield dite, True
                continue
            apres = (dite for quand, image in images if quand > au and (dite := image(siren, siret)))
            if dite := next(apres, None):
                yield dite, False
        if famille == "esus" and "esus" in self.familles:
            valent = [
                a
                for a in self.agrements.get(siren, ())
                if (not a.du or a.du <= au) and (not a.au or au <= a.au)
            ]
            yield Dite(frozenset({"ESUS"} if valent else ()), True), any(a.certain <= au for a in valent)


def lire(fiche: Path, dossier: Path, parquets: Path) -> Nationaux:
    """Read the files that a spaser.yaml names, from a folder; those in Parquet are in `parquets`, as CSV."""
    dit = yaml.safe_load(fiche.read_text(encoding="utf-8"))
    lus: dict[str, list[tuple[date, Sequence[Cellules]]]] = defaultdict(list)
    for entree in dit.get("referentiels", []):
        chemin = dossier / Path(entree["fichier"]).name
        if chemin.suffix == ".parquet":
            chemin = parquets / f"{chemin.stem}.csv"
        lues = lignes_de(chemin)
        lus[format_de(lues[0])].append((date.fromisoformat(entree["observe_le"]), lues))
    images: dict[tuple[str, str], list[tuple[date, Image]]] = defaultdict(list)
    communes = _territoire(dit["territoire"], lus)
    for nom, faire in _lectures(communes).items():
        for quand, lignes in sorted(lus.get(nom, []), key=lambda x: x[0]):
            for famille, image in faire(lignes).items():
                images[famille, nom].append((quand, image))
    agrements: dict[str, list[Agrement]] = defaultdict(list)
    for quand, lignes in lus.get("esus", []):
        for x in lignes:
            du, au = (jour(x[c][:10]) for c in ("Date d'agrément", "Date de fin d'agrément"))
            agrements[x["N° SIREN"].zfill(9)].append(Agrement(du, au, du or min(quand, au or quand)))
    familles = {famille for famille, _ in images} | ({"esus"} if "esus" in lus else set())
    return Nationaux(images, agrements, frozenset(familles))


class Territoire(NamedTuple):
    """Codes of communes of the official file, whether each is of the territory, and the departments that have one."""

    codes: Mapping[str, bool]
    departements: frozenset[str]

    def dit(self, code: str) -> bool | None:
        """Say it of a code; one that the file does not have may be that of a commune which is no more."""
        if not code or code in self.codes:
            return self.codes.get(code)
        return None if code[:2] in self.departements else False


def _territoire(
    dit: Mapping[str, Sequence[str]], lus: Mapping[str, Sequence[tuple[date, Sequence[Cellules]]]]
) -> Territoire:
    """Read the official files; a part is where its commune is."""
    epci = {x["CODGEO"] for _, lignes in lus.get("epci", []) for x in lignes if x["EPCI"] in dit["epci"]}
    codes: dict[str, bool] = {}
    departements: dict[str, str] = {}
    for _, lignes in lus.get("communes", []):
        departements = {x["COM"]: x["DEP"] for x in lignes if x["TYPECOM"] == "COM"}
        for x in sorted(lignes, key=lambda x: x["TYPECOM"] == "COM"):
            code = x["COM"] if x["TYPECOM"] == "COM" else x["COMPARENT"]
            codes[x["COM"]] = (
                code in dit["communes"] or code in epci or departements.get(code) in dit["departements"]
            )
    return Territoire(codes, frozenset(d for code, d in departements.items() if codes[code]))


Lecture = Callable[[Sequence[Cellules]], Mapping[str, Image]]


def _lectures(communes: Territoire) -> dict[str, Lecture]:
    return {
        "unites": _unites,
        "annuaire": _annuaire,
        "ess": _ess,
        "siae": _siae,
        "etablissements": lambda lignes: _etablissements(lignes, communes),
    }


def _par_siren(dites: Mapping[str, Dite]) -> Image:
    return lambda siren, siret: dites.get(siren)


def _oui(texte: str, categorie: str) -> Dite | None:
    if texte.lower() in OUI:
        return Dite(frozenset({categorie}), True)
    return Dite(frozenset(), True) if texte.lower() in NON else None


def _unites(lignes: Sequence[Cellules]) -> Mapping[str, Image]:
    tailles = {x["siren"]: Dite(frozenset({t}), True) for x in lignes if (t := x["categorieEntreprise"])}
    ess = {x["siren"]: _oui(x["economieSocialeSolidaireUniteLegale"], "ESS") for x in lignes}
    return {
        "taille": _par_siren(tailles),
        "ess": _par_siren({s: d for s, d in ess.items() if d}),
        "cooperative": _par_siren(_scop(lignes, "categorieJuridiqueUniteLegale")),
    }


def _annuaire(lignes: Sequence[Cellules]) -> Mapping[str, Image]:
    ess = {x["siren"]: _oui(x["est_ess"], "ESS") for x in lignes}
    siae: dict[str, Dite] = {}
    for x in lignes:
        types = frozenset(ast.literal_eval(x["type_siae"])) if x["type_siae"] else frozenset()
        if types or x["est_siae"].lower() in NON:
            siae[x["siren"]] = Dite(types, True)
    return {
        "ess": _par_siren({s: d for s, d in ess.items() if d}),
        "inclusion": _par_siren(siae),
        "cooperative": _par_siren(_scop(lignes, "nature_juridique")),
    }


def _scop(lignes: Sequence[Cellules], colonne: str) -> Mapping[str, Dite]:
    return {x["siren"]: Dite(frozenset({"SCOP"}), False) for x in lignes if x[colonne] in SCOP}


def _ess(lignes: Sequence[Cellules]) -> Mapping[str, Image]:
    listes = {x["SIREN"].strip().zfill(9) for x in lignes}
    return {"ess": lambda siren, siret: Dite(frozenset({"ESS"} if siren in listes else ()), True)}


def _siae(lignes: Sequence[Cellules]) -> Mapping[str, Image]:
    par_siret: dict[str, frozenset[str]] = {}
    par_siren: dict[str, frozenset[str]] = {}
    for x in lignes:
        siret, types = x["siret"], frozenset({x["kind"]} if x["is_active"].lower() not in NON else ())
        par_siret[siret] = par_siret.get(siret, frozenset()) | types
        par_siren[siret[:9]] = par_siren.get(siret[:9], frozenset()) | types
    return {
        "inclusion": lambda siren, siret: Dite(
            par_siret.get(siret) or par_siren.get(siren) or frozenset(), True
        )
    }


def _etablissements(lignes: Sequence[Cellules], communes: Territoire) -> Mapping[str, Image]:
    lieux = {x["siret"]: x["codeCommuneEtablissement"] for x in lignes}
    sieges = {x["siren"]: lieux[x["siret"]] for x in lignes if x["etablissementSiege"].lower() in OUI}

    def image(siren: str, siret: str) -> Dite | None:
        dedans = communes.dit(lieux[siret] if siret in lieux else sieges.get(siren, ""))
        return None if dedans is None else Dite(frozenset({"TERRITOIRE"} if dedans else ()), True)

    return {"territoire": image}
