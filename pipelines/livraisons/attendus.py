"""Who is expected to deliver what: the perimeter with its dates, and the key `attendus` of spaser.yaml.

Belongs here: reading both, and what spaser.yaml and the register `perimetre` say against each other. Does not belong
here: what was delivered (`completude`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.livraisons.tranches import TRANCHES

DECP = "decp"
"""What is expected beside the registers: that the buyer publishes its contracts."""
ROLES = ("porteur", "membre", "satellite")
ROLE = "membre"
DELAI = 60
_CLES = {"tables", "roles", "delai_jours", "en_avance"}
Ligne = Mapping[str, Any]


@dataclass(frozen=True)
class Acheteur:
    """An entity of the perimeter, between two days (both included; None: open)."""

    siren: str
    nom: str
    debut: dt.date | None = None
    fin: dt.date | None = None
    role: str = ROLE

    def tient(self, jour: dt.date) -> bool:
        """Whether the entity is in the perimeter that day."""
        return (self.debut or jour) <= jour <= (self.fin or jour)


@dataclass(frozen=True)
class Attendu:
    """Tables that some roles must deliver, and how many days after the end of the period.

    `en_avance`: a delivery made before the end of the period covers it whole (a list, a plan); otherwise it cannot.
    """

    tables: tuple[str, ...]
    roles: tuple[str, ...] = ROLES
    delai_jours: int = DELAI
    en_avance: bool = False


PAR_DEFAUT = (Attendu((DECP,)),)
PAR_DEFAUT_AVEC_REGISTRES = (
    *PAR_DEFAUT,
    Attendu(("registre_contrats", "paiements"), ("porteur", "membre")),
    Attendu(("perimetre",), ("porteur",)),
)
"""What is expected when spaser.yaml does not say it (docs/completude.md)."""


def lire_attendus(definition: Ligne, avec_registres: bool) -> tuple[Attendu, ...]:
    """Read the key `attendus`, or return the default; `avec_registres`: whether the SPASER has registers at all.

    Errors: not a list, an unknown key, table or role, a delay that is no whole number of days.
    """
    lus = definition.get("attendus")
    if lus is None:
        return PAR_DEFAUT_AVEC_REGISTRES if avec_registres else PAR_DEFAUT
    if not isinstance(lus, list):
        raise SpaserErreur(
            "spaser.yaml, attendus : une liste est attendue, chaque entrée avec « tables » et « roles »."
        )
    return tuple(_attendu(entree, f"spaser.yaml, attendus n° {n}") for n, entree in enumerate(lus, 1))


def _attendu(entree: Any, ou: str) -> Attendu:
    if not isinstance(entree, Mapping) or not entree.get("tables"):
        raise SpaserErreur(f"{ou} : dites les « tables » attendues, par exemple [registre_contrats].")
    if inconnues := sorted(set(map(str, entree)) - _CLES):
        raise SpaserErreur(f"{ou} : clé « {inconnues[0]} » inconnue. Clés : {', '.join(sorted(_CLES))}.")
    tables = _textes(entree["tables"], (DECP, *TRANCHES), f"{ou}, tables")
    roles = _textes(entree.get("roles") or list(ROLES), ROLES, f"{ou}, roles")
    delai, avance = entree.get("delai_jours", DELAI), entree.get("en_avance", False)
    if not isinstance(delai, int) or isinstance(delai, bool) or not 0 <= delai <= 3660:
        raise SpaserErreur(f"{ou}, delai_jours « {delai} » : un nombre de jours, de 0 à 3660, est attendu.")
    if not isinstance(avance, bool):
        raise SpaserErreur(f"{ou}, en_avance « {avance} » : true ou false est attendu.")
    return Attendu(tables, roles, delai, avance)


def _textes(valeurs: Any, connues: Sequence[str], ou: str) -> tuple[str, ...]:
    liste = [valeurs] if isinstance(valeurs, str) else valeurs
    if not isinstance(liste, list):
        raise SpaserErreur(f"{ou} : une liste est attendue.")
    for valeur in liste:
        if valeur not in connues:
            raise SpaserErreur(f"{ou} : « {valeur} » est inconnu. Valeurs : {', '.join(sorted(connues))}.")
    return tuple(dict.fromkeys(map(str, liste)))


def lire_acheteurs(definition: Ligne) -> list[Acheteur]:
    """Read the buyers of spaser.yaml, in its order; the role is empty when it does not say it.

    Errors: a SIREN that is not a text of nine digits, a date that is none, an unknown role.
    """
    acheteurs = []
    declares = definition.get("acheteurs") or []
    if not isinstance(declares, list):
        raise SpaserErreur("spaser.yaml, acheteurs : une liste est attendue.")
    for n, entree in enumerate(declares, 1):
        ou = f"spaser.yaml, acheteurs n° {n}"
        if not isinstance(entree, Mapping):
            raise SpaserErreur(f"{ou} : « siren », « nom », « debut » et « fin » sont attendus.")
        siren, role = entree.get("siren"), str(entree.get("role") or "")
        if not (isinstance(siren, str) and len(siren) == 9 and siren.isascii() and siren.isdigit()):
            raise SpaserErreur(f"{ou}, siren « {siren} » : neuf chiffres entre guillemets sont attendus.")
        if role and role not in ROLES:
            raise SpaserErreur(f"{ou}, role « {role} » : attendu {', '.join(ROLES)}.")
        debut, fin = (jour(entree.get(nom), f"{ou}, {nom}") for nom in ("debut", "fin"))
        acheteurs.append(Acheteur(siren, str(entree.get("nom") or siren), debut, fin, role))
    return acheteurs


def lire_periode(definition: Ligne) -> tuple[dt.date | None, dt.date | None]:
    """Read the first and last days of the SPASER, None where it does not say them."""
    periode = definition.get("periode") or {}
    if not isinstance(periode, Mapping):
        raise SpaserErreur("spaser.yaml, periode : « debut » et « fin » sont attendus.")
    debut, fin = (jour(periode.get(nom), f"spaser.yaml, periode, {nom}") for nom in ("debut", "fin"))
    return debut, fin


def jour(valeur: Any, ou: str) -> dt.date | None:
    """Read a day as YAML may give it: a date, a text AAAA-MM-JJ, or nothing."""
    if valeur is None or isinstance(valeur, dt.date):
        return valeur
    try:
        return dt.date.fromisoformat(str(valeur))
    except ValueError:
        raise SpaserErreur(f"{ou} « {valeur} » : une date AAAA-MM-JJ est attendue.") from None


def perimetre(declares: Sequence[Acheteur], registre: Iterable[Ligne]) -> list[Acheteur]:
    """Join the buyers of spaser.yaml and the register `perimetre` in force, by SIREN and date.

    spaser.yaml decides of the dates of the buyers that it names, the register of their role unless spaser.yaml says
    it (as many entries as there are roles in turn). Entities that the register alone has enter with its dates.
    """
    par_siren: dict[str, list[Acheteur]] = {}
    for ligne in registre:
        par_siren.setdefault(str(ligne["acheteur_siren"]), []).append(_inscrit(ligne))
    entites = []
    for d in declares:
        inscrits = [] if d.role else _dans(d, par_siren.get(d.siren, []))
        entites += inscrits or [Acheteur(d.siren, d.nom, d.debut, d.fin, d.role or ROLE)]
    connus = {d.siren for d in declares}
    entites += [e for siren, inscrits in par_siren.items() if siren not in connus for e in inscrits]
    return sorted(set(entites), key=lambda a: (a.siren, a.debut or dt.date.min, a.role))


def _dans(d: Acheteur, inscrits: list[Acheteur]) -> list[Acheteur]:
    """The roles that the register gives in turn, stretched so as to cover the dates of spaser.yaml and no more."""
    tenus = sorted(inscrits, key=lambda i: i.debut or dt.date.min)
    morceaux = []
    for n, i in enumerate(tenus):
        debut = d.debut if n == 0 else max(filter(None, (d.debut, i.debut)), default=None)
        suivant = tenus[n + 1].debut if n + 1 < len(tenus) else None
        fins = [f for f in (d.fin, suivant and suivant - dt.timedelta(days=1)) if f]
        fin = min(fins, default=None)
        if debut is None or fin is None or debut <= fin:
            morceaux.append(Acheteur(d.siren, d.nom, debut, fin, i.role))
    return morceaux


def _inscrit(ligne: Ligne) -> Acheteur:
    return Acheteur(
        str(ligne["acheteur_siren"]),
        str(ligne["nom"]),
        ligne["date_debut"],
        ligne["date_fin"],
        str(ligne["role"]),
    )


def ecarts_perimetre(acheteurs: Sequence[Acheteur], registre: Iterable[Ligne]) -> list[dict[str, str]]:
    """List what spaser.yaml (`acheteurs`) and the register `perimetre` in force say against each other.

    Keys: acheteur_siren, nom, code, message. A satellite of the register that spaser.yaml does not name is no
    contradiction: spaser.yaml names those whose contracts are counted. No register, nothing to compare.
    """
    inscrits = [_inscrit(ligne) for ligne in registre]
    if not inscrits:
        return []
    ecarts: list[dict[str, str]] = []

    def dire(a: Acheteur, code: str, message: str) -> None:
        ecarts.append({"acheteur_siren": a.siren, "nom": a.nom, "code": code, "message": message})

    declares = {a.siren: a for a in acheteurs}
    for siren, a in sorted(declares.items()):
        siens = sorted((i for i in inscrits if i.siren == siren), key=lambda i: i.debut or dt.date.min)
        if not siens:
            dire(a, "absent_du_registre", f"{a.nom} est dans spaser.yaml, pas dans le registre perimetre.")
            continue
        debut = None if any(i.debut is None for i in siens) else min(i.debut for i in siens if i.debut)
        fin = None if any(i.fin is None for i in siens) else max(i.fin for i in siens if i.fin)
        for nom, ici, la in (("debut", a.debut, debut), ("fin", a.fin, fin)):
            if ici != la:
                dire(
                    a,
                    f"{nom}_different",
                    f"{a.nom} : {nom} {_dit(ici)} dans spaser.yaml, {_dit(la)} au registre.",
                )
        if a.role and a.role not in {i.role for i in siens}:
            dire(a, "role_different", f"{a.nom} : {a.role} dans spaser.yaml, {siens[-1].role} au registre.")
    for i in sorted(inscrits, key=lambda i: (i.siren, i.debut or dt.date.min)):
        if i.siren not in declares and i.role != "satellite":
            dire(
                i,
                "absent_de_la_definition",
                f"{i.nom} est {i.role} au registre perimetre {_depuis(i)} et n'est pas dans spaser.yaml : "
                "ses contrats ne sont pas comptés.",
            )
    for siren in sorted({i.siren for i in inscrits}):
        siens = sorted((i for i in inscrits if i.siren == siren), key=lambda i: i.debut or dt.date.min)
        for avant, apres in pairwise(siens):
            if avant.fin is None or (apres.debut or dt.date.min) <= avant.fin:
                dire(
                    apres,
                    "periodes_qui_se_chevauchent",
                    f"{apres.nom} : deux périodes du registre se chevauchent.",
                )
    return ecarts


def _dit(valeur: dt.date | None) -> str:
    return f"le {valeur:%d/%m/%Y}" if valeur else "ouvert"


def _depuis(a: Acheteur) -> str:
    au = f" au {a.fin:%d/%m/%Y}" if a.fin else ""
    return f"(du {a.debut:%d/%m/%Y}{au})" if a.debut else f"(sans début{au})"
