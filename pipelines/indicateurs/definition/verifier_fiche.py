"""What is wrong in spaser.yaml: traps of YAML, keys that lack, buyers and dates, choices without a reason."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipelines.commun.diffusion import lire_contact, lire_diffusion
from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.fautes import Faute, proche
from pipelines.indicateurs.definition.fiche import CHAINE, JOUR, NUL, VRAI_FAUX, Fiche
from pipelines.livraisons.attendus import ROLES, lire_attendus
from pipelines.referentiels.configuration import lire_fichiers
from pipelines.sources.configuration import lire_sources

OBLIGATOIRES = ("slug", "edition", "titre", "emetteur", "fictif", "periode", "acheteurs", "choix")
CONNUES = {
    *OBLIGATOIRES,
    *("arrete_au", "attendus", "contact", "entrees", "licence", "perimetre", "publication", "referentiels"),
    "registres",
    *("s_applique_a", "sources", "tableaux_de_bord", "territoire", "texte"),
}
DATES = ("debut", "fin", "arrete_au", "observe_le", "depuis")
NOMBRES = ("delai_jours", "fraicheur_jours", "baisse_max_pct")
VRAIS_FAUX = ("fictif", "en_avance")
CHOIX = ("question", "reponse", "raison")
LUS = {"int": "un nombre", "float": "un nombre", VRAI_FAUX: "vrai ou faux", JOUR: "une date"}
NOM_FICTIF = re.compile(r"exemple(-|\Z)")
SIREN = re.compile(r"[0-9]{9}")


def verifier_fiche(fiche: Fiche, slug: str, edition: str) -> Iterator[Faute]:
    """Yield the faults of spaser.yaml; `slug` and `edition` are the names of its folders."""
    yield from fiche.fautes
    if not fiche.valeurs:
        return
    yield from _pieges(fiche)
    yield from _cles(fiche, {"slug": slug, "edition": edition})
    yield from _periode(fiche, ("periode",))
    yield from _acheteurs(fiche)
    yield from _referentiels(fiche)
    for rang in fiche.rangs("choix"):
        for cle in CHOIX:
            if not (fiche.texte("choix", rang, cle) or "").strip():
                message = f"Un choix se dit avec {', '.join(CHOIX)} : « {cle} » manque."
                yield fiche.faute(("choix", rang, cle), "choix-incomplet", message)


def _pieges(fiche: Fiche) -> Iterator[Faute]:
    """What YAML reads as something else than the text that is written."""
    for chemin, valeur in fiche.valeurs.items():
        if valeur.type in ("", CHAINE, NUL):
            continue
        if valeur.type == VRAI_FAUX and chemin[-1] in VRAIS_FAUX and valeur.texte in ("true", "false"):
            continue
        if (valeur.type, True) in ((JOUR, chemin[-1] in DATES), ("int", chemin[-1] in NOMBRES)):
            continue
        if chemin == ("fictif",):
            yield fiche.faute(chemin, "fictif", "fictif s'écrit true ou false.")
            continue
        lu = LUS.get(valeur.type, f"un type YAML ({valeur.type})")
        yield fiche.faute(
            chemin,
            "yaml-guillemets",
            f"Sans guillemets, YAML lit ici {lu} et non le texte « {valeur.texte} ».",
            f'écrire "{valeur.texte}", entre guillemets',
        )


def _cles(fiche: Fiche, dossiers: dict[str, str]) -> Iterator[Faute]:
    presentes = {chemin[0] for chemin in fiche.valeurs if chemin}
    for cle in OBLIGATOIRES:
        if cle not in presentes:
            yield fiche.faute((cle,), "cle-absente", f"La clé « {cle} » manque.")
    for cle in sorted(str(c) for c in presentes - CONNUES):
        if conseil := proche(cle, CONNUES):
            yield fiche.faute((cle,), "cle-inconnue", f"La clé « {cle} » n'existe pas.", conseil)
    for cle, dossier in dossiers.items():
        ecrit = fiche.texte(cle)
        if ecrit is not None and ecrit != dossier:
            message = f"« {cle} » doit être le nom du dossier, « {dossier} »."
            yield fiche.faute((cle,), "nom-de-dossier", message, f'écrire "{dossier}"')
    if fiche.texte("fictif") == "true" and not NOM_FICTIF.match(fiche.texte("slug") or "exemple"):
        message = "Des données fictives se publient sous un nom qui commence par « exemple »."
        conseil = f"écrire exemple-{fiche.texte('slug')}, ici et comme nom du dossier"
        yield fiche.faute(("slug",), "nom-fictif", message, conseil)
    if ("fictif",) in fiche.valeurs and fiche.valeurs["fictif",].type not in (VRAI_FAUX,):
        yield fiche.faute(("fictif",), "fictif", "fictif s'écrit true ou false, sans guillemets.")


def _periode(fiche: Fiche, chemin: tuple[str | int, ...]) -> Iterator[Faute]:
    jours: dict[str, date] = {}
    for cle in ("debut", "fin"):
        texte = fiche.texte(*chemin, cle)
        try:
            if texte is not None:
                jours[cle] = date.fromisoformat(texte)
        except ValueError:
            yield fiche.faute((*chemin, cle), "date", f"« {texte} » n'est pas une date AAAA-MM-JJ.")
    if len(jours) == 2 and jours["fin"] < jours["debut"]:
        yield fiche.faute((*chemin, "fin"), "dates-inversees", "La fin est avant le début.")


def _acheteurs(fiche: Fiche) -> Iterator[Faute]:
    periodes: dict[str, list[tuple[date, date, int]]] = {}
    for rang in fiche.rangs("acheteurs"):
        chemin = ("acheteurs", rang)
        siren = fiche.texte(*chemin, "siren")
        if siren is None:
            yield fiche.faute((*chemin, "siren"), "cle-absente", "Un acheteur a un « siren ».")
        elif not SIREN.fullmatch(siren):
            yield fiche.faute(
                (*chemin, "siren"), "siren-ecriture", "Un SIREN a neuf chiffres, zéros compris."
            )
        elif not siren_juste(siren):
            yield fiche.faute((*chemin, "siren"), "siren-cle", "La clé de contrôle de ce SIREN est fausse.")
        if not fiche.texte(*chemin, "nom"):
            yield fiche.faute((*chemin, "nom"), "cle-absente", "Un acheteur a un « nom ».")
        role = fiche.texte(*chemin, "role")
        if role is not None and role not in ROLES:
            message = f"Un rôle est {', '.join(ROLES)}."
            yield fiche.faute((*chemin, "role"), "role-inconnu", message, proche(role, ROLES))
        fautives = list(_periode(fiche, chemin))
        yield from fautives
        if siren and not fautives:
            debut = date.fromisoformat(fiche.texte(*chemin, "debut") or "0001-01-01")
            fin = date.fromisoformat(fiche.texte(*chemin, "fin") or "9999-12-31")
            for autre_debut, autre_fin, autre in periodes.get(siren, []):
                if debut <= autre_fin and autre_debut <= fin:
                    message = f"Les dates de « {siren} » recouvrent celles de l'acheteur n° {autre + 1}."
                    yield fiche.faute((*chemin, "debut"), "dates-qui-se-recouvrent", message)
            periodes.setdefault(siren, []).append((debut, fin, rang))


def _referentiels(fiche: Fiche) -> Iterator[Faute]:
    """The blocks that a step reads, as that step understands them: sources, what is due, publishing..."""
    for cle in ("referentiels", "territoire", "attendus", "sources", "publication", "contact"):
        dit = {cle: fiche.valeur(cle)}
        try:
            lire_fichiers(dit, Path())
            lire_attendus(dit, avec_registres=True)
            lire_sources(dit, Path())
            lire_diffusion(dit)
            lire_contact(dit)
        except SpaserErreur as erreur:
            yield fiche.faute((cle,), cle, str(erreur).removeprefix("spaser.yaml").lstrip(" :,"))


def siren_juste(siren: str) -> bool:
    """Say whether the last digit of a SIREN is the one that the others call for (Luhn)."""
    doubles = [int(c) * (2 if rang % 2 else 1) for rang, c in enumerate(siren)]
    return sum(n - 9 if n > 9 else n for n in doubles) % 10 == 0
