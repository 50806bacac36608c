"""What spaser.yaml may say of sources, how its faults are told, and that `spaser spaser check` tells them."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.fiche import lire_fiche_ecrite
from pipelines.indicateurs.definition.verifier_fiche import verifier_fiche
from pipelines.sources.configuration import lire_sources
from pipelines.sources.modele import BaisseAcceptee, Retrait, Source

SHA = "0" * 63 + "a"
COMPLETE = f"""
sources:
  - nom: "ministere"
    type: "ministere"
    fraicheur_jours: 10
    baisse_max_pct: 30
    retraits: [{{ressource: "decp-2019.json", depuis: "2026-10-01", raison: "format ancien"}}]
    baisses_acceptees: [{{ressource: "decp-2024-11.json", sha256: "{SHA}", raison: "doublons"}}]
  - nom: "plat"
    type: "decp_info"
    ressources: ["decp.csv"]
  - nom: "ampa"
    type: "jeu"
    jeu: "6727201449625899ea32c0d4"
    api: "http://127.0.0.1:8123"
    adresses_privees: ["127.0.0.1:8123"]
  - nom: "depot"
    type: "dossier"
    chemin: "data/raw/x/decp"
    licence: "etalab-2.0"
"""


def lire(texte: str) -> list[Source]:
    return lire_sources(yaml.safe_load(texte), Path("/depot"))


def test_every_type_and_its_defaults():
    ministere, plat, ampa, depot = lire(COMPLETE)
    assert ministere == Source(
        nom="ministere",
        type="ministere",
        jeu="5cd57bf68b4c4179299eb0e9",
        ressources=("decp-20[0-9][0-9]-[01][0-9].json",),
        fraicheur_jours=10,
        baisse_max_pct=30,
        retraits=(Retrait("decp-2019.json", date(2026, 10, 1), "format ancien"),),
        baisses_acceptees=(BaisseAcceptee("decp-2024-11.json", SHA, "doublons"),),
    )
    assert (plat.jeu, plat.ressources) == ("608c055b35eb4e6ee20eb325", ("decp.csv",))
    assert (ampa.api, ampa.adresses_privees) == ("http://127.0.0.1:8123", ("127.0.0.1:8123",))
    assert (ampa.ressources, ampa.fraicheur_jours, ampa.baisse_max_pct) == (("*",), 35, 50)
    assert (depot.chemin, depot.licence, depot.jeu) == (Path("/depot/data/raw/x/decp"), "etalab-2.0", None)


@pytest.mark.parametrize("texte", ["titre: x", "sources: []", "sources:"])
def test_nothing_said(texte: str):
    assert lire(texte) == []


def une(**champs: object) -> str:
    entree = {"nom": "a", "type": "jeu", "jeu": "6727201449625899ea32c0d4"} | champs
    return yaml.safe_dump({"sources": [{cle: v for cle, v in entree.items() if v is not None}]})


def dossier(chemin: object) -> str:
    return une(type="dossier", jeu=None, chemin=chemin)


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("sources: x", "« sources » est une liste"),
        ("sources: [x]", "entrée 1 : il manque « nom: »"),
        (une(nom="Ministère"), "« nom » : attendu des minuscules"),
        (une(nom="../x"), "« nom » : attendu"),
        (une(nom="a" * 42), "« nom » : attendu"),
        (une(couleur="x"), "clé inconnue « couleur »"),
        (une(type="ftp"), "« type » est l'un de ministere, decp_info, jeu, dossier ; lu : 'ftp'"),
        (une(type=["jeu"]), "« type » est l'un de"),
        (une(jeu=None), "« jeu » : attendu l'identifiant"),
        (une(jeu="../../x"), "« jeu » : attendu"),
        (une(jeu=123), "« jeu » : attendu"),
        (une(chemin="x"), "« chemin » n'a pas de sens"),
        (une(type="dossier", chemin="x"), "« jeu » n'a pas de sens"),
        (une(type="dossier", jeu=None), "il manque « chemin: »"),
        (dossier("/etc"), "sans « .. » ; lu : '/etc'"),
        (dossier("~/x"), "sans « .. »"),
        (dossier("data/../../x"), "sans « .. »"),
        (dossier("data/it's"), "un guillemet"),
        (dossier("a\nb"), "un texte d'une ligne"),
        (dossier("a" * 256), "sans « .. »"),
        (une(ressources="*.json"), "« ressources » est une liste entre crochets"),
        (une(ressources=["../*"]), "« ressources » se dit depuis"),
        (une(ressources=['x"']), "un guillemet"),
        (une(ressources=[""]), "un texte d'une ligne"),
        (une(fraicheur_jours="35"), "« fraicheur_jours » est un nombre entier de 1 à 3660 ; lu : '35'"),
        (une(fraicheur_jours=0), "de 1 à 3660"),
        (une(baisse_max_pct=101), "de 0 à 100"),
        (une(baisse_max_pct=True), "de 0 à 100"),
        (une(api="http://www.data.gouv.fr"), "« api » s'écrit « https://hôte »"),
        (une(api="https://moi:secret@x.fr"), "« api » s'écrit « https://hôte »"),
        (une(adresses_privees=["moi:secret@x.fr"]), "« adresses_privees » : attendu un hôte"),
        (une(api="https://x.fr/api"), "« api » s'écrit"),
        (une(api="file:///etc"), "« api » s'écrit"),
        (une(adresses_privees=["http://x"]), "« adresses_privees » : attendu un hôte"),
        (une(retraits=[{"ressource": "x"}]), "« retraits » : chaque entrée dit ressource, depuis, raison"),
        (
            une(retraits=[{"ressource": "x", "depuis": "hier", "raison": "y"}]),
            "« depuis » s'écrit \"AAAA-MM-JJ\" ; lu : 'hier'",
        ),
        (
            une(retraits=[{"ressource": "x", "depuis": "2026-01-01", "raison": " "}]),
            "« raison » est un texte d'une ligne",
        ),
        (une(baisses_acceptees=[{"ressource": "x", "sha256": "z", "raison": "y"}]), "les 64 signes"),
        (COMPLETE + COMPLETE.removeprefix("\nsources:\n"), "deux fois le nom « ampa »"),
    ],
)
def test_faults_say_where_and_what_to_write(texte: str, phrase: str):
    with pytest.raises(SpaserErreur) as refus:
        lire(texte)
    assert phrase in str(refus.value) and str(refus.value).startswith("spaser.yaml : « sources »")
    assert "secret" not in str(refus.value)


def fautes(tmp_path: Path, texte: str) -> list[tuple[str, int | None, str]]:
    chemin = tmp_path / "spaser.yaml"
    chemin.write_text(texte, encoding="utf-8")
    fiche = lire_fiche_ecrite(chemin, "spaser.yaml")
    vues = verifier_fiche(fiche, "x", "2026")
    return [(f.code, f.ligne, f.message) for f in vues if f.code not in ("cle-absente",)]


def test_check_takes_a_right_definition(tmp_path: Path):
    assert fautes(tmp_path, COMPLETE) == []


@pytest.mark.parametrize(
    ("avant", "apres", "code", "ligne"),
    [
        ('type: "decp_info"', 'type: "ftp"', "sources", 2),
        ("fraicheur_jours: 10", "fraicheur_jours: 0", "sources", 2),
        ("baisse_max_pct: 30", "baisse_max_pct: 3.5", "yaml-guillemets", 6),
        ('jeu: "6727201449625899ea32c0d4"', "jeu: 672720144962589932", "yaml-guillemets", 14),
        ("sources:", "source:", "cle-inconnue", 2),
    ],
)
def test_check_shows_the_line_of_a_fault(tmp_path: Path, avant: str, apres: str, code: str, ligne: int):
    trouvees = fautes(tmp_path, COMPLETE.replace(avant, apres, 1))
    assert (code, ligne) in [(c, n) for c, n, _ in trouvees]
