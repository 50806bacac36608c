"""A small fictional community whose results are written by hand: what a report must say of them can be worked out.

Ville d'Essai (000001016), Régie d'Essai (000001024, in the perimeter until 30 June 2025). Years 2024 and 2025.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.indicateurs.definition.modele import Acheteur, Action, Definition, Indicateur, Objectif
from pipelines.rapports.matiere import Matiere
from pipelines.schemas import tables as schemas

VILLE, REGIE = "000001016", "000001024"
COLONNES = schemas.colonnes(schemas.charger("resultats"))
ACHETEURS = (
    Acheteur(VILLE, "Ville d'Essai (fictive)", date(2023, 1, 1)),
    Acheteur(REGIE, "Régie d'Essai (fictive)", date(2023, 1, 1), date(2025, 6, 30)),
)
ARRETE = date(2026, 6, 30)


def ligne(
    indicateur: str, acheteur: str | None = None, annees: tuple[int, int] | int = (2024, 2025), **dit: Any
):
    """One row of results; what is not said is the plainest: a published rate, headline perimeter, all contracts."""
    debut, fin = annees if isinstance(annees, tuple) else (annees, annees)
    lue = dict.fromkeys(COLONNES) | {
        "spaser": "essai", "edition": "2026", "indicateur_id": indicateur,
        "niveau": "acheteur" if acheteur else "consolide", "acheteur_siren": acheteur,
        "periode_debut": date(debut, 1, 1), "periode_fin": date(fin, 12, 31), "compte": "nombre", "base": "tous",
        "perimetre": "simple_et_accords_cadres", "dimension": "ensemble", "modalite": "ensemble", "unite": "taux",
        "origine": "calcule", "stade": "provisoire", "secret": "publie", "etat": "sans_objet", "arrete_au": ARRETE,
        "recalculable": "public", "sources": "decp",
    }  # fmt: skip
    inconnues = set(dit) - set(COLONNES)
    assert not inconnues, inconnues
    nombres = (
        "valeur",
        "numerateur",
        "denominateur",
        "couverture",
        "borne_min",
        "borne_max",
        "cible",
        "ecart",
    )
    return lue | {k: Decimal(str(v)) if k in nombres and v is not None else v for k, v in dit.items()}


def taux(oui: Any, connus: Any, inconnus: Any = 0, **dit: Any) -> dict[str, Any]:
    """The figures of a rate in number: yes, known, unknown, as docs/indicateurs-l2111-3.md counts them."""
    oui, connus, inconnus = (Decimal(str(n)) for n in (oui, connus, inconnus))
    tous = connus + inconnus
    six = Decimal("0.000001")
    return {
        "valeur": (oui / connus).quantize(six), "numerateur": oui, "denominateur": connus,
        "couverture": (connus / tous).quantize(six), "borne_min": (oui / tous).quantize(six),
        "borne_max": ((oui + inconnus) / tous).quantize(six),
    } | dit  # fmt: skip


def indicateur(ident: str, mesure: str, filtre: dict[str, str] | None = None, **dit: Any) -> Indicateur:
    return Indicateur(
        ident,
        dit.pop("libelle", ident),
        dit.pop("type", "suivi"),
        dit.pop("unite", "taux"),
        mesure,
        filtre or {},
        **dit,
    )


def objectif(
    ident: str, valeur: str, echeance: str | None = None, operateur: str = ">=", **dit: Any
) -> Objectif:
    return Objectif(
        f"{ident}-obj",
        ident,
        operateur,
        "aucune",
        "explicite",
        Decimal(valeur),
        unite="taux",
        echeance=echeance,
        **dit,
    )


def definition(
    indicateurs: tuple[Indicateur, ...] = (),
    objectifs: tuple[Objectif, ...] = (),
    actions: tuple[Action, ...] = (),
    slug: str = "essai",
    titre: str = "SPASER d'essai",
) -> Definition:
    return Definition(slug, "2026", titre, Path(), True, ACHETEURS, indicateurs, objectifs, (), actions, {})


def matiere(resultats: list[dict[str, Any]], *definitions: Definition, **dit: Any) -> Matiere:
    base = Matiere(
        slug="essai",
        titre="SPASER d'essai",
        emetteur="Ville d'Essai (fictive)",
        edition="2026",
        definitions=definitions or (definition(),),
        acheteurs=ACHETEURS,
        arrete_au=ARRETE,
        resultats=tuple(resultats),
        fictif=True,
    )
    return replace(base, **dit)


def legaux() -> list[dict[str, Any]]:
    """The legal block, all contracts, headline perimeter.

    Social, in number. Ville: 2024: 10 yes, 28 no, 2 unknown; 2025: 20 yes, 40 no. Two years: 30 yes of 98 known
    = 30,6 %; of 100, known 98,0 %; between 30/100 = 30,0 % and 32/100 = 32,0 %. The mean of the two years would be
    (26,3 + 33,3) / 2 = 29,8 %: it must be nowhere. Régie: 0 yes of 50: 0,0 %, a true zero. Together: 30 of 148
    = 20,3 %; of 150, between 30/150 = 20,0 % and 32/150 = 21,3 %.
    Social, in value, Ville: 1 234 567,89 € of 9 876 543,12 € = 12,5 %.
    ESUS, in number: Ville 4 of 90 known of 100: 3 at the notification, 1 observed later.
    """
    return [
        ligne("L2111-3_social", None, **taux(30, 148, 2)),
        ligne("L2111-3_social", VILLE, **taux(30, 98, 2)),
        ligne("L2111-3_social", VILLE, 2024, **taux(10, 38, 2)),
        ligne("L2111-3_social", VILLE, 2025, **taux(20, 60)),
        ligne("L2111-3_social", REGIE, **taux(0, 50)),
        ligne(
            "L2111-3_social",
            VILLE,
            compte="valeur",
            **taux("1234567.89", "9876543.12", borne_min="0.12", borne_max="0.13"),
        ),
        ligne("L2111-3_social", VILLE, base="a_partir_de_40k", **taux(12, 40)),
        ligne("L2111-3_social", None, perimetre="concession", **taux(1, 4)),
        ligne(
            "L2111-3_environnemental",
            None,
            origine="non_disponible",
            numerateur=0,
            denominateur=0,
            couverture=0,
            borne_min=0,
            borne_max=1,
            note="Aucune réponse connue : format 2019.",
        ),
        ligne("L2111-3_esus", None, **taux(4, 140, 10)),
        ligne("L2111-3_esus", None, dimension="moment_qualite", modalite="a_la_notification", numerateur=3),
        ligne("L2111-3_esus", None, dimension="moment_qualite", modalite="observee_apres", numerateur=1),
    ]


def textes(rapport: Any) -> str:
    """Everything that a report says, one text a line."""
    dits: list[str] = [
        rapport.titre,
        rapport.sous_titre,
        *rapport.bandeaux,
        *(t for f in rapport.faits for t in f),
    ]

    def dire(objet: Any) -> None:
        if isinstance(objet, str):
            dits.append(objet)
        elif isinstance(objet, tuple):
            for un in objet:
                dire(un)
        elif hasattr(objet, "__dataclass_fields__"):
            for nom in objet.__dataclass_fields__:
                dire(getattr(objet, nom))

    dire(rapport.sections)
    return plat("\n".join(dits))


def plat(texte: str) -> str:
    """The text with plain spaces, as a person would type it."""
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def tableau(rapport: Any, legende: str) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """The rows of the table whose legend begins so: (group, first cell) -> the (text, precision) of the others."""
    for section in rapport.sections:
        for bloc in section.blocs:
            if getattr(bloc, "legende", "").startswith(legende):
                lues, dans = {}, ""
                for un in bloc.lignes:
                    premiere, *suite = [(plat(c.texte), plat(c.precision)) for c in un.cellules]
                    if un.genre == "groupe":
                        dans = premiere[0]
                    else:
                        lues[tuple(t for t in (dans, *premiere) if t)] = suite
                return lues
    raise AssertionError(legende)
