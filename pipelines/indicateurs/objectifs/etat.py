"""The state of an indicator against its target, for a year: the rules of docs/objectifs.md, in their order.

Which target speaks belongs to `choix`, comparing to `comparaison`, the sentences to `phrases`.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pipelines.indicateurs.definition.modele import Objectif
from pipelines.indicateurs.objectifs import comparaison as c
from pipelines.indicateurs.objectifs import phrases
from pipelines.indicateurs.objectifs.choix import PERMANENT, Choix, choisir
from pipelines.indicateurs.objectifs.modele import Etat, Jugement, Mesure

SENS = ("hausse", "baisse")
ZERO = c.Intervalle(Decimal(0), Decimal(0))


def juger(
    objectifs: Sequence[Objectif],
    mesure: Mesure,
    precedentes: Sequence[Mesure] = (),
    *,
    unite: str = "nombre",
    evolution: bool = False,
    au: date | None = None,
) -> Jugement:
    """Judge an indicator for the year of `mesure`: target, gap, trend, state and a French sentence.

    `objectifs` are those of this indicator only. `precedentes` are its values of other years. `evolution`: the value
    is already a difference with the year before (`transform=evolution`). `au` is the day up to which a date is known.

    Errors: a due period that is written otherwise than the schema says.
    """
    possible = c.intervalle(mesure)
    hier = next((m for m in precedentes if m.annee == mesure.annee - 1), None)
    avant = ZERO if evolution else c.intervalle(hier)
    sens = c.tendance(possible, avant)
    choix = choisir(objectifs, mesure.annee)
    if choix is None:
        return Jugement(tendance=sens, explication=phrases.SANS_CIBLE)
    objectif = choix.objectif
    genre = genre_de(objectif, unite)
    reference = avant if evolution else _depart(objectif, avant)
    etat = _etat(choix, genre, mesure, possible, reference, au)
    return Jugement(
        tendance=sens,
        explication=phrases.expliquer(choix, genre, mesure, possible, etat, unite),
        etat=etat,
        objectif_id=objectif.objectif_id,
        cible=_cible(objectif, genre),
        cible_texte=_texte(objectif) if genre in ("date", "oui_non") else None,
        cible_periode=objectif.echeance or PERMANENT,
        attendue=choix.attendue,
        ecart=_ecart(objectif, genre, mesure),
        echu=choix.quand == "due",
        chiffree=genre == "nombre",
    )


def genre_de(objectif: Objectif, unite: str) -> str:
    """Say what kind of target it is: sens, nombre, date, oui_non; texte for what no rule compares."""
    if objectif.operateur in SENS:
        return "sens"
    texte = (objectif.valeur_texte or "").strip().lower()
    unites = (unite, objectif.unite)
    if texte in ("oui", "non") or ("oui_non" in unites and objectif.valeur in (Decimal(0), Decimal(1))):
        return "oui_non"
    if objectif.valeur is not None:
        return "nombre"
    if c.periode_de(objectif.valeur_texte) or ("date" in unites and c.periode_de(objectif.echeance)):
        return "date"
    return "texte"


def _etat(
    choix: Choix,
    genre: str,
    mesure: Mesure,
    possible: c.Intervalle,
    reference: c.Intervalle,
    au: date | None,
) -> Etat:
    if mesure.origine == "sans_objet" or choix.quand == "a_venir":
        return "sans_objet"
    if choix.attendue is not None:
        tenu = c.compare(possible, _operateur_en_route(choix.objectif), choix.attendue)
        reussi: Etat = "en_bonne_voie"
    else:
        tenu = _tenu(choix.objectif, genre, mesure, possible, reference, au)
        reussi = "atteint"
    return "indetermine" if tenu is None else reussi if tenu else "en_retard"


def _tenu(
    objectif: Objectif,
    genre: str,
    mesure: Mesure,
    possible: c.Intervalle,
    reference: c.Intervalle,
    au: date | None,
) -> bool | None:
    if genre == "sens":
        return c.compare_sens(possible, objectif.operateur, reference)
    if genre == "nombre" and objectif.valeur is not None:
        return c.compare(possible, objectif.operateur, objectif.valeur)
    if genre == "oui_non":
        dit = c.oui_ou_non(mesure)
        return None if dit is None else dit == (_texte(objectif) == "oui")
    periode = c.periode_de(_texte(objectif))
    return c.compare_date(mesure, objectif.operateur, periode, au) if periode else None


def _operateur_en_route(objectif: Objectif) -> str:
    """A target « = » is walked towards: the side depends on where the line comes from."""
    if objectif.operateur != "=" or objectif.valeur is None or objectif.depart_valeur is None:
        return objectif.operateur
    return ">=" if objectif.valeur >= objectif.depart_valeur else "<="


def _depart(objectif: Objectif, avant: c.Intervalle) -> c.Intervalle:
    """A rise or a fall is counted from the start that the text gives, or else from the year before."""
    if objectif.operateur in SENS and objectif.depart_valeur is not None:
        return c.Intervalle(objectif.depart_valeur, objectif.depart_valeur)
    return avant


def _texte(objectif: Objectif) -> str:
    """Return the target as a word or a period."""
    if objectif.valeur_texte:
        return objectif.valeur_texte.strip().lower()
    if objectif.valeur is not None:
        return "oui" if objectif.valeur == 1 else "non"
    return objectif.echeance or ""


def _cible(objectif: Objectif, genre: str) -> Decimal | None:
    """Return the target as a number: 1 for a yes, 0 for a no; none for a date, a rise or a fall."""
    if genre == "oui_non":
        return Decimal(1 if _texte(objectif) == "oui" else 0)
    return objectif.valeur if genre == "nombre" else None


def _ecart(objectif: Objectif, genre: str, mesure: Mesure) -> Decimal | None:
    if mesure.origine in (*c.INCONNUES, "sans_objet"):
        return None
    if genre == "nombre" and objectif.valeur is not None and mesure.valeur is not None:
        return mesure.valeur - objectif.valeur
    periode = c.periode_de(_texte(objectif)) if genre == "date" else None
    if periode is None or mesure.valeur_date is None:
        return None
    repere = periode[0] if objectif.operateur in (">=", "<") else periode[1]
    return Decimal((mesure.valeur_date - repere).days)
