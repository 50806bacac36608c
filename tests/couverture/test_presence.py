"""Who has what, month by month: counted by hand in a world of three sources."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.contrats.couverture import ecriture
from pipelines.decp.lecture import Source
from tests.couverture.conftest import Monde
from tests.couverture.mondes import contrat, etablir_monde, refaire, table

UN, DEUX, TROIS = contrat(1), contrat(2), contrat(3, "2024-02-10")
QUATRE, SANS_DATE = contrat(4, "2024-02-11"), contrat(5, None, "2024-03-05")
MONDE = {
    # the same contract in two files of one source is two records and one contract
    "alpha/janvier.json": [UN, DEUX],
    "alpha/fevrier.json": [UN, TROIS, {"objet": "Sans acheteur : en quarantaine", "id": "Q1"}],
    "beta/tout.json": [DEUX, TROIS, QUATRE, SANS_DATE],
    "gamma/un.json": [TROIS],
    "gamma/refuse.json": b"<html>en maintenance</html>",
}
COMPTES = (
    "enregistrements",
    "contrats",
    "contrats_seulement_ici",
    "contrats_vus_ailleurs",
    "contrats_absents_ici",
)


@pytest.fixture(scope="module")
def lus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Source]]:
    dossier = tmp_path_factory.mktemp("presence")
    fiche = {
        "ressource": "decp-2024-02.json",
        "publie_le": "2024-03-01T06:00:00+00:00",
        "licence": "Licence Ouverte 2.0",
        "url": "https://www.exemple.fr/decp",
    }
    fiches = {"beta/tout.json": fiche, "gamma/un.json": {"publie_le": "hier"}}
    sources, _ = etablir_monde(dossier, MONDE, fiches=fiches)
    return dossier, sources


@pytest.fixture
def monde(lus: tuple[Path, list[Source]]) -> Path:
    return lus[0]


def test_each_source_has_some_contracts_of_a_month_and_lacks_the_others(monde: Path) -> None:
    def mois(nom: str) -> list[tuple[object, ...]]:
        return table(monde, "couverture", "source", *COMPTES, mois_notification=nom)

    assert mois("2024-01") == [
        ("alpha", 3, 2, 1, 1, 0),
        ("beta", 1, 1, 0, 1, 1),
        ("ensemble", 4, 2, 1, 1, 0),
        ("gamma", 0, 0, 0, 0, 2),
    ]
    assert mois("2024-02") == [
        ("alpha", 1, 1, 0, 1, 1),
        ("beta", 2, 2, 1, 1, 0),
        ("ensemble", 4, 2, 1, 1, 0),
        ("gamma", 1, 1, 0, 1, 1),
    ]
    assert mois("inconnu") == [
        ("alpha", 0, 0, 0, 0, 1),
        ("beta", 1, 1, 1, 0, 0),
        ("ensemble", 1, 1, 1, 0, 0),
        ("gamma", 0, 0, 0, 0, 1),
    ]


def test_every_month_up_to_the_state_is_a_row_even_when_nothing_is_seen(monde: Path) -> None:
    attendus = [f"2024-{n:02d}" for n in range(1, 13)] + ["inconnu"]
    for source in ("alpha", "beta", "gamma", "ensemble"):
        assert [m for (m,) in table(monde, "couverture", "mois_notification", source=source)] == attendus


def test_before_its_first_month_a_source_is_not_expected(monde: Path) -> None:
    etats = dict(table(monde, "couverture", "mois_notification", "etat", source="gamma"))
    assert (etats["2024-01"], etats["2024-02"], etats["inconnu"]) == (
        "hors_periode",
        "sans_reference",
        "inconnu",
    )
    assert table(
        monde, "couverture", "methode_attendu", "attendus", source="gamma", mois_notification="2024-01"
    ) == [("sans_objet", None)]


def test_a_file_says_what_it_held_and_how_fresh_it_is(monde: Path) -> None:
    lues = table(
        monde,
        "sources_lues",
        "fichier",
        "source",
        "refuse",
        "enregistrements",
        "quarantaine",
        "ecartes",
        "format",
    )
    assert lues == [
        ("alpha/fevrier.json", "alpha", False, 3, 1, 0, "json"),
        ("alpha/janvier.json", "alpha", False, 2, 0, 0, "json"),
        ("beta/tout.json", "beta", False, 4, 0, 0, "json"),
        ("gamma/refuse.json", "gamma", True, None, None, None, lues[3][-1]),
        ("gamma/un.json", "gamma", False, 1, 0, 0, "json"),
    ]
    jours = ("premiere_notification", "derniere_notification", "derniere_publication", "publie_le")
    assert [tuple(map(str, x)) for x in table(monde, "sources_lues", *jours)] == [
        ("2024-01-10", "2024-02-10", "2024-02-10", "None"),
        ("2024-01-10", "2024-01-10", "2024-01-10", "None"),
        ("2024-01-10", "2024-02-11", "2024-03-05", "2024-03-01"),
        ("None", "None", "None", "None"),
        ("2024-02-10", "2024-02-10", "2024-02-10", "None"),
    ]
    assert table(monde, "sources_lues", "ressource", "licence", "url", fichier="beta/tout.json") == [
        ("decp-2024-02.json", "Licence Ouverte 2.0", "https://www.exemple.fr/decp")
    ]


def test_pairs_of_sources_are_compared_on_the_months_that_both_cover(monde: Path) -> None:
    colonnes = ("source_a", "source_b", "mois_debut", "mois_fin", "mois_communs", "contrats_a", "contrats_b")
    assert table(
        monde,
        "croisement_sources",
        *colonnes,
        "contrats_communs",
        "contrats_seulement_a",
        "contrats_seulement_b",
    ) == [
        ("alpha", "beta", "2024-01", "2024-02", 2, 3, 3, 2, 1, 1),
        # gamma starts in February: what alpha and beta had before is no lack of it
        ("alpha", "gamma", "2024-02", "2024-02", 1, 1, 1, 1, 0, 0),
        ("beta", "gamma", "2024-02", "2024-02", 1, 2, 1, 1, 1, 0),
    ]


def test_without_any_contract_the_tables_are_empty_and_the_files_are_listed(vide: Monde) -> None:
    dossier, _, bilan = vide
    assert table(dossier, "couverture", "source") == table(dossier, "divergences_sources", "champ") == []
    assert table(dossier, "sources_lues", "fichier", "enregistrements") == [("entrees/1.json", 0)]
    assert bilan["contrats"] == 0 and bilan["sources"] == ["entrees"]


def test_no_source_may_bear_the_name_of_all_sources(lus: tuple[Path, list[Source]], tmp_path: Path) -> None:
    dossier, sources = lus
    with pytest.raises(SpaserErreur, match="« ensemble »"):
        refaire(dossier, tmp_path, [replace(sources[0], origine="ensemble"), *sources[1:]])


@pytest.mark.parametrize(
    ("etape", "avant", "apres", "message"),
    [
        ("couverture", "coalesce(v.contrats, 0)", "coalesce(v.contrats, 1)", "contrats manquent"),
        (
            "preparation",
            "AS fait_foi, empreinte FROM",
            "AS fait_foi, empreinte FROM range(2), ",
            "enregistrements manquent",
        ),
    ],
    ids=["contrat en trop", "enregistrement compté deux fois"],
)
def test_a_contract_or_a_record_counted_wrong_stops_the_run(
    etape: str,
    avant: str,
    apres: str,
    message: str,
    lus: tuple[Path, list[Source]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vrai, casses = ecriture.sql, []

    def casser(module: str, nom: str, **params: str) -> str:
        texte = vrai(module, nom, **params)
        if nom == etape:
            casses.append(texte.count(avant))
            texte = texte.replace(avant, apres)
        return texte

    monkeypatch.setattr(ecriture, "sql", casser)
    with pytest.raises(SpaserErreur, match=message):
        refaire(lus[0], tmp_path, lus[1])
    assert casses == [1], "the text to break is no longer in the SQL"
