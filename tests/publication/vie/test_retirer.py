"""`spaser withdraw`: the data go, a tombstone stays, the rank grows, the number is never used again."""

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot import en_vigueur, lire_fichier
from pipelines.publication.vie.retirer import Retrait, retirer
from pipelines.publication.vie.verifier import verifier
from tests.publication.petit import DECEMBRE, latest, octets, publier

V1, V2, V3 = "2026.11.1", "2026.11.2", "2026.12.1"
MOTIF = "Montants faux : <fichier> source incomplet."


def oter(depot: Path, version: str, **options) -> Retrait:
    return retirer(depot, version, MOTIF, dt.date(2027, 1, 5), **options)


def test_the_version_in_force_leaves_the_former_one_with_a_higher_rank(depot: Path):
    fait = oter(depot, V3)
    assert (fait.en_vigueur, fait.sequence) == (V2, 4)
    assert en_vigueur(depot)["version"] == V2 and verifier(depot).fautes == []
    assert sorted(p.name for p in (depot / "versions" / V3).iterdir()) == ["RETRAIT.json", "index.html"]
    page = (depot / "versions" / V3 / "index.html").read_text(encoding="utf-8")
    assert "Montants faux : &lt;fichier&gt;" in page and "2027-01-05" in page
    tombe = json.loads((depot / "withdrawn" / f"{V3}.json").read_text(encoding="utf-8"))
    assert (tombe["motif"], tombe["date"], tombe["remplacee_par"]) == (MOTIF, "2027-01-05", None)
    assert not any("état 3".encode() in contenu for contenu in octets(depot).values())
    index = json.loads((depot / "index.json").read_text(encoding="utf-8"))
    assert [t["version"] for t in index["retirees"]] == [V3]
    assert [v["version"] for v in index["versions"]] == [V2, V1]
    assert f"Version {V3} retirée" in (depot / "feed.xml").read_text(encoding="utf-8")


def test_a_withdrawn_number_is_never_used_again(depot: Path):
    oter(depot, V3)
    assert publier(depot, 3, DECEMBRE) == "2026.12.2"
    assert (latest(depot)["sequence"], latest(depot)["precedente"]) == (5, V2)
    assert verifier(depot).fautes == []


def test_one_in_the_middle_changes_nothing_of_what_is_in_force(depot: Path):
    avant = octets(depot)["latest.json"]
    fait = oter(depot, V2, remplacee_par=V3)
    assert (fait.en_vigueur, fait.sequence) == (V3, 3)
    assert octets(depot)["latest.json"] == avant and verifier(depot).fautes == []
    with pytest.raises(SpaserErreur, match=r"2026\.11\.2 a été retirée : Montants faux"):
        lire_fichier(depot, V2, "contrats.csv")


def test_the_one_that_replaces_it_is_put_in_force(depot: Path):
    assert oter(depot, V3, remplacee_par=V1).en_vigueur == V1


def test_all_withdrawn_says_so_and_publishing_goes_on(depot: Path):
    for version in (V1, V3, V2):
        oter(depot, version)
    vide = latest(depot)
    assert (vide["version"], vide["sequence"], vide["fichiers"]) == (None, 5, {})
    assert not (depot / "latest").is_symlink() and verifier(depot).fautes == []
    assert publier(depot, 9) == "2026.11.3" and latest(depot)["sequence"] == 6
    assert verifier(depot).fautes == []


@pytest.mark.parametrize(
    ("version", "options", "message"),
    [
        (V1, {}, r"a déjà été retirée, le 2027-01-05 : Montants faux"),
        ("2026.11.9", {}, r"n'a pas de version 2026\.11\.9\. Versions publiées : 2026\.11\.2, 2026\.12\.1"),
        ("../exemple", {}, "n'a pas de version"),
        (V2, {"remplacee_par": V1}, "n'est pas une autre version publiée"),
        (V2, {"remplacee_par": V2}, "n'est pas une autre version publiée"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(depot: Path, version: str, options: dict, message: str):
    oter(depot, V1)
    avant = octets(depot)
    with pytest.raises(SpaserErreur, match=message):
        oter(depot, version, **options)
    assert octets(depot) == avant


@pytest.mark.parametrize("motif", ["", "  \n ", "x" * 1001])
def test_a_reason_is_due(depot: Path, motif: str):
    with pytest.raises(SpaserErreur, match="pourquoi en une phrase"):
        retirer(depot, V1, motif, dt.date(2027, 1, 5))


def test_where_the_same_data_can_still_be_read_is_told(depot: Path):
    (depot / "versions" / V3 / "changements.csv").write_text("a,b\nx,y\n", encoding="utf-8")
    fait = oter(depot, V2)
    assert fait.jumelles == {V1: ["titulaires.csv"], V3: ["titulaires.csv"]}
    assert fait.citent == [V3]


def test_a_withdrawal_cut_short_is_named_and_ended_by_the_next_publication(depot: Path, trois: Path):
    """The tombstone is there, and nothing else was done."""
    import shutil

    oter(depot, V3)
    tombe = (depot / "withdrawn" / f"{V3}.json").read_bytes()
    shutil.rmtree(depot)
    shutil.copytree(trois, depot, symlinks=True)
    (depot / "withdrawn").mkdir()
    (depot / "withdrawn" / f"{V3}.json").write_bytes(tombe)
    assert {f.nature for f in verifier(depot).fautes} == {"inachevé"}
    assert publier(depot, 4, DECEMBRE) == "2026.12.2"
    assert verifier(depot).fautes == [] and latest(depot)["precedente"] == V2


def test_an_altered_tombstone_stops_everything(depot: Path):
    oter(depot, V3)
    path = depot / "withdrawn" / f"{V3}.json"
    path.write_bytes(path.read_bytes().replace(b"Montants", b"Momtants"))
    assert next((f.nature, f.fichier) for f in verifier(depot).fautes) == ("altéré", f"withdrawn/{V3}.json")
    with pytest.raises(SpaserErreur, match="Remettez-le d'une copie"):
        publier(depot, 4)


def test_the_command(depot: Path):
    commande = [
        "withdraw",
        V2,
        "exemple",
        "--published",
        str(depot.parent),
        "--motif",
        MOTIF,
        "--au",
        "2027-01-05",
    ]
    fait = CliRunner().invoke(app, commande)
    assert fait.exit_code == 0 and f"Version {V2} retirée" in fait.output and "mêmes fichiers" in fait.output
