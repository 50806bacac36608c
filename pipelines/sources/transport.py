"""Bringing one file from an address to the disk: whole and checked, or not at all, in as many tries as it is worth."""

import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.commun import json_strict
from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.attente import pause, quand
from pipelines.sources.masque import lieu
from pipelines.sources.politique import Politique
from pipelines.sources.reception import Demande, Suivi, Telechargement, Validateurs, recevoir
from pipelines.sources.refus import DEFINITIF, PASSAGER, SUSPECT, Echec, SourceRefusee
from pipelines.sources.reprise import Partiel

__all__ = ["JSON_MAX", "Telechargement", "Validateurs", "lire_json", "telecharger"]

JSON_MAX = 64 << 20
_NOM_DE_CLE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")


def telecharger(
    url: str,
    vers: Path,
    politique: Politique,
    *,
    validateurs: Validateurs | None = None,
    attendu_sha1: str | None = None,
    attendu_octets: int | None = None,
    cles: Mapping[str, str] | None = None,
    suivi: Suivi | None = None,
) -> Telechargement:
    """Download `url` to `vers`, whose folder exists; nothing is there until the file is whole and checked.

    `validateurs` are those of the version already held: give them only while its bytes are. `cles` are headers for the
    host of `url` alone. `suivi` is called with the bytes received so far and their total when it is known.
    After a failure the bytes received stay beside `vers` when a later call can go on with them.

    Errors: SourceInjoignable, SourceRefusee, SourceAbsente; SpaserErreur when the disk refuses.
    """
    _verifier_cles(cles or {})
    fin = politique.horloge() + politique.total_s
    demande = Demande(
        url, politique, fin, validateurs or Validateurs(), attendu_sha1, attendu_octets, cles or {}, suivi
    )
    partiel, vus = Partiel(vers, url), Counter[str]()
    essai = 0
    while True:
        essai += 1
        try:
            return _essayer(demande, partiel, essai)
        except Echec as error:
            echec = error
        vus[echec.genre] += 1
        _decider(echec, vus, essai, demande)  # raises outside of the handler: nothing is chained


def lire_json(
    url: str, politique: Politique, *, octets_max: int = JSON_MAX, cles: Mapping[str, str] | None = None
) -> Any:
    """Return what an API answers, read as strict JSON: UTF-8, no NaN, no key twice in an object.

    Errors: those of `telecharger`; SourceRefusee when the answer is not such JSON.
    """
    bornee = replace(politique, octets_max=min(octets_max, politique.octets_max))
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        recu = telecharger(url, Path(dossier) / "reponse.json", bornee, cles=cles)
        octets = (Path(dossier) / "reponse.json").read_bytes()
    try:
        return json_strict.lire(octets, "utf-8-sig")
    except (ValueError, RecursionError):
        refus = SourceRefusee(
            f"« {lieu(url)} » n'a pas répondu en JSON correct. Vérifiez que c'est bien l'adresse d'une API.",
            recu.essais,
        )
    raise refus


def _essayer(demande: Demande, partiel: Partiel, essai: int) -> Telechargement:
    try:
        return recevoir(demande, partiel, essai)
    except Echec as echec:
        if echec.reprendre:
            partiel.garder()
        else:
            partiel.effacer()
        raise
    except SpaserErreur:
        partiel.effacer()  # the disk refuses: give back what was taken
        raise
    except BaseException:
        partiel.garder()  # a person stopped it
        raise


def _decider(echec: Echec, vus: Counter[str], essai: int, demande: Demande) -> None:
    """Wait before the next try, or raise the error that the caller gets."""
    politique = demande.politique
    permis = {DEFINITIF: 1, SUSPECT: 2, PASSAGER: politique.essais}[echec.genre]
    attente = pause(essai, echec.attendre, politique)
    motif, conseil = echec.motif, echec.conseil
    if attente > politique.attente_max_s:
        conseil = f"Le serveur demande d'attendre : revenez {quand(attente)}."
    elif vus[echec.genre] < permis and essai < politique.essais:
        if politique.horloge() + attente < demande.fin:
            politique.dormir(attente)
            return
        motif += f", et le temps accordé ({politique.total_s:g} s) ne suffit pas pour un autre essai"
    essais = f" ({essai} essais)" if essai > 1 else ""
    raise echec.classe(f"« {lieu(demande.url)} » n'est pas téléchargé : {motif}{essais}. {conseil}", essai)


def _verifier_cles(cles: Mapping[str, str]) -> None:
    for nom, valeur in cles.items():
        if not _NOM_DE_CLE.fullmatch(nom) or not re.fullmatch(
            r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?", valeur
        ):
            raise SpaserErreur(
                "Une clé d'accès est vide ou contient des caractères interdits : vérifiez comment elle est donnée."
            )
