"""Law 1 on deliveries: each record of each accepted delivery has one place, against a model that knows no SQL."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commun.erreurs import SpaserErreur
from pipelines.livraisons import etablir, vigueur
from tests.livraisons.outils import CCAS, VILLE, Depot, contrat

PERIODES = ("2023", "2024", "2025", "2023/2024", "2024/2025", "tout")
lignes = st.dictionaries(st.integers(0, 7), st.sampled_from((2023, 2024, 2025)), min_size=1, max_size=6)
livraison = st.tuples(st.sampled_from(PERIODES), st.sampled_from((VILLE, CCAS)), lignes, st.booleans())


def dans(periode: str, annee: int) -> bool:
    debut, _, fin = periode.partition("/")
    return periode == "tout" or int(debut) <= annee <= int(fin or debut)


def modele(livraisons: list[Any]) -> tuple[dict[tuple[str, int], tuple[int, int]], list[bool]]:
    """What is in force, key -> (delivery, year), and which deliveries were accepted."""
    vigueur: dict[tuple[str, int], tuple[int, int]] = {}
    acceptees = []
    for rang, (periode, acheteur, rows, confirmee) in enumerate(livraisons):
        bonnes = {(acheteur, cle): annee for cle, annee in rows.items() if dans(periode, annee)}
        tranche = [c for c, (_, annee) in vigueur.items() if c[0] == acheteur and dans(periode, annee)]
        fausses = len(rows) - len(bonnes)
        acceptees.append(5 * fausses <= len(rows) and (confirmee or 2 * len(rows) >= len(tranche)))
        if acceptees[-1]:
            for cle in tranche:
                del vigueur[cle]
            vigueur |= {cle: (rang, annee) for cle, annee in bonnes.items()}
    return vigueur, acceptees


@given(st.lists(livraison, min_size=1, max_size=4))
@settings(max_examples=12)
def test_the_rows_in_force_are_those_of_the_model(
    tmp_path_factory: pytest.TempPathFactory, livraisons: list[Any]
):
    depot = Depot(tmp_path_factory.mktemp("raw"))
    for rang, (periode, acheteur, rows, confirmee) in enumerate(livraisons):
        depot.livrer(
            f"L{rang}",
            "registre_contrats",
            periode,
            [contrat(f"R{cle}", f"{annee}-05-01", acheteur_siren=acheteur) for cle, annee in rows.items()],
            str(dt.date(2026, 1, 1) + dt.timedelta(days=rang)),
            acheteur_siren=acheteur,
            disparitions_confirmees="true" if confirmee else "",
        )
    depot.etablir()
    attendues, acceptees = modele(livraisons)
    lues = depot.lire("registre_contrats", "acheteur_siren, reference, year(date_notification)")
    assert {(a, int(r[1:])): annee for a, r, annee in lues} == {
        c: annee for c, (_, annee) in attendues.items()
    }
    etats = depot.etats()
    assert [etats[f"L{n}"]["etat"] != "refusee" for n in range(len(livraisons))] == acceptees
    for e in etats.values():
        if e["etat"] != "refusee":
            assert e["lignes"] == e["en_vigueur"] + e["en_attente"] + e["remplacees"]
    assert len(depot.lire("lignes_en_attente")) == sum(e["en_attente"] for e in etats.values())


def test_the_same_bytes_whatever_the_threads(depot: Depot, monkeypatch: pytest.MonkeyPatch):
    depot.livrer("a", "registre_contrats", "tout", [contrat(f"A{n:03}", "2024-03-01") for n in range(200)])
    depot.livrer("b", "registre_contrats", "2025", [contrat(f"B{n:03}", "2025-03-01") for n in range(200)])
    depot.etablir()
    avant = {p.name: p.read_bytes() for p in depot.sortie.iterdir()}
    juste = etablir.connect
    monkeypatch.setattr(etablir, "connect", lambda **k: juste(threads=1, **k))
    depot.etablir()
    assert {p.name: p.read_bytes() for p in depot.sortie.iterdir()} == avant


@pytest.mark.parametrize("perdue", ["vigueur", "attente"])
def test_a_lost_record_stops_the_run(depot: Depot, monkeypatch: pytest.MonkeyPatch, perdue: str):
    bonnes = [contrat(f"A{n}", "2024-03-01") for n in range(9)]
    depot.livrer("a", "registre_contrats", "2024", [*bonnes, contrat("F", "2024-03-01", statut="fini")])
    juste = vigueur.sql

    def perdre(fichier: str, nom: str, **params: str) -> str:
        texte = juste(fichier, nom, **params)
        if nom == "acceptation":
            texte += (
                f"; DELETE FROM {perdue} WHERE enregistrement = (SELECT max(enregistrement) FROM {perdue});"
            )
        return texte

    monkeypatch.setattr(vigueur, "sql", perdre)
    with pytest.raises(SpaserErreur, match="rien ne doit se perdre"):
        depot.etablir()
