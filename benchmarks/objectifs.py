"""The goals of issue 2 beside what was reached. They are read by people: no test fails on a time."""

from dataclasses import dataclass

from benchmarks.tours import Resultat

Campagne = dict[int, dict[str, Resultat]]
PETITE, GRANDE = 100_000, 1_000_000
NON_MESURE = "non mesuré"
ETALONS = ("orjson_seul", "orjson_sans_gc")


@dataclass(frozen=True)
class Objectif:
    libelle: str
    but: str
    atteint: str
    tenu: bool | None
    """None when no verdict is due (not measured, or files too small)."""


def milliers(nombre: int) -> str:
    """100 000, as French writes it."""
    return f"{nombre:,}".replace(",", " ")


def objectifs(campagne: Campagne) -> list[Objectif]:
    """Compare what was measured at each size; below 100 000, starting up hides the rest: no verdict."""
    lignes = []
    for taille in campagne:
        lignes += [
            *(_rapport(campagne, taille, "lecture", etalon, 1.2) for etalon in ETALONS),
            *(_rapport(campagne, taille, "ingest", etalon, 3.0) for etalon in ETALONS),
            *(_vitesse(campagne, taille, usage) for usage in ("json_normalize", "normalize_sans_gc")),
        ]
    lecture = {
        taille: resultats["lecture"] for taille, resultats in campagne.items() if "lecture" in resultats
    }
    if GRANDE in lecture:
        pic = lecture[GRANDE].pic_mio
        lignes.append(
            Objectif(f"pic de lecture à {milliers(GRANDE)}", "<= 512 Mio", f"{pic:.0f} Mio", pic <= 512)
        )
    if GRANDE in lecture and PETITE in lecture:
        croissance = lecture[GRANDE].pic_mio / lecture[PETITE].pic_mio
        libelle = f"pic de lecture à {milliers(GRANDE)} / à {milliers(PETITE)}"
        lignes.append(Objectif(libelle, "<= 1,5 x", f"{croissance:.2f} x", croissance <= 1.5))
    return [ligne for ligne in lignes if ligne.atteint != NON_MESURE]


def _rapport(campagne: Campagne, taille: int, nom: str, etalon: str, but: float) -> Objectif:
    resultats = campagne[taille]
    libelle = f"{nom} / {etalon} à {milliers(taille)}"
    if nom not in resultats or etalon not in resultats:
        return Objectif(libelle, f"<= {but} x", NON_MESURE, None)
    rapport = resultats[nom].rapport_a(resultats[etalon])
    return Objectif(libelle, f"<= {but} x", f"{rapport:.2f} x", rapport <= but if taille >= PETITE else None)


def _vitesse(campagne: Campagne, taille: int, usage: str) -> Objectif:
    resultats = campagne[taille]
    libelle = f"lecture plus rapide que {usage} à {milliers(taille)}"
    if "lecture" not in resultats or usage not in resultats:
        return Objectif(libelle, ">= 8 x", NON_MESURE, None)
    fois = resultats[usage].rapport_a(resultats["lecture"])
    return Objectif(libelle, ">= 8 x", f"{fois:.1f} x", fois >= 8 if taille >= PETITE else None)
