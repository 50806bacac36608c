"""The page of a release in a real browser: hostile words are words, nothing runs, nothing is fetched."""

import json
from pathlib import Path

import pytest

from pipelines.publication.descripteurs.page import dans_script, nombre, taille
from tests.publication.descripteurs.conftest import HOSTILE


def test_nothing_ends_the_script_that_holds_the_description():
    dit = dans_script({"a": HOSTILE + "<!-- & \u2028 ]]>"})
    assert "<" not in dit and ">" not in dit and "&" not in dit and "\u2028" not in dit
    assert json.loads(dit)["a"] == HOSTILE + "<!-- & \u2028 ]]>"


def test_sizes_and_counts_are_written_as_people_read_them():
    assert [taille(n) for n in (0, 999, 1_000, 1_500, 2_340_000)] == [
        "0 octets",
        "999 octets",
        "1\u202fko",
        "1,5\u202fko",
        "2,3\u202fMo",
    ]
    assert nombre(1_234_567) == "1\u202f234\u202f567"


@pytest.mark.outil("chromium")
def test_the_page_shows_hostile_words_and_runs_nothing(version: Path):
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as jeu:
        navigateur = jeu.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = navigateur.new_page(viewport={"width": 360, "height": 800})
        demandes, dialogues = [], []
        page.on("request", lambda demande: demandes.append(demande.url))
        page.on("dialog", lambda dialogue: (dialogues.append(dialogue.message), dialogue.dismiss()))
        page.goto((version / "index.html").as_uri())
        assert dialogues == [] and demandes == [(version / "index.html").as_uri()]
        assert page.locator("img").count() == 0 and page.locator("a[href^='javascript']").count() == 0
        assert page.locator("script").count() == 1
        vu = page.locator("h1").inner_text()
        assert " ".join(HOSTILE.split()) in vu and "49" not in vu
        # each link leads to a file of the release, or to a place of the page
        liens = page.eval_on_selector_all("a", "as => as.map(a => a.getAttribute('href'))")
        ancres = set(page.eval_on_selector_all("[id]", "es => es.map(e => '#' + e.id)"))
        perdus = [lien for lien in liens if lien not in ancres and not (version / lien).is_file()]
        assert perdus == [] and len(liens) > 200
        assert json.loads(page.locator("script").inner_text())["name"] == "exemple"
        boite = page.locator("main").bounding_box()
        assert boite is not None and boite["x"] >= 0 and boite["x"] + boite["width"] <= 360
        navigateur.close()
