"""Deterministic, streaming writer of DECP files of N published records: the input of every timing.

Two files: `decp-2022.json` ({"marches":{"marche":[...],"contrat-concession":[...]}}, 2 % of concessions) and
`decp-2019.json` ({"marches":[...]}, a tenth of N), with a `manifeste.json` that says what was put in.
One record is drawn, perhaps made odd, written and forgotten: memory does not grow with N. What a record holds
is in `marches`, `concessions` and `bizarreries`.
"""

import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import orjson

from benchmarks.bizarreries import COMMUNES, SEULEMENT_2022
from benchmarks.concessions import concession
from benchmarks.marches import marche_2019, marche_2022
from benchmarks.morceaux import Enregistrement, Tirage
from benchmarks.vocabulaire import JOURS

VERSION = 3
"""To raise with any change to the bytes: files kept from a former run are then drawn again."""
PART_2019, PART_CONCESSIONS = 0.10, 0.02
PART_REPUBLIES, PART_ORDRE, PART_ECHAPPES, PART_BIZARRES = 0.05, 0.10, 0.05, 0.04
FICHIERS = ("decp-2022.json", "decp-2019.json")
_PAR_ECRITURE = 2_000


def generer(dossier: Path, taille: int, graine: int = 2022) -> list[Path]:
    """Write the files of `taille` records into `dossier`, unless they are there; return their paths."""
    manifeste, chemins = dossier / "manifeste.json", [dossier / nom for nom in FICHIERS]
    demande = {"version": VERSION, "taille": taille, "graine": graine}
    if manifeste.exists():
        connu = json.loads(manifeste.read_text(encoding="utf-8"))
        tailles = {c.name: c.stat().st_size for c in chemins if c.exists()}
        if {cle: connu.get(cle) for cle in demande} == demande and connu["octets"] == tailles:
            return chemins
    dossier.mkdir(parents=True, exist_ok=True)
    manifeste.unlink(missing_ok=True)
    comptes: Counter[str] = Counter()
    anciens = round(taille * PART_2019)
    concessions = round((taille - anciens) * PART_CONCESSIONS)
    t = Random(f"{VERSION}-{graine}").random
    suites = {
        chemins[0]: (
            (b'{"marches":{"marche":[', "marches_2022", marche_2022, taille - anciens - concessions),
            (b'],"contrat-concession":[', "concessions", concession, concessions),
            (b"]}}", "", None, 0),
        ),
        chemins[1]: ((b'{"marches":[', "marches_2019", marche_2019, anciens), (b"]}", "", None, 0)),
    }
    empreintes = {}
    for chemin, parties in suites.items():
        with chemin.open("wb") as sortie:
            for ouverture, nom, tirer, nombre in parties:
                sortie.write(ouverture)
                if tirer is not None:
                    _ecrire(sortie.write, _suite(t, nom, tirer, nombre, comptes))
        with chemin.open("rb") as relu:
            empreintes[chemin.name] = hashlib.file_digest(relu, "sha256").hexdigest()
    octets = {c.name: c.stat().st_size for c in chemins}
    contenu = {**demande, "octets": octets, "sha256": empreintes, "comptes": dict(sorted(comptes.items()))}
    manifeste.write_text(json.dumps(contenu, indent=2) + "\n", encoding="utf-8")
    return chemins


def _ecrire(ecrire: Callable[[bytes], object], textes: Iterator[bytes]) -> None:
    separateur = b""
    while lot := list(islice(textes, _PAR_ECRITURE)):
        ecrire(separateur + b",".join(lot))
        separateur = b","


def _suite(
    t: Tirage, nom: str, tirer: Callable[[Tirage, int], Enregistrement], nombre: int, comptes: Counter[str]
) -> Iterator[bytes]:
    """Yield `nombre` records as JSON; one in twenty is an earlier one, published again at another date."""
    recents: deque[tuple[Enregistrement, bool]] = deque(maxlen=200)
    bizarreries = COMMUNES if nom == "marches_2019" else SEULEMENT_2022
    for numero in range(nombre):
        if recents and t() < PART_REPUBLIES:
            ancien, net = recents[int(t() * len(recents))]
            e = {**ancien}
            e["datePublicationDonnees"] = JOURS[JOURS.index(e["datePublicationDonnees"]) + 1 + int(t() * 30)]
            if nom == "marches_2019" and net and t() < 0.5:
                _renumeroter(e)
            comptes["republies"] += 1
        else:
            e = tirer(t, numero)
            net = t() >= PART_BIZARRES
            if not net:
                bizarreries[int(t() * len(bizarreries))](e, t)
                comptes["bizarreries"] += 1
            recents.append((e, net))
        comptes[nom] += 1
        comptes["plusieurs_titulaires"] += len(e.get("titulaires") or e.get("concessionnaires") or ()) > 1
        comptes["avec_modifications"] += bool(e.get("modifications"))
        comptes["avec_sous_traitance"] += "actesSousTraitance" in e
        if t() < PART_ORDRE:
            e = _autre_ordre(e, t)
            comptes["ordre_change"] += 1
        if t() < PART_ECHAPPES:
            comptes["echappes"] += 1
            yield json.dumps(e, separators=(",", ":")).encode()
        else:
            yield orjson.dumps(e)


def _renumeroter(e: Enregistrement) -> None:
    """2019: publishing again with a modification changes the last two digits of the id.

    Only clean records: whether an odd one is still recognised under another id is for the rules to say.
    """
    e["id"] = f"{e['id'][:-2]}{int(e['id'][-2:]) + 1:02d}"
    e["uid"] = e["acheteur"]["id"] + e["id"]


def _autre_ordre(e: Enregistrement, t: Tirage) -> Enregistrement:
    """Nested objects and lists first, then the rest, turned by a drawn number: `id` is never first."""
    cles = sorted(e, key=lambda cle: not isinstance(e[cle], dict | list))
    imbriques = sum(isinstance(valeur, dict | list) for valeur in e.values())
    simples = cles[imbriques:]
    pas = 1 + int(t() * (len(simples) - 1))
    return {cle: e[cle] for cle in (*cles[:imbriques], *simples[pas:], *simples[:pas])}
