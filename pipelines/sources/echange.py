"""One exchange with a source: the redirects followed one by one, the answer judged by its status, its body handed on.

What the body holds, and whether to try again, belong to `reception` and `transport`.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import requests

from pipelines.sources.adresses import Cible, ouvrir, verifier_url
from pipelines.sources.attente import demandee
from pipelines.sources.connexion import ENTETES, Adaptateur, Ouvrir, Trace
from pipelines.sources.masque import lieu
from pipelines.sources.pannes_reseau import au_reseau
from pipelines.sources.politique import Politique, place
from pipelines.sources.refus import LONGUEURS, PREVENIR, Echec, SourceAbsente, injoignable, suspect
from pipelines.sources.veille import Veille

BLOC = 1 << 18
REDIRECTIONS = (301, 302, 303, 307, 308)
PASSAGERS = (408, 425, 429)
SANS_REMEDE = (501, 505)


@dataclass(frozen=True)
class Reponse:
    """An answer whose status may be taken: 200, 206, 304 or 416."""

    statut: int
    entetes: Mapping[str, str]
    url_finale: str
    encodage: str
    longueur: int | None
    en_morceaux: bool
    lire: Callable[[], bytes]
    """The next bytes as they are on the wire, b"" at the end; Echec when the body breaks off."""


@contextmanager
def echanger(
    url: str, entetes: Mapping[str, str], cles: Mapping[str, str], politique: Politique, fin: float
) -> Iterator[Reponse]:
    """Ask for an address and give its answer, the connection being held until the block ends.

    `cles` go to the origin of `url` only, and never again once a redirect left it.

    Errors: Echec.
    """
    depart = cible = verifier_url(url, politique)
    vues = set()
    for _ in range(politique.redirections_max + 1):
        vues.add(url)
        trace = Trace()
        with (
            place(cible.hote, cible.port, politique, fin),
            Veille(politique.horloge, fin) as veille,
            closing(Adaptateur(_ouvreur(politique, fin, veille), trace)) as adaptateur,
        ):
            recue = _envoyer(adaptateur, url, {**entetes, **cles}, politique, veille)
            suite = _suite(recue, url)
            if suite is None:
                yield _juger(recue, url, politique, veille, trace)
                return
        cible = _verifier_redirection(suite, depart, politique)
        if suite in vues:
            raise Echec(f"sa redirection tourne en rond, par {lieu(suite)}", PREVENIR)
        if cible.origine != depart.origine:
            cles = {}
        url = suite
    raise Echec(f"l'adresse est redirigée plus de {politique.redirections_max} fois", PREVENIR)


def _ouvreur(politique: Politique, fin: float, veille: Veille) -> Ouvrir:
    def ouvreur(hote: str, port: int) -> socket.socket:
        prise = ouvrir(hote, port, politique, fin)
        veille.suivre(prise)
        return prise

    return ouvreur


def _envoyer(
    adaptateur: Adaptateur, url: str, entetes: Mapping[str, str], politique: Politique, veille: Veille
) -> requests.Response:
    def envoyer() -> requests.Response:
        demande = requests.Request("GET", url, headers={**ENTETES, **entetes}).prepare()
        verifier_url(demande.url or "", politique)  # what is sent is what was checked
        # Not through a session: it would read the whole body of a redirect, and look for proxies and passwords.
        return adaptateur.send(
            demande,
            stream=True,
            timeout=(politique.connexion_s, politique.lecture_s),
            verify=str(politique.autorites) if politique.autorites else True,
        )

    veille.accorder(2 * politique.connexion_s + politique.lecture_s)
    return au_reseau(envoyer, veille)


def _suite(recue: requests.Response, url: str) -> str | None:
    """The address that a redirect points to."""
    if recue.status_code not in REDIRECTIONS:
        return None
    vers = recue.headers.get("location", "")
    try:
        vers = vers.encode("latin-1").decode("utf-8")
        suite = urljoin(url, vers)
    except ValueError:
        suite = ""
    if not vers or not suite:
        raise Echec("sa redirection ne dit pas où aller", PREVENIR)
    return suite


def _verifier_redirection(suite: str, depart: Cible, politique: Politique) -> Cible:
    try:
        cible = verifier_url(suite, politique)
    except Echec as echec:
        refus = Echec(
            f"l'adresse est redirigée vers {lieu(suite)}, où il est interdit d'aller : {echec.motif}",
            PREVENIR,
        )
    else:
        if depart.privee or not cible.privee:
            return cible
        refus = Echec(
            f"l'adresse est redirigée vers {lieu(suite)}, une machine qui n'est pas publique", PREVENIR
        )
    raise refus


def _juger(recue: requests.Response, url: str, politique: Politique, veille: Veille, trace: Trace) -> Reponse:
    statut, entetes = recue.status_code, recue.headers
    if statut in (404, 410):
        raise Echec(f"il n'y a rien à cette adresse (réponse {statut})", "Vérifiez l'adresse.", SourceAbsente)
    if statut in (401, 403):
        raise Echec(f"son accès est réservé (réponse {statut})", "Vérifiez l'adresse ou la clé d'accès.")
    if statut in PASSAGERS or (statut >= 500 and statut not in SANS_REMEDE):
        quoi = "trop de demandes" if statut == 429 else "panne du serveur"
        attendre = demandee(entetes.get("retry-after"), politique)
        raise injoignable(f"{quoi} (réponse {statut})", attendre=attendre)
    if statut not in (200, 206, 304, 416):
        raise Echec(f"le serveur donne une réponse qui ne convient pas ({statut})", PREVENIR)
    en_morceaux = "chunked" in entetes.get("transfer-encoding", "").lower()
    longueur = None if en_morceaux else _longueur(entetes.get("content-length"))

    def lire() -> bytes:
        bloc: bytes = au_reseau(lambda: recue.raw.read1(BLOC, decode_content=False), veille)
        if trace.surplus:
            raise suspect("le fichier est plus long que ce que le serveur annonce")
        return bloc

    debit = _debit(lire, politique, veille)
    encodage = entetes.get("content-encoding", "").strip().lower()
    return Reponse(statut, entetes, url, encodage, longueur, en_morceaux, debit)


def _debit(lire: Callable[[], bytes], politique: Politique, veille: Veille) -> Callable[[], bytes]:
    """Hold a reading to the minimum rate: each `lecture_s` must bring its share, or the connection is cut."""
    part = politique.debit_min_octets_s * politique.lecture_s
    recus = 0
    veille.accorder(politique.lecture_s)

    def suivant() -> bytes:
        nonlocal recus
        bloc = lire()
        recus += len(bloc)
        if recus >= part:
            recus = 0
            veille.accorder(politique.lecture_s)
        return bloc

    return suivant


def _longueur(ecrite: str | None) -> int | None:
    """The announced length; the library joins repeated headers with commas."""
    if ecrite is None:
        return None
    valeurs = {partie.strip() for partie in ecrite.split(",")}
    valeur = valeurs.pop()
    if valeurs or not (valeur.isascii() and valeur.isdigit()):
        raise suspect(LONGUEURS)
    return int(valeur)
