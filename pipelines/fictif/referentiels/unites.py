"""Who the fictional suppliers are for the State: size, status, places, approvals, and what its files get wrong.

Belongs here: plain data, chance, and the list of faults made on purpose (`DEFAUTS`). Does not belong here: the
columns of a file (`sirene.py`, `listes.py`) and approvals around a notification (`agrements.py`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from pipelines.fictif.identifiants import siren, siret
from pipelines.fictif.modele import Fournisseur
from pipelines.fictif.referentiels import communes
from pipelines.fictif.registres.monde import Monde

IMAGES = ("2025-01-31", "2026-05-31")
"""The days that the two stocks of legal units describe; the stock of establishments has the second only."""
JAMAIS_LU = "JAMAIS-LU"
"""Marks every name, address, e-mail and telephone of these files: it must be found in nothing that we write."""
INSERTION = ("EI", "AI", "ACI", "ETTI", "EITI", "GEIQ", "EA", "EATT", "ESAT")
# code -> (how many units, what is wrong or rare about them).
DEFAUTS = {
    "absente": (10, "l'unité légale n'est dans aucun fichier national"),
    "siret_inconnu": (8, "le SIRET du contrat n'est pas dans le stock d'établissements, le SIREN y est"),
    "siret_ferme": (8, "l'établissement du contrat est fermé ; le siège est dans une autre commune"),
    "taille_vide": (8, "categorieEntreprise est vide"),
    "change_de_taille": (6, "categorieEntreprise n'est pas la même aux deux images"),
    "partielle": (6, "unité en diffusion partielle (P) : identité et adresse masquées"),
    "ess_sirene_seule": (4, "de l'ESS pour Sirene, absente du registre de l'acheteur"),
    "ess_liste_seule": (3, "dans la liste d'ESS France, case vide dans Sirene, absente du registre"),
    "ess_registre_seul": (3, "de l'ESS au registre de l'acheteur, « N » dans Sirene, absente de la liste"),
    "ess_vide": (20, "economieSocialeSolidaireUniteLegale est vide"),
    "cessee": (2, "unité légale cessée à la seconde image"),
    "apres_2025": (3, "unité légale créée après la première image, donc absente de celle-ci"),
    "arrondissement": (6, "établissement dans un arrondissement (TYPECOM ARM, COMPARENT la commune)"),
    "ancienne_commune": (2, "établissement au code d'une ancienne commune (COMD, COMA)"),
    "inclusion_liste_seule": (3, "au marché de l'inclusion, absente du registre de l'acheteur"),
    "inclusion_registre_seul": (3, "structure d'insertion ou adaptée au registre, absente du marché de l'inclusion"),
    "inclusion_double": (1, "deux lignes au marché de l'inclusion pour le même SIRET"),
    "inclusion_antenne": (2, "connue du marché de l'inclusion par un autre établissement (ANTENNA)"),
    "esus_registre_seul": (1, "ESUS au registre de l'acheteur, absente de la liste du Trésor"),
}  # fmt: skip


@dataclass(frozen=True)
class Etablissement:
    """A place of work of a unit."""

    siret: str
    commune: str
    ferme: bool = False


@dataclass
class Unite:
    """A legal unit: what the national files say of it, and what is wrong there."""

    siren: str
    nom: str
    siret: str
    personne: bool
    premier_contrat: date | None
    categories: frozenset[str]
    """What the buyer's own register says that it is (ESS, ESUS, SCOP, EI...), at any time."""
    tailles: dict[str, str | None] = field(default_factory=dict)
    categorie_juridique: str = "5710"
    creee_le: date = date(2012, 3, 1)
    ess_sirene: str | None = "N"
    ess_liste: bool = False
    inclusion: tuple[tuple[str, str], ...] = ()
    """(kind, SIRET) at the marché de l'inclusion."""
    etablissements: tuple[Etablissement, ...] = ()
    defauts: list[str] = field(default_factory=list)

    def a(self, code: str) -> bool:
        """Whether this unit bears that fault."""
        return code in self.defauts

    @property
    def partielle(self) -> bool:
        """In partial diffusion."""
        return self.a("partielle")

    @property
    def cessee(self) -> bool:
        """No longer alive at the second image."""
        return self.a("cessee")

    @property
    def siege(self) -> Etablissement:
        """The head office: the first establishment."""
        return self.etablissements[0]

    def dans(self, image: str) -> bool:
        """Whether the stock of that day has this unit."""
        return not self.a("absente") and not (self.a("apres_2025") and image == IMAGES[0])


def unites(monde: Monde, employeurs: Iterable[Fournisseur], contrats: dict[str, date]) -> list[Unite]:
    """Every supplier that has a SIREN, in the order of SIREN; `contrats`: SIREN -> first notification."""
    rng = monde.hasard("referentiels")
    categories: dict[str, set[str]] = {}
    for ligne in monde.tables["fournisseurs_ess"]:
        categories.setdefault(ligne["siren"], set()).add(ligne["categorie"])
    ordinaires = [f for famille in monde.familles.values() for f in famille]
    toutes = []
    for f in sorted([*ordinaires, *employeurs], key=lambda f: f.siren):
        dites = frozenset(categories.get(f.siren, ()))
        u = Unite(f.siren, f.nom, f.siret, f.personne, contrats.get(f.siren), dites)
        u.tailles = dict.fromkeys(IMAGES, f.categorie)
        u.creee_le = date(rng.randint(1985, 2018), rng.randint(1, 12), 1)
        toutes.append(u)
    _tromper(toutes, rng)
    for u in toutes:
        _decrire(u, rng)
    return toutes


def figurants(monde: Monde) -> list[Unite]:
    """Units that nobody buys from: the national files are about everyone, and an extract must leave them out."""
    rng = monde.hasard("referentiels:figurants")
    liste = []
    for rang in range(30):
        ident = siren(6000 + 13 * rang)
        u = Unite(
            ident, f"Figurant de fiction n° {rang + 1}", siret(ident), rang % 10 == 0, None, frozenset()
        )
        u.tailles = dict.fromkeys(IMAGES, "PME")
        _decrire(u, rng)
        liste.append(u)
    return liste


def _tromper(toutes: list[Unite], rng: random.Random) -> None:
    """Give each fault to its number of units; one unit bears one fault, so that each is seen alone."""
    ess: Callable[[Unite], bool] = lambda u: bool(u.categories)  # noqa: E731
    ordinaire: Callable[[Unite], bool] = lambda u: not u.categories and not u.personne  # noqa: E731
    admis: dict[str, Callable[[Unite], bool]] = dict.fromkeys(DEFAUTS, ordinaire) | {
        "ess_registre_seul": lambda u: "ESS" in u.categories and not u.categories & set(INSERTION),
        "inclusion_registre_seul": lambda u: bool(u.categories & set(INSERTION)),
        "inclusion_double": lambda u: "ACI" in u.categories,
        "inclusion_antenne": lambda u: bool(u.categories & {"EA", "ESAT", "EI"}),
        "esus_registre_seul": lambda u: "ESUS" in u.categories,
        "apres_2025": lambda u: u.premier_contrat is not None and u.premier_contrat > date(2025, 2, 1),
        "siret_ferme": lambda u: not u.personne,
        "arrondissement": lambda u: not u.categories,
    }
    for code in sorted(DEFAUTS, key=lambda c: (admis[c] is ordinaire, c)):
        libres = [u for u in toutes if not u.defauts and admis[code](u) and u.premier_contrat]
        if code == "partielle":
            libres = [u for u in libres if ess(u) or ordinaire(u)][:1] + [
                u for u in toutes if u.personne and not u.defauts and u.premier_contrat
            ][:5]
        for u in rng.sample(libres, DEFAUTS[code][0]):
            u.defauts.append(code)


def _decrire(u: Unite, rng: random.Random) -> None:
    """What the files say, faults included."""
    vraie = u.tailles[IMAGES[1]]
    if u.a("taille_vide"):
        u.tailles = dict.fromkeys(IMAGES)
    elif u.a("change_de_taille"):
        u.tailles[IMAGES[0]] = "ETI" if vraie == "PME" else "PME"
    if u.a("apres_2025"):
        u.creee_le = date(2025, 2, 3)
    u.categorie_juridique = _categorie_juridique(u, rng)
    if u.categories:
        u.ess_sirene, u.ess_liste = "O", True
    if u.a("ess_sirene_seule"):
        u.ess_sirene = "O"
    elif u.a("ess_liste_seule"):
        u.ess_sirene, u.ess_liste = None, True
    elif u.a("ess_registre_seul"):
        u.ess_sirene, u.ess_liste = "N", False
    elif u.a("ess_vide"):
        u.ess_sirene = None
    u.etablissements = _etablissements(u, rng)
    kinds = tuple(k for k in INSERTION if k in u.categories)
    if u.a("inclusion_liste_seule"):
        kinds = (rng.choice(("EI", "EA", "ESAT")),)
    elif u.a("inclusion_registre_seul"):
        kinds = ()
    elif u.a("inclusion_double"):
        kinds = ("EI", "ACI")
    ou = u.etablissements[-1].siret if u.a("inclusion_antenne") else u.siret
    u.inclusion = tuple((k, ou) for k in kinds)


def _categorie_juridique(u: Unite, rng: random.Random) -> str:
    if u.personne:
        return "1000"
    if "SCOP" in u.categories:
        return rng.choice(("5458", "5558"))
    if u.categories & set(INSERTION):
        return "9220"
    return rng.choices(("5710", "5499", "5599"), (55, 35, 10))[0]


def _etablissements(u: Unite, rng: random.Random) -> tuple[Etablissement, ...]:
    """The head office first, then the establishment of the contracts when it is another, then a third one."""
    groupes = (communes.DANS_LA_METROPOLE, communes.DU_DEPARTEMENT, communes.AILLEURS)
    groupe = rng.choices(groupes, (55, 30, 15))[0]
    ici = rng.choice(groupe)
    if u.a("arrondissement"):
        ici = rng.choice(communes.ARRONDISSEMENTS)
    elif u.a("ancienne_commune"):
        ici = rng.choice(communes.ANCIENNES)
    seul = u.personne or (not u.a("siret_ferme") and not u.a("siret_inconnu") and rng.random() < 0.6)
    rang = int(u.siret[9:13])
    if seul:
        liste = [Etablissement(u.siret, ici)]
    else:
        autres = [c for g in groupes if g is not groupe for c in g]
        siege = Etablissement(siret(u.siren, 1 if rang != 1 else 99), rng.choice(autres))
        contrat = Etablissement(u.siret, ici, u.a("siret_ferme"))
        liste = [siege] if u.a("siret_inconnu") else [siege, contrat]
    if u.a("inclusion_antenne") or rng.random() < 0.2:
        liste.append(Etablissement(siret(u.siren, rang + 100), rng.choice(groupe)))
    return tuple(liste)
