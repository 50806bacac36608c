"""What goes wrong on the network, in our words: the library's own, which quote addresses and keys, are let go here."""

import http.client
import ssl
from collections.abc import Callable, Iterator
from typing import TypeVar

import requests
import urllib3

from pipelines.sources.refus import LONGUEURS, Echec, coupe, injoignable, suspect
from pipelines.sources.veille import Veille

T = TypeVar("T")


def au_reseau(action: Callable[[], T], veille: Veille) -> T:
    """Do something on the network that `veille` watches over.

    Errors: Echec, chained to nothing.
    """
    try:
        fait = action()
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        echec = _traduire(error)  # requests' own exceptions are OSError
    else:
        if not veille.coupee:
            return fait
        echec = injoignable("")
    if veille.coupee:
        trop = "le temps accordé est passé" if veille.au_bout else "les données arrivent trop lentement"
        echec = injoignable(trop)
    raise echec


def _traduire(erreur: BaseException) -> Echec:
    chaine = list(_causes(erreur))
    if any(isinstance(e, ssl.SSLCertVerificationError) for e in chaine):
        return Echec(
            "le certificat de son site n'est pas valable : rien n'en est lu",
            "Vérifiez l'adresse et l'horloge de cette machine ; si le site est bien le bon, prévenez-le.",
        )
    if any(isinstance(e, urllib3.exceptions.InvalidHeader) for e in chaine):
        return suspect(LONGUEURS)  # the only header that the library reads by itself
    if any(
        isinstance(e, requests.exceptions.InvalidURL | urllib3.exceptions.LocationParseError) for e in chaine
    ):
        return Echec("son adresse est mal écrite", "Corrigez l'adresse de la source.")
    if any(isinstance(e, http.client.IncompleteRead) for e in chaine):
        return coupe("le fichier s'arrête avant sa fin")
    if any(isinstance(e, TimeoutError | requests.Timeout | urllib3.exceptions.TimeoutError) for e in chaine):
        return injoignable("le site ne répond plus")
    if any(isinstance(e, ssl.SSLError) for e in chaine):
        return injoignable("la connexion chiffrée n'a pu être établie")
    if any(isinstance(e, http.client.RemoteDisconnected | ConnectionError) for e in chaine):
        return injoignable("la connexion a été rompue")
    return injoignable("la réponse du serveur est illisible")


def _causes(erreur: object, fond: int = 0) -> Iterator[BaseException]:
    """The exceptions that one holds: the library nests them as causes, contexts and arguments."""
    if isinstance(erreur, BaseException) and fond < 8:
        yield erreur
        for autre in (erreur.__cause__, erreur.__context__, getattr(erreur, "reason", None), *erreur.args):
            yield from _causes(autre, fond + 1)
