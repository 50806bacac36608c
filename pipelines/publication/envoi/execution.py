"""The push, from the release in force to a server that has it: compare, write, read again, until nothing differs.

A write that was cut is never repeated blindly: the server is read again first, and the comparison says what is left. A
push that was stopped anywhere goes on the same way.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.publication.envoi import capacites, memoire, plan
from pipelines.publication.envoi.cle import Cle, absente
from pipelines.publication.envoi.destination import Destination
from pipelines.publication.envoi.ecritures import Ecrivain
from pipelines.publication.envoi.etat import Etat, Organisation, lire_etat, lire_organisation
from pipelines.publication.envoi.fil import POLITIQUE, Guichet
from pipelines.publication.envoi.lot import Lot, lire_lot
from pipelines.publication.envoi.memoire import Memoire
from pipelines.publication.envoi.phrases import intention
from pipelines.publication.envoi.plan import Action, Plan, planifier
from pipelines.publication.envoi.refus import EnvoiRefuse, Passager, RefusServeur
from pipelines.publication.envoi.voulu import CONTENU, LICENCE, SEQUENCE, VERSION, Voulu, vouloir
from pipelines.sources.politique import Politique

Dire = Callable[[str], None]
TOURS_PAR_ACTION = 8
ALTERATIONS = 2
"""How many times a file may arrive otherwise than it left."""


@dataclass(frozen=True)
class Envoi:
    """What a push did, or would do: `faites` in order; `etat` as it stood before."""

    lot: Lot
    voulu: Voulu
    plan: Plan
    etat: Etat
    organisation: Organisation
    faites: tuple[Action, ...] = ()
    adresse: str = ""
    requetes: tuple[tuple[str, int], ...] = ()


def prevoir(
    depot: Path, slug: str, destination: Destination, cle: Cle | None, politique: Politique = POLITIQUE
) -> Envoi:
    """Say what a push would do. Nothing is written, here or there."""
    return _prevoir(
        depot,
        slug,
        destination,
        Guichet(destination.serveur, cle, politique),
        Memoire(depot / memoire.NOM, destination.serveur),
    )


def pousser(
    depot: Path,
    slug: str,
    destination: Destination,
    cle: Cle | None,
    politique: Politique = POLITIQUE,
    dire: Dire = lambda _: None,
) -> Envoi:
    """Send the release in force of `depot`, and return what was done once the server has it whole.

    Errors: EnvoiRefuse. What was done stays done, and another call goes on from there.
    """
    if cle is None:
        raise absente()
    _exiger_l_essai(lire_lot(depot, slug), destination)
    with memoire.seul(depot):
        retenu = Memoire(depot / memoire.NOM, destination.serveur)
        guichet = Guichet(destination.serveur, cle, politique)
        prevu = _prevoir(depot, slug, destination, guichet, retenu)
        return _executer(prevu, destination, guichet, retenu, dire)


def _prevoir(depot: Path, slug: str, destination: Destination, guichet: Guichet, retenu: Memoire) -> Envoi:
    lot = lire_lot(depot, slug)
    _exiger_l_essai(lot, destination)
    organisation = lire_organisation(guichet, destination.organisation)
    voulu = vouloir(lot, destination, capacites.demander(guichet, destination, LICENCE))
    etat = lire_etat(guichet, destination, organisation, slug, retenu.jeu)
    if not destination.forcer:
        _exiger_plus_recent(lot, etat)
    prevu = planifier(voulu, etat, retenu, supprimer=destination.supprimer_obsoletes)
    return Envoi(lot, voulu, prevu, etat, organisation, requetes=tuple(guichet.requetes.items()))


def _executer(prevu: Envoi, destination: Destination, guichet: Guichet, retenu: Memoire, dire: Dire) -> Envoi:
    ecrivain = Ecrivain(guichet, prevu.voulu, prevu.organisation, retenu, destination.morceau)
    etat, faites = prevu.etat, list[Action]()
    essais, alterees = Counter[tuple[str, str, int]](), Counter[tuple[str, str]]()

    def relire() -> Etat:
        return lire_etat(guichet, destination, prevu.organisation, prevu.lot.slug, retenu.jeu)

    def reste() -> tuple[Action, ...]:
        return planifier(ecrivain.voulu, etat, retenu, supprimer=destination.supprimer_obsoletes).actions

    parties = sum(r.fichier.octets // destination.morceau for r in prevu.voulu.ressources)
    for _ in range(TOURS_PAR_ACTION * (len(prevu.plan.actions) + parties + 2)):
        if etat.id:
            retenu.retenir_jeu(etat.id)
        if not (actions := reste()):  # the last write is that of the dataset, which was then read whole
            return _conclure(prevu, ecrivain.voulu, etat, retenu, destination, tuple(faites), guichet)
        action = actions[0]
        dire(intention(action))
        faits = int(retenu.envoi(action.cle).get("faits", 0))  # each part of a file has its tries
        essais[ici := (*action.repere, faits)] += 1
        try:
            etat = ecrivain.faire(action, etat)
        except Passager as passager:
            guichet.patienter(passager, essais[ici], intention(action, au_nom=True))
            etat = relire()
            continue
        except RefusServeur as refus:
            if (moindre := _moins(ecrivain.voulu, action, refus)) is None:
                raise
            ecrivain, etat = ecrivain.sans(moindre), relire()
            continue
        faites.append(action)
        if not etat.ordre_su and not {plan.DEPOSER, plan.REMPLACER} & {autre.genre for autre in reste()}:
            etat = relire()
        if action.repere in {autre.repere for autre in reste()}:
            alterees[action.repere] += 1
            _exiger_garde(action, reste(), alterees[action.repere], guichet)
    raise EnvoiRefuse(
        f"{guichet.serveur.hote} : ce qui est écrit n'y reste pas ; quelqu'un modifie-t-il ce jeu en même "
        "temps ? Relancez."
    )


def _conclure(
    prevu: Envoi,
    voulu: Voulu,
    etat: Etat,
    retenu: Memoire,
    destination: Destination,
    faites: tuple[Action, ...],
    guichet: Guichet,
) -> Envoi:
    for cle, lue in plan.apparier(voulu, etat, retenu).items():
        retenu.retenir_ressource(cle, str(lue["id"]))
    dernier = planifier(voulu, etat, retenu, supprimer=destination.supprimer_obsoletes)
    adresse = f"{guichet.serveur.base}/datasets/{(etat.jeu or {}).get('slug') or etat.id}/"
    return Envoi(
        prevu.lot, voulu, dernier, etat, prevu.organisation, faites, adresse, tuple(guichet.requetes.items())
    )


def _moins(voulu: Voulu, action: Action, refus: RefusServeur) -> Voulu | None:
    """What to want instead, after a refusal that concerns a file's kind or its schema; None when there is no such."""
    if refus.statut in (400, 415) and action.genre in (plan.DEPOSER, plan.REMPLACER, plan.DECRIRE):
        if isinstance(refus.erreurs, dict) and "schema" in refus.erreurs and not voulu.sans_schema:
            return voulu.sans_schemas(
                f"Schémas des tables : refusés par le site (« {refus.dit} »), ils ne sont pas envoyés."
            )
        if refus.erreurs is None and (
            "file type" in refus.dit or "content type" in refus.dit or "fichier" in refus.dit
        ):
            return voulu.sans(action.cle, f"ce site refuse ce type de fichier (« {refus.dit} »)")
    return None


def _exiger_garde(action: Action, restent: tuple[Action, ...], fois: int, guichet: Guichet) -> None:
    """Stop when the server said yes and did otherwise. Errors: EnvoiRefuse, naming what it keeps."""
    encore = next(autre for autre in restent if autre.repere == action.repere)
    if action.genre in (plan.DEPOSER, plan.REMPLACER):
        if fois < ALTERATIONS:
            return
        raise EnvoiRefuse(
            f"« {action.cle} » : l'empreinte SHA-1 que {guichet.serveur.hote} donne n'est pas celle du fichier envoyé, "
            f"{fois} fois de suite : il est altéré en route ou à l'arrivée. Relancez ; si cela dure, prévenez le site."
        )
    detail = "".join(f"\n- {ecart}" for ecart in encore.ecarts)
    raise EnvoiRefuse(
        f"{guichet.serveur.hote} a répondu oui, et n'a pas gardé ce qui était écrit "
        f"({intention(action, au_nom=True)}) :"
        f"{detail or ' rien ne dit quoi.'}"
    )


def _exiger_l_essai(lot: Lot, destination: Destination) -> None:
    if lot.fictif and not destination.serveur.pour_essai:
        raise EnvoiRefuse(
            f"« {lot.slug} » est fait de données fictives : elles ne vont pas sur {destination.serveur.hote}. Pour "
            "essayer, demandez --serveur https://demo.data.gouv.fr"
        )


def _exiger_plus_recent(lot: Lot, etat: Etat) -> None:
    """Errors: the server has, or was being sent, a newer release; or another one under the same number.

    One that was withdrawn here gives way to the one in force, whatever its rank.
    """
    if str(etat.extras.get(VERSION)) in lot.retirees:
        return
    if etat.sequence > lot.sequence:
        raise EnvoiRefuse(
            f"Le site a déjà reçu la version de rang {etat.sequence}, et celle-ci ({lot.version}) est de rang "
            f"{lot.sequence} : elle la remplacerait par une plus ancienne. Publiez depuis le bon dossier, ou ajoutez "
            "--forcer."
        )
    contenu = etat.extras.get(CONTENU)
    if etat.extras.get(SEQUENCE) == lot.sequence and contenu not in (None, lot.contenu_sha256):
        raise EnvoiRefuse(
            f"Le site a une autre version de même rang ({lot.sequence}) que celle-ci ({lot.version}) : deux dossiers "
            "publient-ils le même SPASER ? Publiez depuis le bon, ou ajoutez --forcer."
        )
