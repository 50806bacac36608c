"""`spaser verify`: what is published against what was. Each examination has its module (`examen_*`, `memoire`)."""

import datetime as dt
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot.chemins import (
    ECARTES,
    FLUX,
    INDEX,
    LATEST,
    LIEN,
    PREPARATION,
    RETRAITS,
    SIGNATURE,
    VERROU,
    VERSION,
    VERSIONS,
)
from pipelines.publication.depot.contenu import entiere
from pipelines.publication.signature import verifier_signature
from pipelines.publication.vie.etat import Etat
from pipelines.publication.vie.examen_derives import examiner_derives, examiner_index
from pipelines.publication.vie.examen_pointeur import examiner_coherence, examiner_pointeur, examiner_retraits
from pipelines.publication.vie.examen_schemas import examiner_schemas
from pipelines.publication.vie.examen_versions import examiner_version
from pipelines.publication.vie.fautes import EN_TROP, MANQUANT, SIGNE, Constat
from pipelines.publication.vie.memoire import comparer_au_vu, mesurer_age

CONNUS = {
    LATEST,
    LIEN,
    VERSIONS,
    INDEX,
    FLUX,
    RETRAITS,
    PREPARATION,
    ECARTES,
    VERROU,
    "site",
    "data_gouv.json",
    ".envoi",
}
ESSAIS = 3
"""A publication may fall in the middle of a verification, which then starts again."""


def verifier(
    depot: Path,
    *,
    version: str | None = None,
    vu: Path | None = None,
    au: dt.date | None = None,
    delai: int | None = None,
    cle: Path | None = None,
    schemas: bool = False,
) -> Constat:
    """Say what is wrong in a folder of releases, or in one version of it. Nothing is written but `vu`.

    Errors: no such folder or version; a file given as an option that is not what it should be.
    """
    if not depot.is_dir():
        raise SpaserErreur(
            f"« {depot} » n'existe pas : rien n'a été publié sous ce nom, ou --published est à donner."
        )
    for _ in range(ESSAIS):
        avant = _pointeur(depot)
        constat = _verifier(Etat(depot), version, cle, schemas)
        if _pointeur(depot) == avant:
            break
    if au and delai is not None:
        mesurer_age(constat, au, delai)
    if vu:
        comparer_au_vu(vu, constat)
    return constat


def _verifier(etat: Etat, version: str | None, cle: Path | None, schemas: bool) -> Constat:
    depot, latest = etat.depot, etat.latest
    constat = Constat(depot.name, etat.en_vigueur, sceau=etat.sceau)
    if latest:
        constat.sequence, constat.arrete_au = latest["sequence"], latest["arrete_au"]
    examiner_pointeur(etat, constat)
    examiner_retraits(etat, constat)
    examiner_index(etat, constat)
    if version and version not in etat.versions:
        retiree = " : elle a été retirée" if version in etat.tombes else ""
        raise SpaserErreur(f"« {depot.name} » n'a pas de version {version}{retiree}.")
    restes = [v for v in etat.jamais_citees if v not in etat.remises]
    for une in [version] if version else [v for v in etat.versions if v not in restes]:
        examiner_version(etat, une, constat)
        constat.versions += 1
        constat.fichiers += len(etat.lues[une])
        if cle:
            _signature(etat, une, cle, constat)
    if not version:
        _presences(etat, restes, constat)
    if all(not faute.fichier.startswith(f"{VERSIONS}/") for faute in constat.fautes):
        examiner_coherence(etat, constat)
        if not etat.remises and None not in etat.tombes.values():
            examiner_derives(etat, constat)
        if schemas and etat.en_vigueur:
            examiner_schemas(depot, version or etat.en_vigueur, constat)
    else:
        constat.restes.append(f"{INDEX} et {FLUX} n'ont pas été comparés aux versions, qui ont changé.")
    return constat


def _presences(etat: Etat, restes: list[str], constat: Constat) -> None:
    """What is there that nothing announces: leftovers, and the rest."""
    for version in restes:
        if entiere(etat.depot, version):
            constat.restes.append(
                f"{VERSIONS}/{version} n'a jamais été en vigueur : une publication a été interrompue. La prochaine "
                "la reprendra ou l'effacera."
            )
        else:
            constat.faute(EN_TROP, f"{VERSIONS}/{version}", "Ce dossier n'est pas une version publiée.")
    for version in sorted(etat.indexees.keys() - {*etat.versions, *etat.tombes}):
        constat.faute(
            MANQUANT, f"{VERSIONS}/{version}", "Cette version a été publiée, et son dossier n'est plus là."
        )
    dossier = etat.depot / VERSIONS
    for path in sorted(dossier.iterdir()) if dossier.is_dir() else []:
        if not VERSION.match(path.name) or path.is_symlink() or not path.is_dir():
            constat.faute(EN_TROP, f"{VERSIONS}/{path.name}", "Ce n'est pas le dossier d'une version.")
    if (etat.depot / PREPARATION).exists():
        constat.restes.append(
            f"{PREPARATION} : une commande est en cours ou a été interrompue ; la prochaine l'efface."
        )
    for path in sorted(etat.depot.iterdir()):
        if path.name not in CONNUS:
            constat.restes.append(f"« {path.name} » n'est pas un fichier de la publication.")


def _signature(etat: Etat, version: str, cle: Path, constat: Constat) -> None:
    signee = SIGNATURE in etat.lues[version]
    if not signee and version != etat.en_vigueur:
        constat.restes.append(f"La version {version} n'est pas signée.")
    elif dit := verifier_signature(etat.depot / VERSIONS / version, cle):
        constat.faute(SIGNE, f"{VERSIONS}/{version}/{SIGNATURE}", f"{dit[0].upper()}{dit[1:]}.")


def _pointeur(depot: Path) -> bytes:
    try:
        return (depot / LATEST).read_bytes()
    except OSError:
        return b""
