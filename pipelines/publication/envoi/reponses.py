"""What an answer of data.gouv.fr means, in French, with what to do about it. Sending belongs to `fil`."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from pipelines.commun import json_strict
from pipelines.publication.envoi.cle import VARIABLE, Cle
from pipelines.publication.envoi.destination import Serveur
from pipelines.publication.envoi.refus import Passager, RefusServeur
from pipelines.sources.masque import lieu

PASSAGERS = (408, 425, 429)
DIT_MAX = 400
CONSEILS = {
    401: "la clé n'est pas acceptée. Vérifiez qu'elle vient bien de ce site, qu'elle n'est ni expirée ni révoquée ; "
    "sinon créez-en une autre dans votre profil et donnez-la dans {variable}",
    403: "votre compte n'a pas le droit d'écrire ici. Demandez à un administrateur de l'organisation de vous y donner "
    "le rôle d'éditeur",
    404: "ce qui est demandé est introuvable (supprimé, privé, ou mal nommé). Vérifiez « organisation » et « jeu » "
    "dans spaser.yaml",
    409: "une autre modification est en conflit avec celle-ci. Relancez",
    410: "le jeu de données a été supprimé. Restaurez-le sur le site, ou donnez-en un autre avec « jeu »",
    413: "l'envoi dépasse la taille que ce site accepte en une fois. Relancez avec des morceaux plus petits : "
    "--morceau 5",
}


def juger(
    serveur: Serveur,
    methode: str,
    statut: int,
    entetes: Mapping[str, str],
    recu: bytes,
    cle: Cle | None,
    attendre: float | None,
) -> Any:
    """Return the JSON of an answer that says yes, None when it has no body.

    Errors: RefusServeur; Passager when it may do later (a write that was answered so may have been done).
    """
    if 200 <= statut < 300:
        if not recu.strip():
            return None
        try:
            return json_strict.lire(recu)
        except (ValueError, RecursionError):
            pass
        raise Passager("sa réponse n'est pas du JSON correct")
    if 300 <= statut < 400:
        vers = lieu(urljoin(serveur.base, entetes.get("location", "")))
        raise RefusServeur(
            f"{serveur.base} renvoie vers « {vers} » (réponse {statut}) : la clé n'y est pas envoyée, et rien n'est "
            "suivi. Vérifiez « serveur » dans spaser.yaml.",
            statut,
        )
    if statut in PASSAGERS or statut >= 500:
        quoi = "trop de demandes" if statut == 429 else "panne du serveur"
        raise Passager(f"{quoi} (réponse {statut})", attendre)
    dit, erreurs = _dit(recu, cle)
    conseil = CONSEILS.get(statut, "le serveur refuse ce qui lui est envoyé").format(variable=VARIABLE)
    suite = f" Il dit : « {dit} »." if dit else ""
    quoi = "lecture" if methode == "GET" else "écriture"
    raise RefusServeur(
        f"{serveur.hote}, {quoi} refusée (réponse {statut}) : {conseil}.{suite}", statut, erreurs, dit
    )


def _dit(recu: bytes, cle: Cle | None) -> tuple[str, Any]:
    """What the server wrote, on one short line without our key; and its errors by field."""
    try:
        lu = json.loads(recu.decode("utf-8"))
    except (ValueError, RecursionError):
        return "", None
    if not isinstance(lu, dict):
        return "", None
    erreurs = lu.get("errors")
    texte = lu.get("message") or lu.get("error") or ""
    if erreurs:
        texte = f"{texte} {json.dumps(erreurs, ensure_ascii=False)}"
    texte = str(texte) if cle is None else cle.masquer(str(texte))
    propre = " ".join("".join(c if c.isprintable() else " " for c in texte).split())
    return (propre if len(propre) <= DIT_MAX else propre[: DIT_MAX - 1] + "…"), erreurs
