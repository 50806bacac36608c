"""`spaser livrer`: the verdict first, then the file and one line of the log; refused, nothing changes."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.fictif.identifiants import siren, siret
from tests.livraisons.outils import VILLE, Depot, contrat, ecrire

DIX = [contrat(f"A{n}", f"2024-0{n % 9 + 1}-01") for n in range(10)]


@pytest.fixture
def maison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Depot:
    """A SPASER with ten contracts of 2024 in force, and the folder to work from."""
    edition = tmp_path / "spasers" / "ville" / "2026"
    edition.mkdir(parents=True)
    definition = 'titre: "Essai"\nedition: "2026"\nregistres: data/raw/ville/registres\n'
    (edition / "spaser.yaml").write_text(definition, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    depot = Depot(tmp_path / "data" / "raw" / "ville")
    depot.livrer("avant", "registre_contrats", "2024", DIX)
    return depot


def livrer(fichier: Path, *options: str, table: str = "registre_contrats") -> tuple[int, str]:
    arguments = ["livrer", "ville", str(fichier), "--table", table, "--acheteur", VILLE, *options]
    if "--periode" not in options:
        arguments += ["--periode", "2024"]
    resultat = CliRunner().invoke(app, [*arguments, "--date", "2026-03-01", "--service", "Achats"])
    if resultat.exception and not isinstance(resultat.exception, SystemExit):
        return 2, str(resultat.exception)
    return resultat.exit_code, " ".join(resultat.output.split())


def recu(tmp_path: Path, lignes: list, table: str = "registre_contrats") -> Path:
    ecrire(tmp_path / "recu.csv", table, lignes)
    return tmp_path / "recu.csv"


def test_an_accepted_delivery_is_in_force_at_the_next_run(maison: Depot, tmp_path: Path):
    avant = (maison.registres / "livraisons.csv").read_bytes()
    code, dit = livrer(recu(tmp_path, [*DIX[1:], contrat("B", "2024-05-05")]))
    assert code == 0, dit
    assert "10 lignes, 10 en vigueur" in dit
    assert "1 lignes de la livraison précédente n'y sont plus" in dit and f"{VILLE} | A0" in dit
    journal = (maison.registres / "livraisons.csv").read_bytes()
    assert journal.startswith(avant) and journal.count(b"\n") == avant.count(b"\n") + 1
    maison.etablir()
    assert {r for (r,) in maison.lire("registre_contrats", "reference")} == {
        "B",
        *(f"A{n}" for n in range(1, 10)),
    }


def test_a_refused_delivery_leaves_the_log_and_the_folder(maison: Depot, tmp_path: Path):
    avant = {p: p.read_bytes() for p in maison.base.rglob("*") if p.is_file()}
    code, dit = livrer(recu(tmp_path, DIX[:3]))
    assert (code, "volume_en_baisse" in dit) == (1, True)
    assert {p: p.read_bytes() for p in maison.base.rglob("*") if p.is_file()} == avant
    code, dit = livrer(recu(tmp_path, DIX[:3]), "--confirmer-disparitions")
    assert code == 0, dit
    maison.etablir()
    assert len(maison.lire("registre_contrats")) == 3


def test_the_same_file_is_not_delivered_twice(maison: Depot, tmp_path: Path):
    assert livrer(recu(tmp_path, DIX))[0] == 0
    code, dit = livrer(recu(tmp_path, DIX))
    assert code == 2 and "déjà dans livraisons.csv" in dit


def test_a_trial_leaves_nothing(maison: Depot, tmp_path: Path):
    avant = set(maison.base.rglob("*"))
    assert livrer(recu(tmp_path, DIX), "--essai")[0] == 0
    assert set(maison.base.rglob("*")) == avant


def test_rows_that_wait_are_said_by_line_and_rule(maison: Depot, tmp_path: Path):
    code, dit = livrer(recu(tmp_path, [DIX[0] | {"statut": "fini"}, *DIX[1:]]))
    assert code == 0
    assert "ligne 2 : statut : enum" in dit


def test_a_file_about_persons_goes_to_prive_and_its_values_are_not_said(maison: Depot, tmp_path: Path):
    secret = siret(siren(104))
    lignes = [
        {
            "acheteur_siren": VILLE,
            "contrat_reference": "A0",
            "periode": f"2024-{m:02}",
            "type_structure": "ACI",
            "structure_siret": secret if m > 1 else secret[:-1] + "x",
            "heures_realisees": "73.25",
        }
        for m in range(1, 13)
    ]
    code, dit = livrer(recu(tmp_path, lignes, "heures_insertion"), table="heures_insertion")
    assert code == 0, dit
    assert "structure_siret" in dit and secret[:-1] not in dit and "73" not in dit
    [fichier] = (maison.base / "prive").glob("*.csv")
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o600
    assert stat.S_IMODE(fichier.parent.stat().st_mode) == 0o700
    assert not list(maison.registres.glob("heures*"))


@pytest.mark.parametrize(
    ("options", "table", "phrase"),
    [
        (("--periode", "2025/2024"), "registre_contrats", "Période"),
        ((), "contrats", "n'est pas un registre"),
        (("--encodage", "utf-7"), "registre_contrats", "Encodage"),
        (("--correspondance", "absente.yaml"), "registre_contrats", "absente.yaml"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_a_sentence(
    maison: Depot, tmp_path: Path, options: tuple[str, ...], table: str, phrase: str
):
    code, dit = livrer(recu(tmp_path, DIX), *options, table=table)
    assert code == 2 and phrase in dit


def test_a_mapping_is_kept_beside(maison: Depot, tmp_path: Path):
    reception = recu(tmp_path, DIX)
    reception.write_text(reception.read_text().replace("reference", "Numéro", 1), encoding="utf-8")
    yaml = tmp_path / "leurs-colonnes.yaml"
    yaml.write_text("schema: registre_contrats\ncolonnes:\n  Numéro: reference\n", encoding="utf-8")
    code, dit = livrer(reception, "--correspondance", str(yaml))
    assert code == 0, dit
    yaml.unlink()
    maison.etablir()
    assert len(maison.lire("registre_contrats")) == 10
    assert list((maison.base / "correspondances").glob("*.yaml"))


def test_without_the_key_it_says_what_to_add(maison: Depot, tmp_path: Path):
    [yaml] = tmp_path.glob("spasers/ville/2026/spaser.yaml")
    yaml.write_text('titre: "Essai"\nedition: "2026"\n', encoding="utf-8")
    code, dit = livrer(recu(tmp_path, DIX))
    assert code == 2 and "registres: data/raw/ville/registres" in dit
