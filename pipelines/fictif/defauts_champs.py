"""Pathologies of one field, made by hand: enumerations, places, CPV, sentinels, unknown fields; and
records that are none.

Belongs here: what a closed list or a flag says wrongly, and what must wait in quarantine. Does not belong
here: wrappers (`emballages.py`).
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif import format_2022
from pipelines.fictif.atelier import E24, E25, P24, P25, Atelier
from pipelines.fictif.diffusion import PES_2019, PROFIL_2019
from pipelines.fictif.modele import Acte
from pipelines.fictif.serie import Serie

SANS_2019: dict[str, Any] = {"social": None, "env": None, "innovant": None, "avance": None}


def enumerations(s: Serie) -> None:
    """Procedures, natures, places and CPV codes written otherwise than in their lists."""
    capitales = {"code": "00", "typeCode": "CODE DEPARTEMENT", "nom": "DEPARTEMENT FICTIF"}
    s.p2019(
        "Travaux de peinture routière",
        145_000,
        "enum_capitales",
        autres={"type": "accord_cadre"},
        nature="ACCORD-CADRE",
        procedure="PROCEDURE ADAPTEE",
        lieuExecution=capitales,
    )
    s.p(
        "Location de grues",
        260_000,
        "enum_sans_apostrophe",
        procedure="Appel d offres ouvert",
        nature="marché",
    )
    s.p("Achat de nacelles", 270_000, "enum_apostrophe_courbe", procedure="Appel d’offres ouvert")
    for procedure in (
        "Procédure concurrentielle avec négociation",
        "Procédure négociée avec mise en concurrence préalable",
        "Marché négocié sans publicité ni mise en concurrence préalable",
    ):
        s.p2019(
            f"Études de circulation, {procedure.lower()}",
            50_000 + len(procedure) * 10,
            "procedure_v1_4",
            procedure=procedure,
        )
    for n, lieu in enumerate(
        (
            {"code": "00", "typeCode": "Code departement"},
            {"code": "00100", "typeCode": "CODE POSTAL", "nom": "EXEMPLE CEDEX"},
            {"code": "00001", "typeCode": "Code Commune"},
            {"code": "FR", "typeCode": "Code pays"},
            {"code": "", "typeCode": ""},
        )
    ):
        s.p(
            f"Signalisation verticale, secteur {'ABCDE'[n]}",
            26_000 + n * 700,
            "lieu_variantes",
            lieuExecution=lieu,
        )
    for cpv in ("45", "4521", "3010"):
        s.p(f"Fournitures diverses classées {cpv}", 9_000 + int(cpv), "cpv_tronque", codeCPV=cpv)
    for cpv in ("INX 28213700-5", "TRAVAUX", "00000000"):
        s.p(
            f"Prestations mal classées ({cpv.split()[-1].lower()})",
            13_000 + len(cpv) * 10,
            "cpv_invente",
            codeCPV=cpv,
        )


def champs(s: Serie) -> None:
    """Sentinels, missing dates, unknown or mixed fields, sub-contracting denied."""
    inconnu = {"social": None, "env": None, "innovant": None, "avance": None}
    s.p(
        "Formation aux premiers secours",
        24_500,
        "sentinelles",
        autres=inconnu,
        tauxAvance="CDL",
        idAccordCadre="CDL",
        marcheInnovant="MQ",
        attributionAvance="MQ",
        offresRecues="INX trois",
        ccag="MQ NC",
        considerationsSociales={"considerationSociale": ["MQ"]},
        considerationsEnvironnementales={"considerationEnvironnementale": ["INX Oui"]},
    )
    s.p(
        "Formation au tri des déchets",
        18_500,
        "nc",
        "sentinelles",
        autres={"social": None, "env": ("Critère environnemental",)},
        considerationsSociales={"considerationSociale": ["MQ NC"]},
        considerationsEnvironnementales={"considerationEnvironnementale": ["Critère environnemental"]},
    )
    c = s.contrat("Location de barnums", 15_000, 2024)
    r = s.a.p(P24, c, "date_absente").enregistrement
    del r["dateNotification"]
    c.verite["annee_notification"] = None
    for n in range(2):
        s.p(
            f"Conception d'affiches, saison {n + 1}",
            7_700 + n,
            "champ_inconnu",
            _type="Marché",
            x_ville_ref={"a": [1, 2]},
            source="plateforme-fictive",
            created_at="2025-01-01T00:00:00Z",
        )
    s.p2019(
        "Achat d'engrais naturels",
        22_800,
        "champs_melanges",
        marcheInnovant=False,
        ccag="Pas de CCAG",
        typesPrix={"typePrix": ["Définitif ferme"]},
        offresRecues=2,
        autres={"verite": {"marche_innovant": False}},
    )
    s.p2019("R\ufffdparation de la cl\ufffdture", 5_100, "caractere_perdu")
    f = s.a.f(170)
    c = s.contrat("Rénovation des sanitaires du stade", 150_000, 2024, famille="travaux", cpv="45330000")
    c.actes = (Acte(1, f, 4, c.notif, c.pub, 2_500_000, "Révisable"),)
    s.a.p(P24, c, "sous_traitance_niee")
    # An acte with its id and sub-contractor alone is still an acte.
    incomplet = s.contrat("Réparation du lavoir", 39_000, 2025, famille="travaux", cpv="45453000")
    incomplet.verite["nb_actes_sous_traitance"] = 1
    acte = {"acteSousTraitance": {"id": 58696, "sousTraitant": {"typeIdentifiant": "SIRET", "id": f.siret}}}
    s.a.p(
        P25,
        incomplet,
        "sous_traitance_niee",
        actesSousTraitance=[acte],
        modifications=[],
        modificationsActesSousTraitance=[],
    )


def rebuts(a: Atelier) -> None:
    """Records that are no contract: the three reasons of quarantine."""
    d = a.depot
    for fichier in (P25, PES_2019):
        d.rebut(fichier, None, "pas_un_objet", "null dans la liste", "enregistrement_nul")
    d.rebut(E25, "marche", "pas_un_objet", "une chaîne au lieu d'un enregistrement", "enregistrement_texte")
    for fichier in (P24, PROFIL_2019):
        d.rebut(fichier, {}, "sans_contenu", "enregistrement vide", "enregistrement_vide")
    for rang, acheteur in enumerate((None, {"id": "NC"}, {"id": ""})):
        c = a.neutre(
            f"2024REBUT{rang}",
            f"Contrat sans acheteur lisible {rang}",
            20_000 + rang,
            "2024-03-01",
            "2024-04-01",
            a.f(180 + rang),
        )
        r = format_2022.marche(c, acheteur=acheteur)
        if acheteur is None:
            del r["acheteur"]
        d.rebut(E24, r, "acheteur_inutilisable", "aucun acheteur lisible", "sans_acheteur")


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    serie = Serie(a, "DC")
    enumerations(serie)
    champs(serie)
    rebuts(a)
