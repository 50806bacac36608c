"""Clermont's two dashboards: the deployment of the SPASER, and its other actions, with their state and figures.

Deployment is the governance and support of the SPASER: the axes that the definition names, its first one otherwise, and
what the text sets for the whole. The rest is « other actions » (Clermont, action 3).
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from pipelines.indicateurs.definition.modele import Action, Indicateur
from pipelines.rapports.annuel import bilan, colonnes, entete, exiger_annee, lecture, par_axe
from pipelines.rapports.matiere import Matiere, exiger_acheteur
from pipelines.rapports.modele import (
    Bloc,
    Encadre,
    Ligne,
    Paragraphe,
    Rapport,
    Section,
    Tableau,
)
from pipelines.rapports.mots import accorder, enumerer, jour_court
from pipelines.rapports.suivi import rangs

Genre = Literal["deploiement", "actions"]
TITRES = {
    "deploiement": "Tableau de bord du déploiement",
    "actions": "Tableau de bord des actions",
}
OBJETS = {
    "deploiement": "Gouvernance et accompagnement : les réunions tenues, les contrats ciblés, les objectifs atteints.",
    "actions": "Les autres actions du schéma : ce qui est fait (réalisation), puis ce que cela change (effet).",
}
ORDRE_TYPES = (
    "objectif",
    "engagement",
    "realisation",
    "effet",
    "evaluation",
    "suivi",
    "suivi_legal",
    "chiffre_cle",
    "exemple",
)
"""Within an action: what is done, then what it changes."""
TYPES = {"objectif": "objectif", "engagement": "engagement", "realisation": "réalisation", "effet": "effet",
         "evaluation": "évaluation", "suivi": "suivi", "suivi_legal": "suivi légal", "chiffre_cle": "chiffre clé",
         "exemple": "exemple"}  # fmt: skip
STATUTS = {
    "terminee": "terminée",
    "en_cours": "en cours",
    "non_demarree": "non démarrée",
    "abandonnee": "abandonnée",
}
SANS_ACTION = "Indicateurs que le texte ne rattache à aucune action"


def tableau_de_bord(matiere: Matiere, genre: Genre, annee: int, acheteur: str | None = None) -> Rapport:
    """Build a dashboard for a year, all buyers together or one (`acheteur`, a SIREN).

    Errors: a buyer out of the perimeter, a year without any result.
    """
    exiger_acheteur(matiere, acheteur)
    suivis = exiger_annee(matiere, annee, acheteur)
    retenus = [i for i in suivis if _est_du_deploiement(matiere, i) == (genre == "deploiement")]
    sections = [
        Section("Lire ce tableau de bord", (
            Paragraphe(OBJETS[genre], "chapeau"), Paragraphe(bilan(matiere, retenus, annee, acheteur)),
            *lecture(matiere, annee),
        )),
        *(
            section
            for rang, (titre, siens) in enumerate(par_axe(retenus))
            for section in _axe(matiere, titre, siens, annee, acheteur, saut=rang == 0)
        ),
    ]  # fmt: skip
    if not retenus:
        sections.append(
            Section("Aucun indicateur", (Encadre("La définition n'a aucun indicateur de cette sorte."),))
        )
    return entete(matiere, acheteur, sections, titre=TITRES[genre], quoi=f"année {annee}")


def _est_du_deploiement(matiere: Matiere, indicateur: Indicateur) -> bool:
    numeros = [i.axe_numero for i in matiere.definition.indicateurs if i.axe_numero]
    axes = matiere.deploiement or tuple(sorted(numeros, key=_rang)[:1])
    return not indicateur.axe_numero or indicateur.axe_numero in axes


def _rang(numero: str | None) -> tuple[int, str]:
    return (int(numero), "") if numero and numero.isascii() and numero.isdigit() else (10**6, numero or "")


def _axe(
    matiere: Matiere, titre: str, siens: Sequence[Indicateur], annee: int, acheteur: str | None, *, saut: bool
) -> Iterator[Section]:
    """Yield an axis, then each of its actions: its name, its state, its indicators."""
    par_action: dict[str | None, list[Indicateur]] = {}
    for indicateur in siens:
        par_action.setdefault(indicateur.action_numero, []).append(indicateur)
    axe = siens[0].axe_numero
    actions = {
        a.numero: a
        for a in matiere.definition.actions
        if a.type == "action" and a.numero and axe and a.axe_numero == axe
    }
    dit = accorder(len(siens), "indicateur")
    yield Section(
        titre,
        (Paragraphe(f"{accorder(len(actions), 'action')}, {dit}." if actions else f"{dit}."),),
        saut=saut,
    )
    for numero in sorted({*par_action, *actions}, key=lambda n: (n is None, _rang(n))):
        portes = par_action.get(numero, [])
        blocs: list[Bloc] = []
        if numero is not None:
            blocs.append(
                Paragraphe(_conduite(matiere, actions.get(numero), numero, portes, annee, acheteur), "note")
            )
        lignes: list[Ligne] = []
        for indicateur in sorted(portes, key=lambda i: _ordre(i.type)):
            premiere, *suite = rangs(matiere, indicateur, annee, acheteur)
            lignes += [_typee(premiere, indicateur), *suite]
        if lignes:
            blocs.append(Tableau("", colonnes(annee), tuple(lignes)))
        nom = SANS_ACTION
        if numero is not None:
            action = actions.get(numero)
            nom = f"Action {numero} : {action.libelle if action else portes[0].action or ''}"
        yield Section(nom, tuple(blocs), niveau=2)


def _typee(ligne: Ligne, indicateur: Indicateur) -> Ligne:
    """Say below the words of an indicator whether it tells what is done or what it changes."""
    tete, *suite = ligne.cellules
    dit = " · ".join(t for t in (TYPES.get(indicateur.type, indicateur.type), tete.precision) if t)
    return Ligne((type(tete)(tete.texte, dit, tete.attenuee), *suite), ligne.genre)


def _ordre(type_: str) -> int:
    return ORDRE_TYPES.index(type_) if type_ in ORDRE_TYPES else len(ORDRE_TYPES)


def _conduite(
    matiere: Matiere,
    action: Action | None,
    numero: str,
    portes: Sequence[Indicateur],
    annee: int,
    acheteur: str | None,
) -> str:
    """Say who leads an action, and its state that year."""
    pilote = action.pilote if action else portes[0].pilote
    etat = f"État en {annee} : {_etat(matiere, action, numero, annee, acheteur)}."
    return f"Pilote : {pilote.rstrip('.')}. {etat}" if pilote else etat


def _etat(matiere: Matiere, action: Action | None, numero: str, annee: int, acheteur: str | None) -> str:
    """Say the state of an action from the register `actions`, buyer by buyer when they differ."""
    noms = {f"action_{numero}", *((action.action_id,) if action else ())}
    trouves = [
        ligne
        for ligne in matiere.suivi
        if ligne["action_id"] in noms
        and ligne["annee"] == annee
        and acheteur in (None, ligne["acheteur_siren"])
    ]
    if not trouves:
        return "état inconnu : le registre des actions n'en dit rien"
    dits: dict[str, list[str]] = {}
    for ligne in trouves:
        statut = STATUTS.get(str(ligne["statut"]), str(ligne["statut"]))
        if ligne["date_realisation"]:
            statut += f" le {jour_court(ligne['date_realisation'])}"
        qui = dits.setdefault(statut, [])
        if (nom := matiere.nom(str(ligne["acheteur_siren"]))) not in qui:
            qui.append(nom)
    if len(dits) == 1:
        return next(iter(dits))
    return " ; ".join(f"{statut} ({enumerer(qui)})" for statut, qui in dits.items())
