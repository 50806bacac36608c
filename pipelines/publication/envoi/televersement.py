"""One file sent: at once, or in parts that a cut does not lose. Describing it belongs to `ecritures`.

The server takes a part once (sent again, it fails with 500) and joins them on a last request without file.
"""

import uuid
from typing import Any

from pipelines.publication.envoi.fil import Guichet
from pipelines.publication.envoi.lot import Fichier
from pipelines.publication.envoi.memoire import Memoire
from pipelines.publication.envoi.refus import EnvoiRefuse, Passager

REUNIONS = 2
"""How many times the parts are asked to be joined before all are sent again, under another name."""


def televerser(
    guichet: Guichet, chemin: str, fichier: Fichier, memoire: Memoire, morceau: int
) -> dict[str, Any]:
    """Send a file to `chemin`, and return the resource that the server made or changed.

    Errors: RefusServeur; Passager when it may have been done, or goes on from where it was at the next call.
    """
    if fichier.octets <= morceau:
        recue = guichet.deposer(chemin, {}, fichier.nom, _lire(fichier, 0, fichier.octets))
    else:
        recue = _en_morceaux(guichet, chemin, fichier, memoire, morceau)
    if not isinstance(recue, dict) or not isinstance(recue.get("id"), str):
        raise Passager("sa réponse ne dit pas quelle ressource a été écrite")
    return recue


def _en_morceaux(guichet: Guichet, chemin: str, fichier: Fichier, memoire: Memoire, morceau: int) -> Any:
    total = -(-fichier.octets // morceau)
    envoi = memoire.envoi(fichier.nom)
    connu = {"sha1": fichier.sha1, "morceau": morceau, "chemin": chemin}
    if {cle: envoi.get(cle) for cle in connu} != connu or envoi.get("reunions", 0) >= REUNIONS:
        envoi = connu | {"uuid": str(uuid.uuid4()), "faits": 0, "tentes": 0, "reunions": 0}
    for rang in range(envoi["faits"], total):
        deja = rang < envoi["tentes"]
        memoire.retenir_envoi(fichier.nom, envoi := envoi | {"tentes": rang + 1})
        try:
            guichet.deposer(
                chemin,
                _champs(envoi["uuid"], fichier, total)
                | {
                    "partindex": str(rang),
                    "partbyteoffset": str(rang * morceau),
                    "chunksize": str(min(morceau, fichier.octets - rang * morceau)),
                },
                fichier.nom,
                _lire(fichier, rang * morceau, morceau),
            )
        except Passager:
            if not deja:
                raise
            # Tried before, its answer lost: the server refuses a part that it has. If it has it not, the sum will tell.
        memoire.retenir_envoi(fichier.nom, envoi := envoi | {"faits": rang + 1})
    memoire.retenir_envoi(fichier.nom, envoi := envoi | {"reunions": envoi["reunions"] + 1})
    recue = guichet.deposer(chemin, _champs(envoi["uuid"], fichier, total))
    memoire.retenir_envoi(fichier.nom, None)
    return recue


def _champs(ident: str, fichier: Fichier, total: int) -> dict[str, str]:
    return {"uuid": ident, "filename": fichier.nom, "totalparts": str(total)}


def _lire(fichier: Fichier, debut: int, longueur: int) -> bytes:
    with fichier.chemin.open("rb") as file:
        file.seek(debut)
        lu = file.read(longueur)
    if len(lu) != min(longueur, fichier.octets - debut):
        raise EnvoiRefuse(f"« {fichier.nom} » a changé pendant l'envoi : relancez.")
    return lu
