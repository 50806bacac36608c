"""`spaser withdraw`: a tombstone, then `depot.terminer`, which any later command resumes if this one is killed."""

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication import derives
from pipelines.publication.depot import retraits
from pipelines.publication.depot.chemins import DESCRIPTEUR, RETRAITS, SIGNATURE, SOMMES, VERSIONS, numeros
from pipelines.publication.depot.contenu import descripteur_de, entiere, fichiers_de, sequence_de
from pipelines.publication.depot.disque import creer_dossier, dire_les_pannes, remplacer
from pipelines.publication.depot.pointeur import lire_latest
from pipelines.publication.depot.preparation import exiger_atomique, preparer
from pipelines.publication.depot.sceau import octets_scelles
from pipelines.publication.depot.seance import menage
from pipelines.publication.depot.serrure import verrou
from pipelines.publication.depot.terminer import terminer_retraits

CHANGEMENTS = "changements.csv"
PARTOUT = {SOMMES, SIGNATURE, DESCRIPTEUR}
MOTIF_MAX = 1000


@dataclass
class Retrait:
    """What a withdrawal did: what is in force after it, and where the withdrawn data can still be read."""

    version: str
    en_vigueur: str | None
    sequence: int
    jumelles: dict[str, list[str]] = field(default_factory=dict)
    citent: list[str] = field(default_factory=list)


def retirer(depot: Path, version: str, motif: str, au: dt.date, remplacee_par: str | None = None) -> Retrait:
    """Withdraw a version for good: its data are deleted, a tombstone says why, latest.json moves on.

    Errors: no such version, withdrawn already, a replacement that is not a whole version, no reason given.
    """
    motif = " ".join(motif.split())
    if not motif or len(motif) > MOTIF_MAX:
        raise SpaserErreur(
            'Dites pourquoi en une phrase : --motif "...". Elle sera publiée, sans nommer personne.'
        )
    if not depot.is_dir():
        raise SpaserErreur(f"« {depot} » n'existe pas : rien n'a été publié sous ce nom.")
    with verrou(depot), dire_les_pannes(depot, "Le retrait d'une version"), menage(depot):
        exiger_atomique(depot)
        terminer_retraits(depot)
        _exiger(depot, version, remplacee_par)
        lire_latest(depot)  # what could not be moved on is repaired first
        fait = Retrait(version, None, 0, *_ailleurs(depot, version))
        tombe = {
            "version": version,
            "sequence": sequence_de(depot, version) or 0,
            "arrete_au": descripteur_de(depot, version).get("arrete_au"),
            "date": au.isoformat(),
            "motif": motif,
            "remplacee_par": remplacee_par,
            retraits.CONTENU: retraits.empreinte_lente(
                version, str(descripteur_de(depot, version).get("contenu_sha256"))
            ),
        }
        preparer(depot)
        creer_dossier(depot / RETRAITS)
        remplacer(depot, depot / RETRAITS / f"{version}.json", octets_scelles(tombe))
        terminer_retraits(depot)
        derives.reconstruire(depot)
        latest = lire_latest(depot) or {}
        fait.en_vigueur, fait.sequence = latest.get("version"), latest.get("sequence", 0)
        return fait


def _exiger(depot: Path, version: str, remplacee_par: str | None) -> None:
    tombes = retraits.lire(depot)
    if tombe := tombes.get(version):
        raise SpaserErreur(
            f"La version {version} de « {depot.name} » a déjà été retirée, le {tombe['date']} : {tombe['motif']}"
        )
    presentes = [v for v in numeros(depot) if v not in tombes]
    if version not in presentes:
        dites = ", ".join(presentes) or "aucune"
        raise SpaserErreur(f"« {depot.name} » n'a pas de version {version}. Versions publiées : {dites}.")
    if remplacee_par is None:
        return
    if remplacee_par == version or remplacee_par not in presentes or not entiere(depot, remplacee_par):
        raise SpaserErreur(
            f"--remplacee-par {remplacee_par} : ce n'est pas une autre version publiée de « {depot.name} », entière et "
            f"non retirée. Lancez « spaser verify {depot.name} »."
        )


def _ailleurs(depot: Path, version: str) -> tuple[dict[str, list[str]], list[str]]:
    """Find where else the data can be read: files of the same bytes by version, and lists of changes that quote it."""
    tombes = retraits.lire(depot)
    ici = {
        f["sha256"]: nom for nom, f in fichiers_de(depot / VERSIONS / version).items() if nom not in PARTOUT
    }
    jumelles, citent = {}, []
    for autre in (v for v in numeros(depot) if v != version and v not in tombes):
        dossier = depot / VERSIONS / autre
        fichiers = fichiers_de(dossier)
        memes = sorted(nom for nom, f in fichiers.items() if f["sha256"] in ici and f["bytes"])
        if memes:
            jumelles[autre] = memes
        if CHANGEMENTS in fichiers and _cite(dossier / CHANGEMENTS, autre, version, depot):
            citent.append(autre)
    return jumelles, citent


def _cite(changements: Path, autre: str, version: str, depot: Path) -> bool:
    """Tell whether a list of changes gives values of a version: it follows it, or a cell names it."""
    lignes = list(csv.reader(io.StringIO(changements.read_text(encoding="utf-8", errors="replace"))))
    if len(lignes) < 2:
        return False
    suit = descripteur_de(depot, autre).get("precedente") == version
    return suit or any(version in ligne for ligne in lignes[1:])
