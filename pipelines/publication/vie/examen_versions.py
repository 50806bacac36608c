"""The files of each version against what was published of them: which is missing, altered, extra or another's."""

from typing import Any

from pipelines.publication.depot.chemins import DESCRIPTEUR, INDEX, LATEST, SIGNATURE, SOMMES, VERSIONS
from pipelines.publication.depot.contenu import descripteur_de, sommes_de
from pipelines.publication.vie.etat import Etat
from pipelines.publication.vie.fautes import ALTERE, EN_TROP, MANQUANT, MELANGE, Constat

ALGORITHME = "sha256:"


def examiner_version(etat: Etat, version: str, constat: Constat) -> None:
    """Add the faults of one version that is neither withdrawn nor a leftover."""
    attendus, temoin = _attendus(etat, version)
    lues = etat.lues[version]
    if not attendus:
        _sans_temoin(etat, version, constat)
        return
    for nom in sorted(attendus.keys() - lues.keys()):
        constat.faute(MANQUANT, _ou(version, nom), f"Ce fichier, annoncé par {temoin}, n'est plus là.")
    for nom in sorted(lues.keys() - attendus.keys()):
        constat.faute(EN_TROP, _ou(version, nom), f"{temoin} n'annonce pas ce fichier.")
    for nom in sorted(attendus.keys() & lues.keys()):
        if lues[nom] != attendus[nom]:
            _nommer(etat, version, nom, f"que {temoin} annonce", constat)
    if lues == attendus:
        _descripteur(etat, version, constat)


def _attendus(etat: Etat, version: str) -> tuple[dict[str, str], str]:
    """Return the digests that the files must have, from the surest witness there is, and its name."""
    if etat.latest and etat.en_vigueur == version:
        return {nom: f["sha256"] for nom, f in etat.latest["fichiers"].items()}, LATEST
    sommes, lues = sommes_de(etat.depot, version), etat.lues[version]
    indexees, sures = etat.indexees.get(version, {}), etat.sommes_sures(version)
    if sures and sommes and lues.get(SOMMES) == sures:
        signee = {SIGNATURE: indexees.get(SIGNATURE, lues.get(SIGNATURE, ""))}
        avec = signee if SIGNATURE in indexees or (not indexees and SIGNATURE in lues) else {}
        return sommes | {SOMMES: sures} | avec, SOMMES
    return (indexees, INDEX) if indexees.get(SOMMES) == sures else ({}, SOMMES)


def _sans_temoin(etat: Etat, version: str, constat: Constat) -> None:
    """Nothing sealed tells of this version: SHA256SUMS, datapackage.json and the files judge each other."""
    sommes, lues, sures = sommes_de(etat.depot, version), etat.lues[version], etat.sommes_sures(version)
    decrits = _empreintes_decrites(descripteur_de(etat.depot, version))
    ou_sommes = _ou(version, SOMMES)
    if SOMMES not in lues:
        constat.faute(MANQUANT, ou_sommes, "Ce fichier n'est plus là.")
    elif not sommes or (sures and lues[SOMMES] != sures):
        constat.faute(ALTERE, ou_sommes, "Ce fichier n'est plus tel qu'il a été publié.")
    absents, nouveaux = sommes.keys() - lues.keys(), lues.keys() - sommes.keys() - {SOMMES, SIGNATURE}
    if sommes and {sommes[n] for n in absents} & {lues[n] for n in nouveaux}:
        constat.faute(ALTERE, ou_sommes, "Il donne à un fichier un nom que celui-ci n'a pas.")
        absents, nouveaux = set(), set()
    for nom in sorted(absents):
        constat.faute(MANQUANT, _ou(version, nom), f"Ce fichier, annoncé par {SOMMES}, n'est plus là.")
    for nom in sorted(nouveaux if sommes else ()):
        constat.faute(EN_TROP, _ou(version, nom), f"{SOMMES} n'annonce pas ce fichier.")
    reference = sommes if sommes and not (sures and lues.get(SOMMES) != sures) else decrits
    for nom in sorted(reference.keys() & lues.keys()):
        if lues[nom] == reference[nom]:
            continue
        if reference is sommes and decrits.get(nom) == lues[nom]:
            constat.faute(
                ALTERE, ou_sommes, f"Son empreinte de {nom} n'est pas celle, juste, de {DESCRIPTEUR}."
            )
        else:
            _nommer(etat, version, nom, f"que {SOMMES} annonce", constat)


def _nommer(etat: Etat, version: str, nom: str, annonce: str, constat: Constat) -> None:
    """Say that a file changed, and whether it is that of another version."""
    lue = etat.lues[version][nom]
    autres = [
        v
        for v in {*etat.lues, *etat.indexees} - {version}
        if lue and lue in (etat.lues.get(v, {}).get(nom), etat.indexees.get(v, {}).get(nom))
    ]
    if autres:
        message = f"Ce fichier est celui de la version {max(autres)} : ce n'est pas celui {annonce}."
        constat.faute(MELANGE, _ou(version, nom), message)
    else:
        quoi = "n'est pas un simple fichier" if not lue else f"n'a plus les octets {annonce}"
        constat.faute(ALTERE, _ou(version, nom), f"Ce fichier {quoi}.")


def _descripteur(etat: Etat, version: str, constat: Constat) -> None:
    """A whole version can still say wrong things of its files, or by an algorithm that readers pass over."""
    lues = etat.lues[version]
    for ressource in descripteur_de(etat.depot, version).get("resources", []):
        empreinte, nom = str(ressource.get("hash", "")), str(ressource.get("path", ""))
        if not empreinte.startswith(ALGORITHME):
            message = f"L'empreinte de {nom} n'est pas en SHA-256 : seule celle-ci est acceptée."
            constat.faute(ALTERE, _ou(version, DESCRIPTEUR), message)
        elif lues.get(nom) != empreinte.removeprefix(ALGORITHME):
            constat.faute(
                ALTERE, _ou(version, DESCRIPTEUR), f"L'empreinte qu'il donne de {nom} n'est pas la sienne."
            )


def _empreintes_decrites(descripteur: dict[str, Any]) -> dict[str, str]:
    ressources = descripteur.get("resources")
    dites = ressources if isinstance(ressources, list) else []
    return {
        str(r.get("path")): str(r.get("hash")).removeprefix(ALGORITHME) for r in dites if isinstance(r, dict)
    }


def _ou(version: str, nom: str) -> str:
    return f"{VERSIONS}/{version}/{nom}"
