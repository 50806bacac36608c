"""Archives of the raw store unfolded once, and kept beside it: all of it can be deleted and made again.

How an archive is read safely belongs to `archives`.
"""

import fcntl
import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pipelines.commun.fichiers import json_stable, sha256, synchroniser
from pipelines.sources.archives import deplier
from pipelines.sources.ecriture import creer
from pipelines.sources.magasin import DEPLIES, VERROU, Magasin
from pipelines.sources.politique import Politique

LISTE = "liste.json"
EN_COURS = ".en-cours"


@dataclass(frozen=True)
class Membre:
    """A file that an archive held."""

    nom: str
    chemin: Path
    sha256: str
    octets: int


def membres(magasin: Magasin, empreinte: str, archive: Path, nom: str) -> list[Membre]:
    """Return the files of an archive by name; it is unfolded if that was not done, or not whole.

    `nom` is the name of the archive: that of the one file of a gzip comes from it.

    Errors: SourceRefusee, from `deplier`.
    """
    dossier = magasin.dossier / DEPLIES
    if (connus := _connus(dossier / empreinte)) is not None:
        return _nommes(connus, nom)
    with (creer(dossier) / VERROU).open("a") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if (connus := _connus(dossier / empreinte)) is not None:
            return _nommes(connus, nom)
        en_cours = dossier / EN_COURS
        for reste in (en_cours, dossier / empreinte):
            shutil.rmtree(reste, ignore_errors=True)
        en_cours.mkdir()
        try:
            faits = deplier(
                archive, en_cours, octets_max=Politique.octets_max, ratio_max=Politique.ratio_max, nom=nom
            )
            lus = [_membre(*fait) for fait in faits]
            liste = [asdict(m) | {"chemin": m.chemin.relative_to(en_cours).as_posix()} for m in lus]
            (en_cours / LISTE).write_text(json_stable(liste), encoding="utf-8")
        except BaseException:
            shutil.rmtree(en_cours)
            raise
        for chemin in [*(m.chemin for m in lus), en_cours / LISTE, en_cours]:
            synchroniser(chemin)
        en_cours.rename(dossier / empreinte)
        synchroniser(dossier)
    return _nommes(_connus(dossier / empreinte) or [], nom)


def _nommes(lus: list[Membre], nom: str) -> list[Membre]:
    """A gzip has no name inside: two resources may hold the same bytes under two names."""
    gzip = len(lus) == 1 and nom.lower().endswith(".gz")
    return [replace(lus[0], nom=nom.rpartition("/")[2][:-3])] if gzip else lus


def _membre(nom: str, chemin: Path) -> Membre:
    return Membre(nom, chemin, sha256(chemin), chemin.stat().st_size)


def _connus(dossier: Path) -> list[Membre] | None:
    """What was unfolded, None when it is not there, or a file of it is missing or has another size."""
    try:
        liste = json.loads((dossier / LISTE).read_text(encoding="utf-8"))
        lus = [Membre(m["nom"], dossier / m["chemin"], m["sha256"], m["octets"]) for m in liste]
        if any(m.chemin.stat().st_size != m.octets for m in lus):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return sorted(lus, key=lambda m: m.nom)
