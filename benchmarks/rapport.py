"""What a run of the benchmark prints and keeps: a table a size, the goals, one JSON line a measure."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.objectifs import Campagne, Objectif, milliers

VERDICTS = {True: "oui", False: "non", None: ""}
PAQUETS = ("duckdb", "orjson", "msgspec", "pandas")


def machine() -> dict[str, object]:
    """Versions, cores and load: without them a figure means nothing."""
    modele = next(
        (
            ligne.split(":", 1)[1].strip()
            for ligne in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if ligne.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "python": platform.python_version(),
        **{nom: version(nom) for nom in PAQUETS},
        "processeur": modele,
        "coeurs": len(os.sched_getaffinity(0)),
        "charge": round(os.getloadavg()[0], 2),
    }


def tableau(taille: int, campagne: Campagne, octets: int) -> str:
    """Median wall clock and processor time, worst peak, and the wall clock as a multiple of the limit."""
    resultats = campagne[taille]
    etalon = resultats.get("orjson_sans_gc")
    lignes = [f"{milliers(taille)} enregistrements, {octets / 1e6:.0f} Mo (médianes ; pic : le plus haut)"]
    lignes.append(f"{'':52}{'mur s':>8}{'min-max':>15}{'cpu s':>8}{'pic Mio':>9}{'x limite':>10}")
    for r in resultats.values():
        murs = [m.mur_s for m in r.mesures]
        rapport = f"{r.rapport_a(etalon):.2f}" if etalon else "-"
        etendue = f"{min(murs):.2f}-{max(murs):.2f}"
        lignes.append(
            f"{r.concurrent.libelle:52}{r.mur_s:8.2f}{etendue:>15}{r.cpu_s:8.2f}{r.pic_mio:9.0f}{rapport:>10}"
        )
    return "\n".join(lignes)


def tableau_objectifs(objectifs: list[Objectif]) -> str:
    lignes = [f"{'objectif':56}{'but':>12}{'atteint':>12}"]
    lignes += [f"{o.libelle:56}{o.but:>12}{o.atteint:>12}  {VERDICTS[o.tenu]}" for o in objectifs]
    return "\n".join(lignes)


def garder(chemin: Path, campagne: Campagne, contexte: dict[str, object]) -> None:
    """Write one JSON line a measure."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    with chemin.open("w", encoding="utf-8") as sortie:
        for taille, resultats in campagne.items():
            for nom, r in resultats.items():
                for tour, m in enumerate(r.mesures, 1):
                    mesure = {
                        "mur_s": round(m.mur_s, 3),
                        "cpu_s": round(m.cpu_s, 3),
                        "pic_mio": round(m.pic_mio, 1),
                    }
                    ligne = {"taille": taille, "concurrent": nom, "tour": tour, **mesure, **contexte}
                    sortie.write(json.dumps(ligne, ensure_ascii=False) + "\n")
