"""A recomputation beside the rows of results: equal to the cent (six decimals for a rate), or told apart.

`ecarts` returns one sentence for each difference; nothing is asserted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.recalcul.calcul import SANS_OBJET, TETE, Case, recalculer, tapes
from tests.recalcul.demandes import Demande, Perimetre
from tests.recalcul.faits import Faits
from tests.recalcul.formules import SIX, Resultat, arrondi
from tests.recalcul.lecture_publiee import Ligne, lire_csv
from tests.recalcul.mesures.chaine import de_la_version, objectifs_atteints

COLONNES = {
    "valeur": "valeur",
    "numerateur": "num",
    "denominateur": "den",
    "borne_min": "bmin",
    "borne_max": "bmax",
}
DE_LA_CHAINE = ("part_objectifs_atteints", "nb_jeux_donnees_publies", "anciennete_publication")
ABSENTES = ("non_disponible", "en_construction")


@dataclass
class Bilan:
    """What was compared: indicators, rows, and the differences found."""

    indicateurs: set[str] = field(default_factory=set)
    lignes: int = 0
    ecarts: list[str] = field(default_factory=list)


def comparer(
    faits: Faits,
    demandes: Mapping[str, Demande],
    ou: Perimetre,
    lignes: Sequence[Ligne],
    bornes: bool = True,
    version: Path | None = None,
    definition: Path | None = None,
) -> Bilan:
    """Recompute the indicators of some rows of results, and compare each of them.

    `version` and `definition` are the folders that tell of a release itself; without them its own measures are left
    out.
    """
    bilan = Bilan()
    colonnes = {c: n for c, n in COLONNES.items() if bornes or not c.startswith("borne")}
    par_code: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        par_code.setdefault(str(ligne["indicateur_id"]), []).append(ligne)
    for code, siennes in par_code.items():
        if code not in demandes:
            continue
        calcules = recalculer(faits, demandes[code], ou)
        if demandes[code].mesure in DE_LA_CHAINE and version and definition:
            calcules = _de_la_chaine(demandes[code], ou, lignes, version, definition)
        dits = tapes(faits, demandes[code], ou)
        if calcules is None and not dits and any(ligne["origine"] == "calcule" for ligne in siennes):
            continue
        bilan.indicateurs.add(code)
        for ligne in siennes:
            bilan.lignes += 1
            bilan.ecarts += _ecarts(ligne, calcules, dits, faits, colonnes)
        bilan.ecarts += _oublies(code, siennes, calcules)
    return bilan


def _de_la_chaine(
    demande: Demande, ou: Perimetre, lignes: Sequence[Ligne], version: Path, definition: Path
) -> dict[Case, Resultat]:
    if demande.mesure == "part_objectifs_atteints":
        dits = objectifs_atteints(definition, lire_csv(version / "resultats.csv"), str(lignes[0]["spaser"]))
    else:
        dits = de_la_version(demande, ou, version)
    return {Case(a, annee, SANS_OBJET, "ensemble"): r for (a, annee), r in dits.items()}


def _cle(ligne: Ligne) -> tuple[str, int]:
    return ligne["acheteur_siren"] or "", int(str(ligne["periode_fin"])[:4])


def _ecarts(
    ligne: Ligne,
    calcules: Mapping[Case, Resultat] | None,
    dits: Mapping[tuple[str, int, str, str], Resultat],
    faits: Faits,
    colonnes: Mapping[str, str],
) -> list[str]:
    acheteur, annee = _cle(ligne)
    ou_dit = f"{acheteur or 'tous'} {annee} {ligne['perimetre']} {ligne['modalite']}"
    ici = f"{ligne['spaser']} {ligne['indicateur_id']} {ou_dit}"
    if ligne["origine"] == "saisi" or calcules is None:
        attendu = dits.get((acheteur, annee, str(ligne["dimension"]), str(ligne["modalite"])), Resultat())
        colonnes = {c: n for c, n in colonnes.items() if not c.startswith("borne")}
    else:
        case = Case(acheteur, annee, str(ligne["perimetre"]), str(ligne["modalite"]))
        if case not in calcules:
            return [f"{ici} : rien à y compter"]
        attendu = calcules[case]
    if ligne["origine"] in ABSENTES:
        return [f"{ici} : {attendu.connus} réponses connues, dites absentes"] if attendu.connus else []
    fautes = []
    for colonne, nom in colonnes.items():
        lu = Decimal(ligne[colonne] or 0).quantize(SIX) if ligne[colonne] is not None else None
        if lu != arrondi(getattr(attendu, nom)):
            fautes.append(f"{ici} : {colonne} {lu} publié, {arrondi(getattr(attendu, nom))} recalculé")
    du_jour = attendu.jour.isoformat() if attendu.jour else None
    if ligne["valeur_date"] != du_jour:
        fautes.append(f"{ici} : valeur_date {ligne['valeur_date']} publiée, {du_jour} recalculée")
    return fautes


def _oublies(code: str, lignes: Sequence[Ligne], calcules: Mapping[Case, Resultat] | None) -> list[str]:
    """Groups that have something to count, and no row."""
    ventile = any(x["dimension"] not in ("ensemble", "moment_qualite") for x in lignes)
    vus = {(*_cle(x), str(x["perimetre"]), str(x["modalite"])) for x in lignes}
    return [
        f"{code} {tuple(case)} : rien de publié"
        for case, r in (calcules or {}).items()
        if tuple(case) not in vus and (not ventile or case.perimetre in (TETE, SANS_OBJET))
    ]
