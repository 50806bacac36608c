"""What a screen says of the sources, sentence by sentence."""

from decimal import Decimal
from pathlib import Path

from pipelines.contrats.couverture import resume, retards
from tests.couverture.conftest import Monde
from tests.couverture.mondes import contrat, etablir_monde, mois, serie


def test_the_sentences_of_a_world_of_two_sources(tmp_path: Path) -> None:
    commun = contrat(1, "2024-01-10", "2024-01-20", montant=1_000)
    tard = contrat(2, "2024-01-10", "2024-06-01")
    en_cours = contrat(4, "2024-11-10")
    sans_date = contrat(3, None, "2024-06-01")
    etablir_monde(
        tmp_path,
        {
            "depot/1.json": [commun | {"montant": 2_000}, *serie(mois("2023-07", [12] * 6))],
            "ministere/1.json": [commun, tard, sans_date, en_cours],
            "ministere/2.json": b"",
        },
    )
    assert resume(tmp_path / "tables") == [
        "Sources : depot, ministere ; 3 fichiers, 1 refusé ; 77 enregistrements.",
        "Couverture : 76 contrats, dont 75 dans une seule source et 1 dans plusieurs.",
        # 74 contracts of months that are over, of which one was published in June
        "Délai de publication : 1,4 % publiés au-delà des deux mois (1 sur 74 ; délai inconnu pour 1).",
        "Mois bien au-dessous de l'attendu : depot 2024-01 (1 contrat, 12 attendus) ; "
        "depot 2024-02 (0 contrat, 12 attendus) ; depot 2024-03 (0 contrat, 12 attendus) ; "
        "depot 2024-04 (0 contrat, 12 attendus) ; depot 2024-05 (0 contrat, 12 attendus) ; et 4 autres.",
        "Divergences entre sources, en contrats : montant (1).",
    ]
    # what a check shows: all together first, then each source
    assert [
        (x["source"], x["delai_connu"], x["part_hors_delai_pct"]) for x in retards(tmp_path / "tables")
    ] == [
        ("ensemble", 74, Decimal("1.4")),
        ("depot", 73, Decimal("0.0")),
        ("ministere", 2, Decimal("50.0")),
    ]


def test_one_source_alone_is_said_to_be_alone_and_an_unknown_lateness_to_be_unknown(tmp_path: Path) -> None:
    etablir_monde(tmp_path, {"entrees/1.json": [contrat(1, datePublicationDonnees=None)]})
    assert resume(tmp_path / "tables") == [
        "Sources : entrees ; 1 fichier ; 1 enregistrement.",
        "Couverture : 1 contrat, d'une seule source : rien ne les recoupe.",
        "Délai de publication : inconnu pour les 1 marché.",
    ]


def test_nothing_read_is_said_in_one_line(vide: Monde) -> None:
    assert resume(vide[0] / "tables") == ["Sources : entrees ; 1 fichier ; 0 enregistrement."]
