"""Approvals, lists and the buyer's own register: each status the day before it starts, on it, on its last day, after.

Two worlds: the lists, which are complete, so that who is not there is a « no »; and the register beside Sirene.
"""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.fictif.identifiants import siren
from pipelines.referentiels.modele import Fichier
from tests.indicateurs.fournisseurs.outils import (
    APRES,
    INCONNU,
    NON,
    OUI,
    SANS_SOURCE,
    Cas,
    Pays,
    Titulaire,
    acheteur,
    au_siren,
    au_siret,
    cas,
    entrees,
    etablissement_de,
    poser,
    reponses,
    titulaires,
)
from tests.indicateurs.proprietes.outils import Ligne, Monde

AGREEE, SANS_DATES, REVENUE, LISTEE, PASSE, ACI, MIXTE, INACTIVE, RIEN, ANNUAIRE, SANS_FIN = map(
    siren, range(200, 211)
)
INSCRITE, DEMENTIE, SIRENE_OUI, SANS_DEBUT, PERSONNE, BREVE, SCIC, PERIMEE = map(siren, range(220, 228))
NEUTRE = siren(230)
LISTES = ("esus", "ess", "inclusif", "siae", "esat_ea", "alternatif", "scop_scic_ea_esat", "scic")


def _a(unite: str, rang: int = 1) -> Titulaire:
    return au_siret(etablissement_de(unite, rang))


def listes() -> Pays:
    """ESUS approvals with their dates, ESS France on 2025-03-31, employers of the « marché » at two dates."""
    p = Pays()
    agrements = {
        AGREEE: [("2024-03-01", "2025-02-28")],
        SANS_DATES: [("", "")],
        # approved again after five months without
        REVENUE: [("2019-02-01", "2024-01-31"), ("2024-07-01", "2029-06-30")],
        SANS_FIN: [("01/06/2024", "")],
    }
    for unite, periodes in agrements.items():
        for du, au in periodes:
            p.dire(
                "liste_esus",
                "2025-12-31",
                SIREN=unite,
                **{"Date d'agrément": du, "Date de fin d'agrément": au},
            )
    # a spreadsheet ate the zeros
    p.dire("liste_ess", "2025-03-31", SIREN=LISTEE.lstrip("0"), Nom="JAMAIS-LU")
    for jour, siret, type_, active in (
        ("2024-12-31", etablissement_de(PASSE), "EI", "true"),
        ("2024-12-31", etablissement_de(ACI), "ACI", "true"),
        ("2025-12-31", etablissement_de(ACI), "ACI", "true"),
        ("2024-12-31", etablissement_de(MIXTE), "ETTI", "true"),
        ("2024-12-31", etablissement_de(MIXTE, 2), "EA", "true"),
        ("2024-12-31", etablissement_de(INACTIVE), "EI", "false"),
        ("2025-12-31", etablissement_de(INACTIVE), "EI", "true"),
    ):
        p.dire(
            "liste_siae", jour, siret=siret, kind=type_, is_active=active, contact_email="jamais@lu.example"
        )
    p.dire(
        "annuaire", "2025-06-15", siren=ANNUAIRE, est_ess="true", est_siae="true", type_siae="['ACI', 'ESAT']",
        nature_juridique="9220", nom_complet="JAMAIS-LU",
    )  # fmt: skip
    return p


DE_LISTE: tuple[Cas, ...] = (
    # the dates of an approval are its own: never « seen later »
    cas("agrément : veille", "2024-02-29", _a(AGREEE), esus=NON, ess=NON, alternatif=NON),
    cas("agrément : premier jour", "2024-03-01", _a(AGREEE), esus=OUI, ess=OUI, alternatif=OUI),
    cas("agrément : dernier jour", "2025-02-28", _a(AGREEE), esus=OUI),
    cas("agrément : lendemain", "2025-03-01", _a(AGREEE), esus=NON),
    cas("agrément sans fin : veille", "2024-05-31", _a(SANS_FIN), esus=NON),
    cas("agrément sans fin : premier jour", "2024-06-01", _a(SANS_FIN), esus=OUI),
    cas("agrément sans dates : avant la liste", "2025-12-30", _a(SANS_DATES), esus=APRES, ess=APRES),
    cas("agrément sans dates : jour de la liste", "2025-12-31", _a(SANS_DATES), esus=OUI, ess=OUI),
    cas("agréée, puis plus : dernier jour", "2024-01-31", _a(REVENUE), esus=OUI),
    cas("agréée, puis plus : entre deux", "2024-06-30", _a(REVENUE), esus=NON),
    cas("agréée de nouveau", "2024-07-01", _a(REVENUE), esus=OUI),
    # a list of the social economy is a picture
    cas("liste ESS : avant", "2025-03-30", _a(LISTEE), ess=APRES, esus=NON, alternatif=APRES),
    cas("liste ESS : le jour", "2025-03-31", _a(LISTEE), ess=OUI, alternatif=OUI),
    cas("liste ESS : SIREN seul", "2025-04-01", au_siren(LISTEE), ess=OUI),
    # employers: two pictures
    cas("EI : avant la première liste", "2024-12-30", _a(PASSE), inclusif=APRES, siae=APRES, esat_ea=NON,
        alternatif=APRES),
    cas("EI : jour de la première liste", "2024-12-31", _a(PASSE), inclusif=OUI, siae=OUI),
    cas("EI : veille de la seconde", "2025-12-30", _a(PASSE), inclusif=OUI),
    cas("EI : plus dans la seconde", "2025-12-31", _a(PASSE), inclusif=NON, siae=NON, alternatif=NON),
    cas("ACI dans les deux", "2025-12-31", _a(ACI), inclusif=OUI, siae=OUI, esat_ea=NON),
    # the establishment of the contract decides when the list has it; else, any of the firm's
    cas("l'établissement ETTI", "2025-01-15", _a(MIXTE), inclusif=OUI, siae=OUI, esat_ea=NON,
        scop_scic_ea_esat=SANS_SOURCE),
    cas("l'établissement EA", "2025-01-15", _a(MIXTE, 2), inclusif=OUI, siae=NON, esat_ea=OUI, scop_scic_ea_esat=OUI),
    cas("un autre établissement", "2025-01-15", _a(MIXTE, 3), inclusif=OUI, siae=OUI, esat_ea=OUI),
    cas("SIREN seul, ETTI et EA", "2025-01-15", au_siren(MIXTE), siae=OUI, esat_ea=OUI),
    cas("structure qui n'est plus active", "2025-12-30", _a(INACTIVE), inclusif=NON),
    cas("structure active de nouveau", "2025-12-31", _a(INACTIVE), inclusif=OUI),
    cas("annuaire : types nommés", "2025-06-15", _a(ANNUAIRE), inclusif=OUI, siae=OUI, esat_ea=OUI, ess=OUI),
    cas("annuaire : vu après", "2025-06-14", _a(ANNUAIRE), siae=APRES, esat_ea=APRES, ess=APRES),
    # complete lists: absent is a no. No list is of SCIC: absent stays unknown
    cas("sur aucune liste", "2025-06-30", _a(RIEN), esus=NON, ess=NON, inclusif=NON, siae=NON, esat_ea=NON,
        alternatif=NON, scop_scic_ea_esat=SANS_SOURCE, scic=SANS_SOURCE),
    cas("étranger", "2025-06-30", Titulaire("HORS-UE", "US-12"), esus=NON, ess=NON, inclusif=NON, alternatif=NON),
    cas("inconnu", "2025-06-30", Titulaire("RIDET", "0123456001"), esus=INCONNU, ess=INCONNU, inclusif=INCONNU),
    cas("un agréé, un inconnu", "2025-02-28", _a(AGREEE), Titulaire("RIDET", "0123456001"), esus=OUI, inclusif=INCONNU),
    cas("un non, un inconnu", "2025-03-01", _a(AGREEE), Titulaire("RIDET", "0123456001"), esus=INCONNU),
)  # fmt: skip


def registre() -> tuple[Monde, Pays]:
    """The buyer's register, delivered, and Sirene of 2025-06-30, which sometimes says otherwise."""
    m, p = Monde(), Pays()
    m.livrer("", "fournisseurs_ess", periode="tout")
    for unite, categorie, du, au, observe_le in (
        (INSCRITE, "EA", "2024-05-01", "2024-05-31", "2025-01-10"),
        (DEMENTIE, "ESS", "2024-01-01", None, "2024-01-10"),
        (SANS_DEBUT, "ESS", None, None, "2024-06-15"),
        (BREVE, "ESUS", "2024-05-15", "2024-05-15", "2024-05-20"),
        (SCIC, "SCIC", "2020-01-01", None, "2024-01-10"),
        # ended before it was seen, from when nobody knows: true until then, and never known at the date
        (PERIMEE, "GEIQ", None, "2024-06-30", "2024-09-01"),
    ):
        m.poser(
            "fournisseurs_ess",
            siren=unite,
            categorie=categorie,
            valide_du=du,
            valide_au=au,
            observe_le=observe_le,
        )
    p.unite("2025-06-30", DEMENTIE, ess="N", taille="PME")
    p.unite("2025-06-30", SIRENE_OUI, ess="O", taille="GE")
    p.unite("2025-06-30", PERSONNE, ess="N")
    p.unite("2025-06-30", NEUTRE)
    return m, p


DU_REGISTRE: tuple[Cas, ...] = (
    cas("EA : veille", "2024-04-30", _a(INSCRITE), inclusif=NON, esat_ea=NON, alternatif=NON, ess=NON),
    cas("EA : premier jour", "2024-05-01", _a(INSCRITE), inclusif=OUI, esat_ea=OUI, siae=NON, alternatif=OUI, ess=NON),
    cas("EA : dernier jour", "2024-05-31", _a(INSCRITE, 3), inclusif=OUI),
    cas("EA : lendemain", "2024-06-01", _a(INSCRITE), inclusif=NON),
    cas("un seul jour : veille", "2024-05-14", _a(BREVE), esus=NON),
    cas("un seul jour", "2024-05-15", _a(BREVE), esus=OUI, ess=OUI),
    cas("un seul jour : lendemain", "2024-05-16", _a(BREVE), esus=NON),
    # two sources: a yes of either stands
    cas("registre oui, Sirene non", "2025-06-30", _a(DEMENTIE), ess=OUI),
    cas("registre muet, Sirene oui", "2025-06-30", _a(SIRENE_OUI), ess=OUI, inclusif=NON, esus=NON),
    cas("registre muet, Sirene oui plus tard", "2025-06-29", _a(SIRENE_OUI), ess=APRES),
    cas("ni l'un ni l'autre", "2025-06-30", _a(PERSONNE), ess=NON, esus=NON, inclusif=NON, alternatif=NON, scic=NON),
    cas("Sirene ne dit rien", "2025-06-30", _a(NEUTRE), ess=NON),
    cas("qualité sans début : avant qu'elle soit relevée", "2024-06-14", _a(SANS_DEBUT), ess=APRES),
    cas("qualité sans début : le jour où elle l'est", "2024-06-15", _a(SANS_DEBUT), ess=OUI),
    cas("qualité finie avant d'être relevée", "2024-06-30", _a(PERIMEE), siae=APRES),
    cas("qualité finie", "2024-07-01", _a(PERIMEE), siae=NON),
    cas("SCIC", "2025-06-30", au_siren(SCIC), scic=OUI, ess=OUI, scop_scic_ea_esat=OUI, inclusif=NON),
    # the register answers for who is identified, even abroad; never for a supplier without a number
    cas("étranger", "2025-06-30", Titulaire("TVA", "BE0123456789"), ess=NON, inclusif=NON, esus=NON),
    cas("sans numéro", "2025-06-30", Titulaire("SIRET", ""), ess=INCONNU, inclusif=INCONNU, esus=INCONNU),
    cas("groupement : non et sans numéro", "2025-06-30", _a(PERSONNE), Titulaire("SIRET", ""), ess=INCONNU),
    cas("groupement : EA et sans numéro", "2024-05-31", _a(INSCRITE), Titulaire("SIRET", ""), inclusif=OUI,
        ess=INCONNU),
)  # fmt: skip


@pytest.fixture(scope="module")
def des_listes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    monde = Monde()
    poser(monde, DE_LISTE)
    return reponses(entrees(tmp_path_factory.mktemp("listes"), monde, listes()), DE_LISTE, LISTES)


@pytest.fixture(scope="module")
def du_registre(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    monde, pays = registre()
    poser(monde, DU_REGISTRE)
    return reponses(entrees(tmp_path_factory.mktemp("registre"), monde, pays), DU_REGISTRE, LISTES)


@pytest.mark.parametrize("un", DE_LISTE, ids=lambda un: un.nom)
def test_ce_que_disent_les_listes(des_listes: dict[str, dict[str, str]], un: Cas) -> None:
    assert {c: des_listes[un.nom][c] for c in un.attendu} == un.attendu


@pytest.mark.parametrize("un", DU_REGISTRE, ids=lambda un: un.nom)
def test_ce_que_dit_le_registre(du_registre: dict[str, dict[str, str]], un: Cas) -> None:
    assert {c: du_registre[un.nom][c] for c in un.attendu} == un.attendu


def test_le_registre_seul_sans_fichier_national(tmp_path: Path) -> None:
    """Without any national file, the register answers as it does beside one."""
    monde, _ = registre()
    siens = tuple(un for un in DU_REGISTRE if "Sirene" not in un.nom)
    poser(monde, siens)
    lues = replace(entrees(tmp_path, monde, ()), referentiels=None)
    trouves = reponses(lues, siens, LISTES)
    assert {un.nom: {c: trouves[un.nom][c] for c in un.attendu} for un in siens} == {
        un.nom: un.attendu for un in siens
    }


def test_des_contrats_du_registre_seul(tmp_path: Path) -> None:
    """The same answers when only the buyer knows the contract: its SIRET, and its co-contractors."""
    siens = tuple(
        un
        for un in DU_REGISTRE
        if all(t.type_identifiant == "SIRET" and len(t.titulaire_id) != 9 for t in un.titulaires)
    )
    monde, pays = registre()
    for rang, un in enumerate(siens):
        premier, *autres = (t.titulaire_id or None for t in un.titulaires)
        monde.contrat(
            "c", siren=acheteur(rang), etat="registre_seul", date_notification=un.jour, montant_ht_eur=1000,
            titulaire_siret=premier,
        )  # fmt: skip
        for autre in autres:
            monde.poser(
                "cotitulaires", acheteur_siren=acheteur(rang), contrat_reference="c", titulaire_siret=autre
            )
    trouves = reponses(entrees(tmp_path, monde, pays), siens, LISTES)
    assert {un.nom: {c: trouves[un.nom][c] for c in un.attendu} for un in siens} == {
        un.nom: un.attendu for un in siens
    }


def test_le_registre_nomme_qui_la_publication_ne_nomme_pas(tmp_path: Path) -> None:
    """A contract known of both sides: published without its supplier, or with one that nobody can read."""
    tous = (
        cas("personne n'est publié", "2024-05-31", inclusif=OUI, ess=NON),
        cas("publié sans numéro", "2024-05-31", Titulaire("SIRET", ""), inclusif=OUI, ess=NON),
        # who is published and read stands: the register may be of another day
        cas("publié", "2024-05-31", _a(PERSONNE), inclusif=NON, ess=NON),
    )
    monde, pays = registre()
    for rang, un in enumerate(tous):
        identifiant = monde.contrat(
            "c", siren=acheteur(rang), decp={"date_notification": un.jour}, date_notification=un.jour,
            titulaire_siret=etablissement_de(INSCRITE),
        )  # fmt: skip
        titulaires(monde, identifiant, *un.titulaires)
    trouves = reponses(entrees(tmp_path, monde, pays), tous, ("inclusif", "ess"))
    assert trouves == {un.nom: un.attendu for un in tous}


def _page(chemin: Path, compte: int, structures: list[Ligne]) -> Fichier:
    chemin.write_text(json.dumps({"count": compte, "next": None, "results": structures}), encoding="utf-8")
    return Fichier(chemin, date(2024, 12, 31))


@pytest.mark.parametrize(("compte", "absent"), [(1, NON), (2, INCONNU)])
def test_une_liste_coupee_ne_dit_pas_non(tmp_path: Path, compte: int, absent: str) -> None:
    """A page of a list that says it holds more: who is on it is a yes; who is not may be on the next page."""
    tous = (
        cas("présent", "2025-01-15", _a(ACI), inclusif=OUI, siae=OUI),
        cas("absent", "2025-01-15", _a(RIEN), inclusif=absent, siae=absent),
    )
    monde = Monde()
    poser(monde, tous)
    structure: dict[str, Any] = {
        "siret": etablissement_de(ACI),
        "kind": "ACI",
        "is_active": True,
        "email": "jamais@lu.example",
    }
    page = _page(tmp_path / "siae.json", compte, [structure])
    trouves = reponses(entrees(tmp_path, monde, [page]), tous, ("inclusif", "siae", "esus"))
    assert trouves == {un.nom: un.attendu | {"esus": SANS_SOURCE} for un in tous}
