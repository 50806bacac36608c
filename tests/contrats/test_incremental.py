"""Deciding again what a change touches gives the bytes of deciding everything: any files, any order, any day."""

import os
import random
from datetime import date
from pathlib import Path

from tests.contrats.outils_incremental import (
    APRES,
    JOUR,
    Fichiers,
    Maison,
    etapes,
    fichiers_du,
    monde,
    reprises,
    un_seul_fil,
)

__all__ = ["reprises", "un_seul_fil"]

PAS = int(os.environ.get("PAS", "1"))
"""How many steps a walk at random has; each costs about a second and a half of processor."""


def test_every_way_of_bearing_on_another_contract_is_followed(tmp_path: Path, reprises: list[bool]):
    """Identifiers, stems, frameworks, names, weak links, probable merges, dates: what comes, goes and comes back."""
    maison = Maison(tmp_path)
    base = etapes("base") | {"refuse.json": b'{"marches": ['}
    arrive = base | etapes("base", "arrive") | {"refuse.json": b'{"marches": []}'}
    encore = arrive | etapes("encore")
    renomme = {nom.replace("base", "zbase"): contenu for nom, contenu in arrive.items()}
    renomme |= {"double.json": arrive["arrive.json"], "arrive.csv": arrive["base.csv"]}
    maison.de_rien_deja(base, maison.etablir(base))
    marche: list[tuple[str, Fichiers, date]] = [
        ("arrive", arrive, JOUR),
        ("un second", encore, JOUR),
        ("s'en va", base, JOUR),
        ("renommé, en double, remplacé", renomme, JOUR),
        ("des jours passent, un fichier est vidé", renomme | {"arrive.json": b'{"marches": []}'}, APRES),
        ("on revient en arrière", base, JOUR),
    ]
    ecarts = {nom: maison.refaire(fichiers, jour) for nom, fichiers, jour in marche}
    assert ecarts == {nom: [] for nom, *_ in marche}
    assert reprises == [True] * len(marche)


def test_any_walk_through_the_small_world(tmp_path: Path, reprises: list[bool]):
    """The records of the world dealt at random into five files, which come, go and change; the day moves (PAS=40)."""
    hasard = random.Random(1)
    lignes = [ligne for etape in monde().values() for ligne in etape]
    maison, paquets = Maison(tmp_path), {f"{n}": hasard.sample(lignes, 9) for n in range(5)}
    dits = dict.fromkeys(paquets, "base")

    def fichiers() -> dict[str, bytes]:
        faits = {}
        for nom, paquet in paquets.items():
            for fin, contenu in fichiers_du({dits[nom]: paquet}).items():
                faits[f"{nom}-{fin.partition('.')[0].partition('-')[2]}.{fin.partition('.')[2]}"] = contenu
        return faits

    maison.etablir(fichiers())
    for pas in range(PAS):
        nom = hasard.choice(sorted(paquets))
        geste, jour = hasard.choice(["entre", "sort", "change"]), hasard.choice([JOUR, JOUR, APRES])
        if geste == "entre":
            paquets[f"n{pas}"] = hasard.sample(lignes, 9)
            dits[f"n{pas}"] = hasard.choice(["base", "arrive", "encore"])
        elif geste == "sort" and len(paquets) > 3:
            del paquets[nom]
        else:
            paquets[nom] = paquets[nom][:4] + hasard.sample(lignes, 4)
        assert maison.refaire(fichiers(), jour) == [], (pas, geste, nom)
    assert reprises and all(reprises)
