"""What a configuration may name: folders, addresses, ids. Nothing that leads elsewhere, nothing that breaks a page."""

import json
from pathlib import Path

import pytest

from pipelines.commun.diffusion import DATA_GOUV, Diffusion, lire_contact, lire_diffusion
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.noms import exiger_slug

HOSTILES = (
    "", ".", "..", "../exemple", "/etc", "exemple/..", "exemple/2026", "a/b", "a b", "a\nb", "a\x00b", "Exemple", "éa",
    "exemple-", "-exemple", "a--b", "a'b", 'a"b', "a;b", "a*", "a[1]", "con.csv", "x" * 101,
)  # fmt: skip


@pytest.mark.parametrize("slug", ["exemple", "a", "ville-2", "exemple-bordeaux", "x" * 100])
def test_an_ordinary_name_is_kept(slug: str):
    assert exiger_slug(slug) == slug


@pytest.mark.parametrize("slug", HOSTILES)
def test_a_name_that_leads_elsewhere_is_refused_and_makes_nothing(slug: str, tmp_path: Path):
    from pipelines.contexte import definition_de
    from pipelines.publication import Fiche

    with pytest.raises(SpaserErreur, match="ne peut pas nommer un SPASER"):
        exiger_slug(slug)
    with pytest.raises(SpaserErreur, match="ne peut pas nommer un SPASER"):
        Fiche(slug, "Ville", False, "2026")
    (tmp_path / "secret" / "2026").mkdir(parents=True)
    (tmp_path / "secret" / "2026" / "spaser.yaml").write_text("titre: t\nedition: e\n", encoding="utf-8")
    with pytest.raises(SpaserErreur, match="ne peut pas nommer un SPASER"):
        definition_de(tmp_path / "secret", slug)


@pytest.mark.parametrize(
    ("commande", "options"),
    [("run", []), ("verify", []), ("repair", []), ("push", ["--dry-run"])],
)
@pytest.mark.parametrize("slug", ["../exemple", "/tmp", "exemple/..", ".."])
def test_no_command_takes_a_path_for_a_name(commande: str, options: list[str], slug: str, tmp_path: Path):
    from typer.testing import CliRunner

    from pipelines.cli import app

    (tmp_path / "published").mkdir()
    avant = sorted(tmp_path.rglob("*"))
    fait = CliRunner().invoke(app, [commande, slug, "--published", str(tmp_path / "published"), *options])
    assert fait.exit_code != 0 and "SPASER" in str(fait.exception) and slug in str(fait.exception)
    assert sorted(tmp_path.rglob("*")) == avant


# The block `publication` of spaser.yaml


def test_a_definition_that_says_nothing_has_defaults():
    assert lire_diffusion({}) == lire_diffusion({"publication": None}) == Diffusion()


def test_what_is_said_is_read():
    dit = {
        "adresse": "https://donnees.exemple.fr/spaser",
        "frequence": "biennale",
        "data_gouv": {"organisation": "534fff8ea3a7292c64a77f02", "formats": ["csv", "ods", "csv"]},
    }
    lue = lire_diffusion({"publication": dit})
    assert lue.adresse == "https://donnees.exemple.fr/spaser/" and lue.serveur == DATA_GOUV
    assert lue.formats == ("csv", "ods") and lue.organisation == "534fff8ea3a7292c64a77f02"


@pytest.mark.parametrize(
    ("dit", "message"),
    [
        ("oui", "écrivez des clés"),
        ({"adresses": "x"}, "'adresses' ne convient pas : cette clé n'existe pas"),
        ({"adresse": "donnees.exemple.fr"}, "une adresse entière"),
        ({"adresse": "http://donnees.exemple.fr/"}, "commence par https"),
        ({"adresse": "javascript:alert(1)"}, "une adresse entière"),
        ({"adresse": "file:///etc/passwd"}, "une adresse entière"),
        ({"adresse": 'https://exemple.fr/"><script>'}, "ni espace, ni guillemet"),
        ({"adresse": "https://exemple.fr/a b"}, "ni espace, ni guillemet"),
        ({"adresse": "https://exemple.fr/?a=1"}, "une adresse entière"),
        ({"adresse": "https://[::1"}, "une adresse entière"),
        ({"adresse": "https://exemple.fr:port/"}, "une adresse entière"),
        ({"adresse": "https://exemple.fr/\u202e"}, "ni espace, ni guillemet"),
        ({"adresse": "https://exemple.fr/../.."}, "ni « .. »"),
        ({"adresse": "https://exemple.fr/%zz"}, "ni « .. » ni « % »"),
        ({"adresse": 12}, "un texte est attendu"),
        ({"frequence": "quotidienne"}, "biennale"),
        ({"data_gouv": {"jeu": "../users/me"}}, "lettres, chiffres, tirets"),
        ({"data_gouv": {"organisation": "a/b"}}, "lettres, chiffres, tirets"),
        ({"data_gouv": {"formats": "csv"}}, "donnez une liste"),
        ({"data_gouv": {"formats": ["doc"]}}, "donnez une liste"),
        ({"data_gouv": {"formats": []}}, "donnez une liste"),
        ({"data_gouv": {"cle": "udata_secret"}}, "cette clé n'existe pas"),
    ],
)
def test_a_wrong_word_is_told_where_it_stands(dit: object, message: str):
    with pytest.raises(SpaserErreur, match=r"spaser\.yaml, « publication") as refus:
        lire_diffusion({"publication": dit})
    assert message in str(refus.value)


def test_who_answers_is_read_on_one_line():
    dit = {"nom": "Service\n des achats", "courriel": "achats@ville.fr"}
    assert lire_contact({"contact": dit}) == {"nom": "Service des achats", "courriel": "achats@ville.fr"}
    assert lire_contact({}) == lire_contact({"contact": {"nom": ""}}) == {}


@pytest.mark.parametrize("courriel", ['a@b.fr" <x>', "achats", "a@b@c", "a b@c.fr", "a@-b.fr", "é@ville.fr"])
def test_what_would_not_be_a_link_to_write_to_is_refused(courriel: str):
    with pytest.raises(SpaserErreur, match=r"« contact\.courriel »"):
        lire_contact({"contact": {"courriel": courriel}})


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(SpaserErreur) as refus:
        lire_diffusion({"publication": {"adresse": "https://moi:secret@exemple.fr/"}})
    assert "mot de passe" in str(refus.value) and "secret" not in str(refus.value)


def test_the_check_of_a_definition_tells_it_at_its_line(tmp_path: Path):
    from typer.testing import CliRunner

    from pipelines.cli import app

    modele = Path(__file__).parents[2] / "spasers" / "exemple" / "2026"
    dossier = tmp_path / "spasers" / "exemple" / "2026"
    dossier.mkdir(parents=True)
    for path in modele.iterdir():
        (dossier / path.name).write_bytes(path.read_bytes())
    texte = (dossier / "spaser.yaml").read_text(encoding="utf-8")
    ligne = next(n for n, t in enumerate(texte.splitlines(), 1) if t.startswith("publication:"))
    (dossier / "spaser.yaml").write_text(texte.replace('"annuelle"', '"parfois"'), encoding="utf-8")
    import os

    ici = Path.cwd()
    os.chdir(tmp_path)
    try:
        fait = CliRunner().invoke(app, ["spaser", "check", "exemple", "--json"])
    finally:
        os.chdir(ici)
    fautes = [f for f in json.loads(fait.stdout)["fautes"] if f["code"] == "publication"]
    assert len(fautes) == 1 and "parfois" in fautes[0]["message"] and fautes[0]["ligne"] == ligne
