"""What Sirene says of a supplier, the day before, on and after each date: two pictures, a history, and places.

Each case is a contract of its own; the four answers, and that a « yes » seen only later is told apart.
"""

import pytest

from pipelines.fictif.identifiants import siren
from tests.indicateurs.fournisseurs.outils import (
    APRES,
    DEDANS,
    DEHORS,
    INCONNU,
    NON,
    OUI,
    SANS_SOURCE,
    Cas,
    Pays,
    Titulaire,
    au_siren,
    au_siret,
    cas,
    entrees,
    etablissement_de,
    poser,
    reponses,
)
from tests.indicateurs.proprietes.outils import Monde

D1, D2 = "2024-03-31", "2025-06-30"
"""The days of the two pictures. The file of establishments is of D2 alone."""
CATEGORIES = ("pme", "tpe_pme", "territoire", "tpe_pme_territoire", "ess", "scop", "esus")
GRANDIT, TAIT, OUBLIE, MUETTE, NULLE_PART, ESS_TARD, HISTOIRE, SCOP, PARTIELLE, ESS, PAS_ESS, SANS_ESS = map(
    siren, range(100, 112)
)
(
    PME_ICI,
    PME_AILLEURS,
    PME_SANS_LIEU,
    ETI_ICI,
    ETI_SANS_LIEU,
    SANS_TAILLE_ICI,
    SANS_TAILLE_AILLEURS,
    DEUX,
    TIRAILLEE,
) = map(siren, range(120, 129))


def pays() -> Pays:
    p = Pays()
    # its size changes between the two pictures
    p.unite(D1, GRANDIT, taille="PME")
    p.unite(D2, GRANDIT, taille="ETI")
    # its size is empty in the first one, in the second one, in both
    p.unite(D1, TAIT)
    p.unite(D2, TAIT, taille="PME")
    p.unite(D1, OUBLIE, taille="PME")
    p.unite(D2, OUBLIE)
    p.unite(D1, MUETTE)
    p.unite(D2, MUETTE)
    # not said, then yes
    p.unite(D1, ESS_TARD)
    p.unite(D2, ESS_TARD, ess="O")
    # Insee, catégories juridiques : 5458 is a SCOP under the form of a SARL
    p.unite(D2, SCOP, juridique="5458", ess="N")
    # partial diffusion hides a name and an address, not a category
    p.unite(D2, PARTIELLE, taille="PME", ess="O", statut="P")
    p.etablissement(D2, etablissement_de(PARTIELLE), DEDANS, siege=True, statut="P")
    p.unite(D2, ESS, ess="O")
    p.unite(D2, PAS_ESS, ess="N")
    p.unite(D2, SANS_ESS)
    for debut, fin, ess in (
        ("2019-05-01", "2024-02-29", "N"),
        ("2024-03-01", "2025-02-28", "O"),
        ("2025-03-01", "", "N"),
    ):
        p.dire(
            "historique", D2, siren=HISTOIRE, dateDebut=debut, dateFin=fin, economieSocialeSolidaireUniteLegale=ess,
            categorieJuridiqueUniteLegale="9220", nomUniteLegale="JAMAIS-LU",
        )  # fmt: skip
    _lieux(p)
    return p


def _lieux(p: Pays) -> None:
    tailles = {
        PME_ICI: "PME", PME_AILLEURS: "PME", PME_SANS_LIEU: "PME", ETI_ICI: "ETI", ETI_SANS_LIEU: "ETI", DEUX: "PME",
        SANS_TAILLE_ICI: "", SANS_TAILLE_AILLEURS: "", TIRAILLEE: "PME",
    }  # fmt: skip
    for unite, taille in tailles.items():
        p.unite(D2, unite, taille=taille)
    # the first establishment is the head office
    p.etablissement(D2, etablissement_de(PME_ICI), DEDANS, siege=True)
    p.etablissement(D2, etablissement_de(PME_ICI, 2), DEHORS, etat="F")
    p.etablissement(D2, etablissement_de(PME_AILLEURS), DEHORS, siege=True)
    p.etablissement(D2, etablissement_de(PME_AILLEURS, 2), DEDANS, etat="F")
    p.etablissement(D2, etablissement_de(ETI_ICI), DEDANS, siege=True)
    p.etablissement(D2, etablissement_de(SANS_TAILLE_ICI), DEDANS, siege=True)
    p.etablissement(D2, etablissement_de(SANS_TAILLE_AILLEURS), DEHORS, siege=True)
    for unite in (DEUX, TIRAILLEE):
        p.etablissement(D2, etablissement_de(unite), DEHORS, siege=True)
        p.etablissement(D2, etablissement_de(unite, 2), DEDANS if unite == DEUX else "")
    # a branch whose commune is not said: neither in nor out, and no head office to answer for it
    p.etablissement(D2, etablissement_de(PME_SANS_LIEU, 2), "")
    p.etablissement(D2, etablissement_de(ETI_SANS_LIEU, 2), "")


def _a(unite: str) -> Titulaire:
    return au_siret(etablissement_de(unite))


def _branche(unite: str) -> Titulaire:
    return au_siret(etablissement_de(unite, 2))


def _etranger(type_: str, identifiant: str) -> Titulaire:
    return Titulaire(type_, identifiant)


A_L_ETRANGER = {"pme": INCONNU, "territoire": NON, "tpe_pme_territoire": NON, "ess": NON, "scop": INCONNU}
"""A foreign firm has no French place nor approval; Sirene does not hold its size, nor ever says « not a SCOP »."""
RIEN = {"pme": INCONNU, "territoire": INCONNU, "tpe_pme_territoire": INCONNU, "ess": INCONNU, "scop": INCONNU}
PME_DU_LIEU = {"pme": OUI, "territoire": OUI, "tpe_pme_territoire": OUI}
CAS: tuple[Cas, ...] = (
    # sizes: the first picture answers until the eve of the second; before its own day, as seen later
    cas("veille de la première image", "2024-03-30", _a(GRANDIT), pme=APRES, tpe_pme=APRES),
    cas("jour de la première image", D1, _a(GRANDIT), pme=OUI, tpe_pme=OUI),
    cas("veille de la seconde image", "2025-06-29", _a(GRANDIT), pme=OUI),
    cas("jour de la seconde image : ETI", D2, _a(GRANDIT), pme=NON, tpe_pme=NON),
    cas("taille vide, puis PME : avant", "2024-05-02", _a(TAIT), pme=APRES),
    cas("taille vide, puis PME : le jour", D2, _a(TAIT), pme=OUI),
    cas("PME, puis taille vide : avant", "2025-06-29", _a(OUBLIE), pme=OUI),
    cas("PME, puis taille vide : après", "2025-07-01", _a(OUBLIE), pme=INCONNU),
    cas("taille toujours vide", "2025-07-01", _a(MUETTE), pme=INCONNU, ess=INCONNU),
    cas("absent de partout", "2025-07-01", _a(NULLE_PART), **RIEN),
    cas("sans identifiant", "2025-07-01", Titulaire("inconnu", ""), **RIEN),
    # the social economy: an empty cell is no answer
    cas("ESS vide, puis O : avant", "2025-06-29", _a(ESS_TARD), ess=APRES),
    cas("ESS vide, puis O : le jour", D2, _a(ESS_TARD), ess=OUI),
    cas("ESS : N avant l'image, vu après", "2024-01-15", _a(PAS_ESS), ess=NON),
    # the history is dated: each period from its first day to its last
    cas("histoire : veille du début", "2024-02-29", _a(HISTOIRE), ess=NON),
    cas("histoire : premier jour", "2024-03-01", _a(HISTOIRE), ess=OUI),
    cas("histoire : dernier jour", "2025-02-28", _a(HISTOIRE), ess=OUI),
    cas("histoire : lendemain de la fin", "2025-03-01", _a(HISTOIRE), ess=NON),
    # a SCOP is of the social economy, whatever the column says; no file says that a firm is not one
    cas("SCOP par sa catégorie juridique", D2, _a(SCOP), scop=OUI, ess=OUI, pme=INCONNU),
    cas("SCOP vue après", "2025-01-15", _a(SCOP), scop=APRES, ess=APRES),
    cas("ni SCOP dite, ni niée", D2, _a(PAS_ESS), scop=INCONNU, ess=NON),
    cas("diffusion partielle", D2, _a(PARTIELLE), pme=OUI, ess=OUI, territoire=OUI, tpe_pme_territoire=OUI),
    # places: the establishment that holds the contract, closed or not; its head office when it is not in the file
    cas("PME d'ici", D2, _a(PME_ICI), **PME_DU_LIEU),
    cas("PME d'ici, avant l'image", "2025-01-15", _a(PME_ICI), pme=APRES, territoire=APRES, tpe_pme_territoire=APRES),
    cas("établissement fermé, dehors", D2, _branche(PME_ICI), pme=OUI, territoire=NON, tpe_pme_territoire=NON),
    cas("PME d'ailleurs", D2, _a(PME_AILLEURS), pme=OUI, territoire=NON, tpe_pme_territoire=NON),
    cas("établissement fermé, dedans", D2, _branche(PME_AILLEURS), **PME_DU_LIEU),
    cas("SIREN seul : le siège", D2, au_siren(PME_ICI), **PME_DU_LIEU),
    cas("SIRET absent du fichier : le siège", D2, au_siret(etablissement_de(PME_ICI, 77)), **PME_DU_LIEU),
    cas("PME sans lieu", D2, _branche(PME_SANS_LIEU), pme=OUI, territoire=INCONNU, tpe_pme_territoire=INCONNU),
    # three-valued: a no of either is enough, a yes of both is needed
    cas("ETI d'ici", D2, _a(ETI_ICI), pme=NON, territoire=OUI, tpe_pme_territoire=NON),
    cas("ETI sans lieu", D2, _branche(ETI_SANS_LIEU), pme=NON, territoire=INCONNU, tpe_pme_territoire=NON),
    cas("sans taille, ici", D2, _a(SANS_TAILLE_ICI), pme=INCONNU, territoire=OUI, tpe_pme_territoire=INCONNU),
    cas("sans taille, ailleurs", D2, _a(SANS_TAILLE_AILLEURS), pme=INCONNU, territoire=NON, tpe_pme_territoire=NON),
    # one supplier, two establishments: one inside is enough; with the place of the other unknown, nothing is a no
    cas("deux établissements, un ici", D2, _a(DEUX), _branche(DEUX), **PME_DU_LIEU),
    cas("deux établissements, un sans lieu", D2, _a(TIRAILLEE), _branche(TIRAILLEE), pme=OUI, territoire=INCONNU,
        tpe_pme_territoire=INCONNU),
    # groups: of the category as soon as one member is; not, when each is known not to be
    cas("groupement : un membre ESS", D2, _a(PAS_ESS), _a(ESS), ess=OUI),
    cas("groupement : un ESS, un inconnu", D2, _a(SANS_ESS), _a(ESS), ess=OUI),
    cas("groupement : un non, un inconnu", D2, _a(PAS_ESS), _a(SANS_ESS), ess=INCONNU),
    cas("groupement : deux non", D2, _a(PAS_ESS), _a(SCOP), ess=OUI, scop=OUI),
    cas("groupement : deux vrais non", "2025-03-01", _a(PAS_ESS), _a(HISTOIRE), ess=NON),
    cas("groupement : PME d'ailleurs et ETI d'ici", D2, _a(PME_AILLEURS), _a(ETI_ICI), pme=OUI, territoire=OUI,
        tpe_pme_territoire=NON),
    cas("groupement : non et étranger", D2, _a(PAS_ESS), _etranger("HORS-UE", "CHE123456"), ess=NON,
        territoire=INCONNU),
    cas("groupement : ESS seulement vu après, et daté", "2024-03-01", _a(ESS), _a(HISTOIRE), ess=OUI),
    # elsewhere: a VAT number of another country, or an identifier said to be foreign; of ours, it gives the SIREN
    cas("TVA étrangère", D2, _etranger("TVA", "DE123456789"), **A_L_ETRANGER),
    cas("identifiant UE", D2, _etranger("UE", "IT01234567890"), **A_L_ETRANGER),
    cas("identifiant hors UE", D2, _etranger("HORS-UE", "US-12"), **A_L_ETRANGER),
    cas("TVA française", D2, _etranger("TVA", "FR12" + PME_ICI), **PME_DU_LIEU),
    cas("TVA française, dite UE", D2, _etranger("UE", "FR12" + SANS_ESS), **RIEN),
    cas("RIDET", D2, _etranger("RIDET", "0123456001"), **RIEN),
    cas("TAHITI", D2, _etranger("TAHITI", "A12345"), **RIEN),
)  # fmt: skip


@pytest.fixture(scope="module")
def lues(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    monde = Monde()
    poser(monde, CAS)
    return reponses(entrees(tmp_path_factory.mktemp("sirene"), monde, pays()), CAS, CATEGORIES)


@pytest.mark.parametrize("un", CAS, ids=lambda un: un.nom)
def test_ce_que_sirene_dit_du_titulaire(lues: dict[str, dict[str, str]], un: Cas) -> None:
    assert {c: lues[un.nom][c] for c in un.attendu} == un.attendu


def test_sans_liste_ni_registre_l_agrement_reste_sans_source(lues: dict[str, dict[str, str]]) -> None:
    """No file of this run answers for ESUS: nothing is said of it, not even « no »."""
    assert {reponse["esus"] for reponse in lues.values()} == {SANS_SOURCE}
