"""The same contract told by several members of a group, or published by one of them: once, never less than what is.

Lots, dates and numbers tell contracts apart.
"""

from pathlib import Path

import pytest

from tests.indicateurs.perimetre.outils import (
    CCAS,
    CENTRALE,
    DEHORS,
    METROPOLE,
    VILLE,
    Attendu,
    Compte,
    Recueil,
    grouper,
    inscrire,
    un,
)
from tests.indicateurs.proprietes.outils import Monde

CAS = Recueil()
MOITIES: Attendu = {VILLE: Compte(1, 500), CCAS: Compte(1, 500), None: Compte(1, 1_000)}
DEUX_FOIS: Attendu = {VILLE: Compte(2, 1_000), CCAS: Compte(2, 1_000), None: Compte(2, 2_000)}


def _moities(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 50), (CCAS, 50))


@CAS("deux fois : même objet, à 31 jours", MOITIES)
def _(m: Monde) -> None:
    _moities(m)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Papier recyclé")
    inscrire(m, "b", CCAS, 1_000, "2025-05-02", "G", objet=" papier RECYCLÉ ")


@CAS("deux fois : même objet, à 32 jours", DEUX_FOIS)
def _(m: Monde) -> None:
    _moities(m)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Papier recyclé")
    inscrire(m, "b", CCAS, 1_000, "2025-05-03", "G", objet="Papier recyclé")


@CAS("deux fois : la ligne du coordonnateur est gardée, avec sa date", MOITIES)
def _(m: Monde) -> None:
    _moities(m)
    # the member wrote another year and another amount
    inscrire(m, "a", CCAS, 9_999, "2024-12-20", "G", objet="Gaz")
    inscrire(m, "b", VILLE, 1_000, "2025-01-05", "G", objet="Gaz")


@CAS("deux fois : même identifiant publié, autre objet", MOITIES)
def _(m: Monde) -> None:
    _moities(m)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", decp_id="2025-ÉLEC/01", objet="Électricité")
    inscrire(m, "b", CCAS, 1_000, "2025-04-03", "G", decp_id="2025 ÉLEC 01", objet="Fourniture d'électricité")


@CAS(
    "deux fois : la ligne publiée, sans coordonnateur",
    {VILLE: Compte(1, 1_000), CCAS: Compte(1, 1_000), None: Compte(1, 2_000)},
)
def _(m: Monde) -> None:
    grouper(m, "G", DEHORS, "quote_part", (VILLE, 50), (CCAS, 50))
    inscrire(m, "a", VILLE, 1_111, "2025-04-01", "G", decp_id="2025E1")
    m.contrat(
        "b", siren=CCAS,
        decp={"date_notification": "2025-04-02", "montant_retenu_ht_eur": 2_000, "id_publie": "2025E1"},
        montant_ht_eur=1_111, date_notification="2025-04-02", groupement_id="G", decp_id="2025E1",
    )  # fmt: skip


@CAS("deux fois : chez le coordonnateur aussi", un(METROPOLE, euros=1_000))
def _(m: Monde) -> None:
    grouper(m, "G", METROPOLE, "coordonnateur", (METROPOLE,), (VILLE,), (CCAS,))
    for rang, qui in enumerate((VILLE, METROPOLE, CCAS)):
        inscrire(m, f"r{rang}", qui, 1_000, "2025-04-01", "G", objet="Gaz")


@CAS("publié par le coordonnateur, inscrit par un membre", un(METROPOLE, euros=1_000))
def _(m: Monde) -> None:
    grouper(m, "G", METROPOLE, "coordonnateur", (METROPOLE,), (VILLE,))
    _publier(m, METROPOLE, 1_000)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", decp_id="2025E1", objet="Gaz")


@CAS("publié par un autre membre", MOITIES)
def _(m: Monde) -> None:
    _moities(m)
    _publier(m, CCAS, 1_000)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", decp_id="2025E1", objet="Gaz")


@CAS(
    "publié par qui n'est pas du groupement : un autre contrat",
    MOITIES | {METROPOLE: Compte(1, 300), None: Compte(2, 1_300)},
)
def _(m: Monde) -> None:
    _moities(m)
    _publier(m, METROPOLE, 300)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", decp_id="2025E1", objet="Gaz")


@CAS("publié par le coordonnateur, inscrit par deux membres", un(METROPOLE, euros=2_000))
def _(m: Monde) -> None:
    grouper(m, "G", METROPOLE, "coordonnateur", (METROPOLE,), (VILLE,), (CCAS,))
    _publier(m, METROPOLE, 2_000)
    for qui in (VILLE, CCAS):
        inscrire(m, "a", qui, 1_000, "2025-04-01", "G", objet="Gaz")


@CAS("publié par un coordonnateur hors du périmètre", MOITIES)
def _(m: Monde) -> None:
    # 2,000 as published, of which half is of the outsider
    grouper(m, "G", DEHORS, "quote_part", (DEHORS, 50), (VILLE, 25), (CCAS, 25))
    _publier(m, DEHORS, 2_000)
    for qui in (VILLE, CCAS):
        inscrire(m, "a", qui, 1_000, "2025-04-01", "G", objet="Gaz")


@CAS(
    "publié par un membre, inscrit par un autre qui signe les siens",
    {VILLE: Compte(1, 1_000), CCAS: Compte(1, 1_000), None: Compte(2, 2_000)},
)
def _(m: Monde) -> None:
    grouper(m, "G", CENTRALE, "membre", (VILLE,), (CCAS,))
    _publier(m, CCAS, 1_000)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Gaz")


@CAS(
    "publié plus d'un mois avant : un autre contrat",
    MOITIES | {CCAS: Compte(2, 1_500), None: Compte(2, 2_000)},
)
def _(m: Monde) -> None:
    _moities(m)
    _publier(m, CCAS, 1_000)
    inscrire(m, "a", VILLE, 1_000, "2025-05-04", "G", decp_id="2025E1", objet="Gaz")


@CAS(
    "publié une fois, inscrit dans deux groupements",
    # the two lines are two contracts of two groups, of which one is published: it is not known which
    {METROPOLE: Compte(2, 2_000), None: Compte(2, 2_000)},
)
def _(m: Monde) -> None:
    _publier(m, METROPOLE, 1_000)
    for groupe, qui in (("G", VILLE), ("H", CCAS)):
        grouper(m, groupe, METROPOLE, "coordonnateur", (METROPOLE,), (qui,))
        inscrire(m, "a", qui, 1_000, "2025-04-01", groupe, objet="Gaz")


@CAS(
    "publié une fois, inscrit dans deux groupements, à quote-part",
    {METROPOLE: Compte(2, 1_000), VILLE: Compte(1, 500), CCAS: Compte(1, 500), None: Compte(2, 2_000)},
)
def _(m: Monde) -> None:
    _publier(m, METROPOLE, 1_000)
    for groupe, qui in (("G", VILLE), ("H", CCAS)):
        grouper(m, groupe, METROPOLE, "quote_part", (METROPOLE, 50), (qui, 50))
        inscrire(m, "a", qui, 1_000, "2025-04-01", groupe, objet="Gaz")


def _publier_deux_lots(m: Monde, lot: str | None) -> None:
    """The CCAS publishes lots 1 and 2; the town registers one line."""
    grouper(m, "G", CCAS, "quote_part", (VILLE, 50), (CCAS, 50))
    for rang in ("1", "2"):
        publie = {"id_publie": f"E{rang}", "objet": "Gaz", "lot": rang}
        decp = {"date_notification": "2025-04-02", "montant_retenu_ht_eur": 1_500}
        m.contrat(f"p{rang}", siren=CCAS, etat="decp_seul", decp=decp | publie)
    inscrire(m, "a", VILLE, 1_500, "2025-04-01", "G", objet="Gaz", lot_numero=lot)


# lot 2 is in no register: nobody says that it is of the group, and it counts at the CCAS, whole
@CAS(
    "publié par lots, inscrit pour un",
    {VILLE: Compte(1, 750), CCAS: Compte(2, 2_250), None: Compte(2, 3_000)},
)
def _(m: Monde) -> None:
    _publier_deux_lots(m, "01")


@CAS(
    "publié par lots, inscrit d'un bloc",
    {VILLE: Compte(2, 1_500), CCAS: Compte(2, 1_500), None: Compte(2, 3_000)},
)
def _(m: Monde) -> None:
    _publier_deux_lots(m, None)


@CAS("publié par le coordonnateur, réuni par une décision", un(METROPOLE, euros=2_000))
def _(m: Monde) -> None:
    grouper(m, "G", METROPOLE, "coordonnateur", (METROPOLE,), (VILLE,))
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Gaz")
    # a person said that the town's line is what the métropole published
    identifiant = _publier(m, METROPOLE, 2_000)
    m.lignes["union_contrats"] = [
        {
            "contrat_id": identifiant,
            "acheteur_siren": METROPOLE,
            "registre_acheteur_siren": VILLE,
            "reference": "a",
            "etat": "apparie",
        }
    ]


def _publier(m: Monde, qui: str, montant: int) -> str:
    decp = {
        "date_notification": "2025-04-02",
        "montant_retenu_ht_eur": montant,
        "id_publie": "2025E1",
        "objet": "Gaz",
    }
    return m.contrat("p", siren=qui, etat="decp_seul", decp=decp)


@CAS("même objet chez le même acheteur : deux contrats", DEUX_FOIS)
def _(m: Monde) -> None:
    _moities(m)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Papier")
    inscrire(m, "b", VILLE, 1_000, "2025-04-02", "G", objet="Papier")


@CAS("même objet dans deux groupements : deux contrats", DEUX_FOIS)
def _(m: Monde) -> None:
    _moities(m)
    grouper(m, "H", VILLE, "quote_part", (VILLE, 50), (CCAS, 50))
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Papier")
    inscrire(m, "b", CCAS, 1_000, "2025-04-02", "H", objet="Papier")


@CAS(
    "même objet, hors groupement : deux contrats",
    {VILLE: Compte(1, 1_000), CCAS: Compte(1, 1_000), None: Compte(2, 2_000)},
)
def _(m: Monde) -> None:
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", objet="Papier")
    inscrire(m, "b", CCAS, 1_000, "2025-04-02", objet="Papier")


@CAS("deux lots d'un même objet, un par membre : deux contrats", DEUX_FOIS)
def _(m: Monde) -> None:
    _moities(m)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Entretien", lot_numero="01")
    inscrire(m, "b", CCAS, 1_000, "2025-04-01", "G", objet="Entretien", lot_numero="02")


@CAS("deux lots, inscrits tous deux par chacun : deux contrats", DEUX_FOIS)
def _(m: Monde) -> None:
    _moities(m)
    for qui in (VILLE, CCAS):
        for lot in ("01", "02"):
            inscrire(m, f"a{lot}", qui, 1_000, "2025-04-01", "G", objet="Entretien", lot_numero=lot)


@CAS("un lot chez l'un, deux chez l'autre : deux contrats", DEUX_FOIS)
def _(m: Monde) -> None:
    _moities(m)
    inscrire(m, "a", VILLE, 1_000, "2025-04-01", "G", objet="Entretien", lot_numero="01")
    for lot in ("01", "02"):
        inscrire(m, f"b{lot}", CCAS, 1_000, "2025-04-01", "G", objet="Entretien", lot_numero=lot)


@CAS(
    "même numéro, un an après : deux contrats",
    {VILLE: Compte(1, 500), CCAS: Compte(1, 500), None: Compte(1, 1_000)},
)
def _(m: Monde) -> None:
    # identifiers are each buyer's own: « 01 » of 2024 at one is not « 01 » of 2025 at another
    _moities(m)
    inscrire(m, "a", VILLE, 7_000, "2024-02-01", "G", decp_id="01", objet="Papier")
    inscrire(m, "b", CCAS, 1_000, "2025-11-01", "G", decp_id="01", objet="Gaz")


@CAS(
    "trois membres, le premier hors du périmètre",
    {VILLE: Compte(1, 300), CCAS: Compte(1, 200), None: Compte(1, 500)},
)
def _(m: Monde) -> None:
    grouper(m, "G", DEHORS, "quote_part", (DEHORS, 50), (VILLE, 30), (CCAS, 20))
    for qui in (DEHORS, VILLE, CCAS):
        inscrire(m, "a", qui, 1_000, "2025-04-01", "G", objet="Gaz")


@pytest.mark.parametrize("nom", CAS.cas)
def test_un_contrat_dit_plusieurs_fois_n_en_est_qu_un(tmp_path: Path, nom: str) -> None:
    assert CAS.compter(nom, tmp_path) == CAS.cas[nom][1]
