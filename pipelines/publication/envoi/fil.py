"""One request to data.gouv.fr and its answer: one host, no redirect, no proxy, the key in a header and nowhere else.

Reads are tried again; writes never: whether one was done is found by reading (`execution`). Sockets, addresses and
deadlines are those of `sources`.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.publication.envoi.cle import Cle, absente
from pipelines.publication.envoi.destination import Serveur
from pipelines.publication.envoi.refus import EnvoiRefuse, Passager
from pipelines.publication.envoi.reponses import juger
from pipelines.sources.attente import demandee, pause, quand
from pipelines.sources.politique import Politique, place
from pipelines.sources.refus import DEFINITIF, Echec
from pipelines.sources.veille import Veille

if TYPE_CHECKING:
    import requests

REPONSE_MAX = 64 << 20
BLOC = 1 << 16
POLITIQUE = Politique(total_s=600, recul_s=2.4)
"""Its pauses are above a second: the server names files by the second, and two of one name would collide."""
PATIENCE = 10
"""How many times longer than a read a write may take to be answered: joining the parts of a big file is not instant,
and asking again while it goes on would make two files of it."""
T = TypeVar("T")


class Guichet:
    """The window at which one server is asked. `requetes` counts what was sent, reads and writes."""

    def __init__(self, serveur: Serveur, cle: Cle | None, politique: Politique = POLITIQUE) -> None:
        self.serveur, self.cle = serveur, cle
        local = (f"{serveur.hote}:{serveur.port}", serveur.hote) if serveur.local else ()
        self.politique = politique if not local else _avec(politique, local)
        self.requetes = {"lectures": 0, "ecritures": 0}

    def lire(self, chemin: str) -> Any:
        """Ask for JSON, as many times as it is worth.

        Errors: EnvoiRefuse (RefusServeur when the server said so).
        """
        return self.insister(lambda: self._demander("GET", chemin), f"la lecture de « {chemin} »")

    def ecrire(self, methode: str, chemin: str, corps: Any = None) -> Any:
        """Send JSON, once.

        Errors: RefusServeur; Passager when it may have been done.
        """
        octets = b"" if corps is None else json.dumps(corps, ensure_ascii=False).encode()
        return self._demander(methode, chemin, octets, "application/json")

    def deposer(
        self, chemin: str, champs: Mapping[str, str], nom: str = "", octets: bytes | None = None
    ) -> Any:
        """Send a form, with a file when `octets` is given, once. Errors: those of `ecrire`."""
        bord = f"spaser-{uuid.uuid4().hex}"
        parties = [
            f'--{bord}\r\nContent-Disposition: form-data; name="{cle}"\r\n\r\n{valeur}\r\n'.encode()
            for cle, valeur in champs.items()
        ]
        if octets is not None:
            disposition = f'form-data; name="file"; filename="{nom}"'
            parties += [
                f"--{bord}\r\nContent-Disposition: {disposition}\r\n"
                "Content-Type: application/octet-stream\r\n\r\n".encode(),
                octets,
                b"\r\n",
            ]
        corps = b"".join([*parties, f"--{bord}--\r\n".encode()])
        return self._demander("POST", chemin, corps, f"multipart/form-data; boundary={bord}")

    def insister(self, action: Callable[[], T], quoi: str) -> T:
        """Do something that can be repeated, again after each Passager. Errors: EnvoiRefuse when it is in vain."""
        essai = 0
        while True:
            essai += 1
            try:
                return action()
            except Passager as error:
                passager = error
            self.patienter(passager, essai, quoi)

    def patienter(self, passager: Passager, essai: int, quoi: str) -> None:
        """Wait before the next try. Errors: EnvoiRefuse when there were enough, or the server asks too long."""
        attente = pause(essai, passager.attendre, self.politique)
        if attente > self.politique.attente_max_s:
            conseil = f"Le serveur demande d'attendre : relancez {quand(attente)}."
        elif essai >= self.politique.essais:
            conseil = "Relancez plus tard : ce qui est déjà fait ne sera pas refait."
        else:
            self.politique.dormir(attente)
            return
        essais = f" ({essai} essais)" if essai > 1 else ""
        raise EnvoiRefuse(f"{self.serveur.hote} : {quoi} n'a pas abouti, {passager.motif}{essais}. {conseil}")

    def _demander(self, methode: str, chemin: str, corps: bytes = b"", type_: str = "") -> Any:
        ecrit = methode != "GET"
        if ecrit and self.cle is None:
            raise absente()
        self.requetes["ecritures" if ecrit else "lectures"] += 1
        try:
            statut, entetes, recu = self._echanger(methode, chemin, corps, type_)
        except Echec as echec:
            passe, motif, conseil = echec.genre != DEFINITIF, echec.motif, echec.conseil
        else:
            attendre = demandee(entetes.get("retry-after"), self.politique)
            return juger(self.serveur, methode, statut, entetes, recu, self.cle, attendre)
        if passe:
            raise Passager(motif)
        raise EnvoiRefuse(f"{self.serveur.base} : rien n'est envoyé, {motif}. {conseil}")

    def _echanger(
        self, methode: str, chemin: str, corps: bytes, type_: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send once, and read the whole answer within the time. Errors: Echec."""
        from pipelines.sources.adresses import ouvrir, verifier_url
        from pipelines.sources.connexion import ENTETES, Adaptateur, Trace

        politique, url = self.politique, f"{self.serveur.base}{chemin}"
        lecture = politique.lecture_s * (1 if methode == "GET" else PATIENCE)
        fin = politique.horloge() + politique.total_s
        cible = verifier_url(url, politique)
        entetes = {**ENTETES, "Accept": "application/json", **({"Content-Type": type_} if type_ else {})}
        with place(cible.hote, cible.port, politique, fin), Veille(politique.horloge, fin) as veille:

            def ouvreur(hote: str, port: int) -> Any:
                prise = ouvrir(hote, port, politique, fin)
                veille.suivre(prise)
                return prise

            with closing(Adaptateur(ouvreur, Trace())) as adaptateur:
                envoi = len(corps) / politique.debit_min_octets_s / 10
                veille.accorder(politique.connexion_s + lecture + envoi)
                demande = (methode, url, entetes | self._de_cle(), corps)
                recue = _envoyer(adaptateur, demande, replace(politique, lecture_s=lecture), veille)
                veille.accorder(2 * politique.lecture_s)
                return recue.status_code, recue.headers, _corps(recue, veille)

    def _de_cle(self) -> dict[str, str]:
        return self.cle.entete() if self.cle else {}


def _avec(politique: Politique, prives: tuple[str, ...]) -> Politique:
    return replace(politique, adresses_privees=prives)


def _envoyer(
    adaptateur: Any,
    a_demander: tuple[str, str, Mapping[str, str], bytes],
    politique: Politique,
    veille: Veille,
) -> "requests.Response":
    import requests

    from pipelines.sources.adresses import verifier_url
    from pipelines.sources.pannes_reseau import au_reseau

    def envoyer() -> requests.Response:
        methode, url, entetes, corps = a_demander
        demande = requests.Request(methode, url, headers=dict(entetes), data=corps or None).prepare()
        verifier_url(demande.url or "", politique)  # what is sent is what was checked
        # Not through a session: it would follow redirects with our key, and look for proxies and passwords.
        recue: requests.Response = adaptateur.send(
            demande,
            stream=True,
            timeout=(politique.connexion_s, politique.lecture_s),
            verify=str(politique.autorites) if politique.autorites else True,
        )
        return recue

    return au_reseau(envoyer, veille)


def _corps(recue: "requests.Response", veille: Veille) -> bytes:
    """Read an answer whole. Errors: Echec when it is cut (the library counts), compressed, or beyond REPONSE_MAX."""
    from pipelines.sources.pannes_reseau import au_reseau
    from pipelines.sources.refus import injoignable

    if recue.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise injoignable("sa réponse est compressée sans qu'on l'ait demandé")
    blocs, total = [], 0
    while bloc := au_reseau(lambda: recue.raw.read1(BLOC, decode_content=False), veille):
        total += len(bloc)
        if total > REPONSE_MAX:
            raise Echec("sa réponse est d'une longueur démesurée", "Vérifiez l'adresse du serveur.")
        blocs.append(bloc)
    return b"".join(blocs)
