"""index.json and feed.xml: made again from the versions at any time, the same bytes each time."""

import json
import uuid
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipelines.publication import derives
from pipelines.publication.derives.flux import section_du_haut
from tests.publication.petit import DECEMBRE, octets, publier

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    for rang, jour in ((1, None), (2, None), (3, DECEMBRE)):
        publier(tmp_path / "exemple", rang, *([jour] if jour else []))
    return tmp_path / "exemple"


def test_the_index_tells_every_file_of_every_version(depot: Path):
    index = json.loads((depot / "index.json").read_text(encoding="utf-8"))
    assert [v["version"] for v in index["versions"]] == ["2026.12.1", "2026.11.2", "2026.11.1"]
    assert [v["sequence"] for v in index["versions"]] == [3, 2, 1]
    for version in index["versions"]:
        dossier = depot / version["dossier"]
        assert {n: f["bytes"] for n, f in version["fichiers"].items()} == {
            p.name: p.stat().st_size for p in dossier.iterdir()
        }
    assert (index["en_vigueur"], index["sequence"], index["retirees"]) == ("2026.12.1", 3, [])


def test_the_feed_is_atom(depot: Path):
    flux = ElementTree.parse(depot / "feed.xml").getroot()
    assert flux.tag == f"{ATOM}feed"
    for element in [flux, *flux.findall(f"{ATOM}entry")]:
        identifiant = element.findtext(f"{ATOM}id") or ""
        assert uuid.UUID(identifiant.removeprefix("urn:uuid:")).version == 5
        assert element.findtext(f"{ATOM}title") and element.findtext(f"{ATOM}updated")
        assert all(lien.get("href", "").startswith("https://") for lien in element.findall(f"{ATOM}link"))
    assert flux.findtext(f"{ATOM}author/{ATOM}name")
    entrees = flux.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entrees] == [
        "Version 2026.12.1",
        "Version 2026.11.2",
        "Version 2026.11.1",
    ]
    assert len({e.findtext(f"{ATOM}id") for e in entrees}) == 3
    assert flux.findtext(f"{ATOM}updated") == "2026-12-20T00:00:03Z"
    assert entrees[0].findtext(f"{ATOM}content") == "- L'objet de c1 : « <état> 3 » & la suite"


def test_both_are_made_again_byte_for_byte_and_left_alone_when_right(depot: Path):
    avant = octets(depot)
    for nom in ("index.json", "feed.xml"):
        (depot / nom).unlink()
    assert sorted(derives.reconstruire(depot)) == ["feed.xml", "index.json"]
    assert {n: o for n, o in octets(depot).items() if not n.startswith(".staging")} == avant
    assert derives.reconstruire(depot) == []


def test_a_version_that_changed_is_still_said_as_it_was_published(depot: Path):
    avant = (depot / "index.json").read_bytes()
    sommes = depot / "versions" / "2026.11.1" / "SHA256SUMS"
    sommes.chmod(0o644)
    sommes.write_bytes(sommes.read_bytes().replace(b"a", b"b"))
    assert derives.reconstruire(depot) == [] and (depot / "index.json").read_bytes() == avant


def test_without_an_address_links_are_relative(tmp_path: Path):
    publier(tmp_path / "exemple", 1, adresse="")
    flux = ElementTree.parse(tmp_path / "exemple" / "feed.xml").getroot()
    assert [lien.get("href") for lien in flux.iter(f"{ATOM}link")] == [
        "feed.xml",
        "index.json",
        "versions/2026.11.1/",
    ]


def test_an_address_that_is_taken_back_leaves_no_link(depot: Path):
    publier(depot, 3, DECEMBRE, adresse="")
    assert b"https://donnees" not in (depot / "feed.xml").read_bytes()


@pytest.mark.parametrize(
    ("journal", "attendu"),
    [
        ("# Journal\n\n## 2\n\n- b\n\n## 1\n\n- a\n", "- b"),
        ("## 1\n\n- a\n", "- a"),
        ("# Journal\n", ""),
    ],
)
def test_the_first_section_of_a_journal_is_the_summary(journal: str, attendu: str):
    assert section_du_haut(journal) == attendu


def test_a_text_that_xml_cannot_hold_still_makes_a_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from tests.publication import petit

    monkeypatch.setattr(petit, "_suite", lambda depot, latest: "sequence,version,sommes_sha256\n")
    vrai = Path.write_text

    def ecrire(self: Path, texte: str, **options) -> int:
        return vrai(
            self, "## 1\n\n\x00\x0b]]><script> ￾\n" if self.name == "CHANGELOG.md" else texte, **options
        )

    monkeypatch.setattr(Path, "write_text", ecrire)
    publier(tmp_path / "exemple", 1)
    flux = ElementTree.parse(tmp_path / "exemple" / "feed.xml").getroot()
    assert "]]><script>" in (flux.findtext(f"{ATOM}entry/{ATOM}content") or "")
