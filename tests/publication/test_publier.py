"""A release: only what may leave, one value in all formats, the same bytes anywhere, never changed."""

import csv
import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines import schemas
from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.tables.registres import PUBLIES
from pipelines.publication import Fiche, Publication, publier
from pipelines.publication.tables import exiger_publiable
from tests.publication.conftest import ARRETE_AU, FAITES_EN_PUBLIANT, modifier

RACINE = Path(__file__).parents[2]
TOUTES = sorted({*schemas.lister(usage="publication"), *PUBLIES})


def publie(tables: Path, fiche: Fiche, depot: Path, jour: dt.date = ARRETE_AU) -> Publication:
    return publier(tables, depot, fiche, jour)


def octets(dossier: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(dossier.iterdir())}


def latest(depot: Path) -> dict:
    return json.loads((depot / "latest.json").read_text(encoding="utf-8"))


def versions(depot: Path) -> list[str]:
    return sorted(path.name for path in (depot / "versions").iterdir())


# What may leave


def test_no_unpublished_column_reaches_a_release(toutes: Path, fiche: Fiche, tmp_path: Path):
    secrets = {}
    for nom in TOUTES:
        schema = schemas.charger(nom)
        prives = sorted(set(schemas.colonnes(schema)) - set(schemas.colonnes_publiees(schema)))
        if prives:
            valeurs = ", ".join(f"'SECRET {nom} {c}' AS {c}" for c in prives)
            modifier(toutes, nom, f"SELECT * REPLACE ({valeurs}) FROM t")
            secrets[nom] = prives
    assert {
        "contrats",
        "titulaires",
        "quarantaine",
        "actes_sous_traitance",
        "decisions",
        "livraisons_etat",
        "evenements",
        "registre_contrats",
        "saisies",
    } == set(secrets)
    version = publie(toutes, fiche, tmp_path / "exemple")
    for nom, contenu in octets(version.dossier).items():
        assert b"SECRET" not in contenu, nom
        # a rule may name a column that stays in; no value of it is here
        if nom not in ("datapackage.json", "LISEZMOI.md") and not nom.endswith(".schema.json"):
            assert not any(
                f'"{c}"'.encode() in contenu
                for t, prives in secrets.items()
                if nom.startswith(t)
                for c in prives
            ), nom
    descripteur = json.loads((version.dossier / "datapackage.json").read_text(encoding="utf-8"))
    champs = [c for r in descripteur["resources"] for c in r.get("schema", {}).get("fields", [])]
    assert champs and {c["rgpd"] for c in champs} == {"aucune"}


def test_asking_for_an_unpublished_column_is_refused():
    schema = schemas.charger("titulaires")
    exiger_publiable(schema, ["contrat_id", "siren"])
    for colonne in ("denomination_publiee", "titulaire_id_publie", "colonne_inconnue"):
        with pytest.raises(SpaserErreur, match=colonne):
            exiger_publiable(schema, ["contrat_id", colonne])


@pytest.mark.parametrize(
    ("requete", "message"),
    [
        ("SELECT *, 'x' AS nom_du_gerant FROM t", "nom_du_gerant"),
        ("SELECT * EXCLUDE (objet) FROM t", "objet"),
        ("SELECT * REPLACE (1.5::DOUBLE AS montant_retenu_ht_eur) FROM t", "DOUBLE"),
        ("SELECT * FROM t UNION ALL SELECT * FROM t", "plusieurs fois"),
        ("SELECT * REPLACE ('inventé' AS type) FROM t", "n'est pas dans la liste"),
    ],
)
def test_a_wrong_table_stops_everything_and_the_version_in_force_stays(
    tables: Path, fiche: Fiche, tmp_path: Path, requete: str, message: str
):
    depot = tmp_path / "exemple"
    publie(tables, fiche, depot)
    avant = latest(depot)
    modifier(tables, "contrats", requete)
    with pytest.raises(SpaserErreur, match=message):
        publie(tables, fiche, depot)
    assert latest(depot) == avant and versions(depot) == ["2026.11.1"]
    assert not (depot / ".staging").exists()


def test_a_table_without_schema_is_refused(tables: Path, fiche: Fiche, tmp_path: Path):
    duckdb.execute(f"COPY (SELECT 'x' AS nom) TO '{tables / 'beneficiaires.parquet'}'")
    with pytest.raises(SpaserErreur, match="beneficiaires"):
        publie(tables, fiche, tmp_path / "exemple")


# The same values in each format


def test_csv_json_and_parquet_say_the_same(toutes: Path, fiche: Fiche, tmp_path: Path):
    texte = "'à « guillemets \" »,\n\\ retour\r\n\t' || chr(1) || chr(8232) || '😀 =1+1'"
    modifier(
        toutes,
        "contrats",
        f"""SELECT * REPLACE ({texte} AS objet, CASE WHEN contrat_id LIKE '%TVX014' THEN '' END AS lot,
            CASE WHEN contrat_id LIKE '%AC07' THEN -0.05 ELSE 9007199254740993.10 END::DECIMAL(18,2)
                AS montant_retenu_ht_eur,
            CASE WHEN contrat_id LIKE '%AC07' THEN 1.00 ELSE 0.10 END::DECIMAL(9,4) AS taux_avance) FROM t""",
    )
    dossier = publie(toutes, fiche, tmp_path / "exemple").dossier
    for nom in TOUTES:
        champs = {c["name"]: c for c in schemas.publie(schemas.charger(nom))["fields"]}
        with (dossier / f"{nom}.csv").open(encoding="utf-8", newline="") as file:
            lus = list(csv.DictReader(file, strict=True))
        objets = json.loads((dossier / f"{nom}.json").read_text(encoding="utf-8"), parse_float=Decimal)
        assert len(lus) == len(objets)
        for ligne, objet in zip(lus, objets, strict=True):
            assert list(ligne) == list(objet) == list(champs)
            assert ligne == {cle: _texte(valeur) for cle, valeur in objet.items()}
        if nom in FAITES_EN_PUBLIANT:
            continue
        colonnes = ", ".join(f'"{c}"' for c in champs)
        cle = ", ".join(schemas.charger(nom)["primaryKey"])
        rows = duckdb.execute(
            f"SELECT {colonnes} FROM '{toutes / f'{nom}.parquet'}' ORDER BY {cle}"
        ).fetchall()
        assert [_valeurs(o, champs) for o in objets] == [
            tuple(None if v == "" else v for v in row) for row in rows
        ]


def _texte(valeur: object) -> str:
    if valeur is None:
        return ""
    return str(valeur).lower() if isinstance(valeur, bool) else str(valeur)


def _valeurs(objet: dict, champs: dict) -> tuple:
    def lire(champ: dict, valeur: object) -> object:
        if champ["type"] == "date" and valeur is not None:
            return dt.date.fromisoformat(str(valeur))
        return valeur

    return tuple(lire(champs[nom], valeur) for nom, valeur in objet.items())


def test_numbers_are_written_once_for_both_formats(tables: Path, fiche: Fiche, tmp_path: Path):
    modifier(
        tables, "contrats", "SELECT * REPLACE (100000.50::DECIMAL(18,2) AS montant_retenu_ht_eur) FROM t"
    )
    dossier = publie(tables, fiche, tmp_path / "exemple").dossier
    assert '"montant_retenu_ht_eur":100000.5,' in (dossier / "contrats.json").read_text(encoding="utf-8")
    assert ",100000.5," in (dossier / "contrats.csv").read_text(encoding="utf-8")


def test_an_empty_table_is_an_empty_table(tables: Path, fiche: Fiche, tmp_path: Path):
    modifier(tables, "anomalies", "SELECT * FROM t WHERE false")
    dossier = publie(tables, fiche, tmp_path / "exemple").dossier
    assert (dossier / "anomalies.csv").read_text(encoding="utf-8") == "contrat_id,champ,code,explication\n"
    assert json.loads((dossier / "anomalies.json").read_text(encoding="utf-8")) == []


def test_rows_come_in_the_order_of_their_key(tables: Path, fiche: Fiche, tmp_path: Path):
    modifier(tables, "contrats", "SELECT * FROM t ORDER BY contrat_id DESC")
    dossier = publie(tables, fiche, tmp_path / "exemple").dossier
    ids = [o["contrat_id"] for o in json.loads((dossier / "contrats.json").read_text(encoding="utf-8"))]
    assert ids == sorted(ids) and len(ids) == 3


# What a release says of itself


def test_the_datapackage_is_valid_and_says_true(toutes: Path, fiche: Fiche, tmp_path: Path):
    from frictionless import validate

    depot = tmp_path / "exemple"
    dossier = publie(toutes, fiche, depot).dossier
    report = validate(str(dossier / "datapackage.json"), type="package")
    assert report.valid, report.flatten(["name", "message"])
    descripteur = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    assert descripteur["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (descripteur["version"], descripteur["created"]) == ("2026.11.1", "2026-11-22T00:00:00Z")
    assert descripteur["licenses"][0]["name"] == "etalab-2.0"
    assert descripteur["sources"] == [
        {"title": "decp-2026.json", "path": "decp-2026.json", "sha256": "0" * 63 + "a"}
    ]
    decrits = {r["path"] for r in descripteur["resources"]}
    descripteurs = {"datapackage.json", "catalog.jsonld", "croissant.json", "index.html", "SHA256SUMS"}
    tous = {p.name for p in dossier.iterdir() if not p.name.endswith(".schema.json")}
    assert decrits == tous - descripteurs
    for ressource in descripteur["resources"]:
        contenu = (dossier / ressource["path"]).read_bytes()
        assert ressource["bytes"] == len(contenu)
        assert ressource["hash"] == f"sha256:{hashlib.sha256(contenu).hexdigest()}"
        if ressource["type"] == "table":
            with (dossier / ressource["path"]).open(encoding="utf-8", newline="") as file:
                assert ressource["rows"] == len(list(csv.reader(file))) - 1
            assert ressource["schema"]["$schema"].startswith("https://specs.frictionlessdata.io/")
    liens = [r["schema"].get("foreignKeys") for r in descripteur["resources"] if r["name"] == "titulaires"]
    assert liens == [
        [{"fields": ["contrat_id"], "reference": {"resource": "contrats", "fields": ["contrat_id"]}}]
    ]


def test_every_file_is_sealed(tables: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    dossier = publie(tables, fiche, depot).dossier
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=dossier, check=True)
    sommes = {
        ligne.split("  ")[1] for ligne in (dossier / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    }
    assert sommes == {p.name for p in dossier.iterdir()} - {"SHA256SUMS"}
    sceau = latest(depot)
    assert (sceau["version"], sceau["sequence"]) == ("2026.11.1", 1)
    assert {n: f["sha256"] for n, f in sceau["fichiers"].items()} == {
        nom: hashlib.sha256(contenu).hexdigest() for nom, contenu in octets(dossier).items()
    }
    assert {path.stat().st_mode & 0o777 for path in dossier.iterdir()} == {0o444}
    assert (depot / "latest").resolve() == dossier


def test_fictional_data_says_so_everywhere(toutes: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    dossier = publie(toutes, fiche, depot).dossier
    descripteur = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    bilan = json.loads((dossier / "bilan.json").read_text(encoding="utf-8"))
    assert descripteur["fictif"] is bilan["fictif"] is latest(depot)["fictif"] is True
    assert {r["fictif"] for r in descripteur["resources"]} == {True}
    assert descripteur["title"] == latest(depot)["titre"] == "Données fictives – Ville d'exemple"
    assert (dossier / "LISEZMOI.md").read_text(encoding="utf-8").startswith("# Données fictives")
    with pytest.raises(SpaserErreur, match="exemple"):
        Fiche("bordeaux", "Bordeaux", True, "2025")


def test_real_data_is_not_called_fictional(tables: Path, tmp_path: Path):
    dossier = publie(tables, Fiche("ville", "Ville", False, "2025"), tmp_path / "ville").dossier
    assert b"fictives" not in b"".join(octets(dossier).values()).lower()


def test_the_lisezmoi_tells_how_to_count_and_to_cite(toutes: Path, fiche: Fiche, tmp_path: Path):
    texte = (publie(toutes, fiche, tmp_path / "exemple").dossier / "LISEZMOI.md").read_text(encoding="utf-8")
    assert "Un contrat est une ligne de `contrats`" in texte and "version 2026.11.1" in texte
    assert all(f"| `{nom}` |" in texte for nom in TOUTES)


# Versions


def test_the_same_inputs_make_no_new_version(tables: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    premiere = publie(tables, fiche, depot)
    avant = octets(premiere.dossier)
    seconde = publie(tables, fiche, depot)
    assert (premiere.nouvelle, seconde.nouvelle, seconde.version) == (True, False, premiere.version)
    assert versions(depot) == ["2026.11.1"] and octets(seconde.dossier) == avant


def test_a_change_makes_the_next_version_and_leaves_the_former_as_it_was(
    tables: Path, fiche: Fiche, tmp_path: Path
):
    depot = tmp_path / "exemple"
    premiere = publie(tables, fiche, depot)
    avant = octets(premiere.dossier)
    modifier(tables, "contrats", "SELECT * REPLACE ('Autre objet' AS objet) FROM t")
    seconde = publie(tables, fiche, depot)
    troisieme = publie(tables, fiche, depot, dt.date(2026, 12, 1))
    assert [v.version for v in (seconde, troisieme)] == ["2026.11.2", "2026.12.1"]
    assert [v.sequence for v in (premiere, seconde, troisieme)] == [1, 2, 3]
    assert octets(premiere.dossier) == avant
    assert latest(depot)["precedente"] == "2026.11.2"
    assert (depot / "latest").readlink() == Path("versions/2026.12.1")


def test_what_a_publisher_that_died_left_is_cleared_and_its_number_taken(
    tables: Path, fiche: Fiche, tmp_path: Path
):
    depot = tmp_path / "exemple"
    (depot / "versions" / "2026.11.1").mkdir(parents=True)
    (depot / ".staging" / "version").mkdir(parents=True)
    (depot / ".staging" / "version" / "reste.csv").write_text("à moitié", encoding="utf-8")
    version = publie(tables, fiche, depot)
    assert version.version == "2026.11.1" and "reste.csv" not in version.fichiers
    assert {p.name for p in version.dossier.iterdir()} == set(version.fichiers)


def test_renaming_never_replaces_even_an_empty_version(tmp_path: Path):
    from pipelines.publication.depot import renommer_sans_remplacer

    (tmp_path / "neuve").mkdir()
    (tmp_path / "2026.11.1").mkdir()
    with pytest.raises(SpaserErreur, match="existe déjà"):
        renommer_sans_remplacer(tmp_path / "neuve", tmp_path / "2026.11.1")
    assert (tmp_path / "neuve").is_dir()


def test_an_altered_version_stops_the_next_publication(tables: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    path = publie(tables, fiche, depot).dossier / "contrats.csv"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"gymnase", b"palais!"))
    with pytest.raises(SpaserErreur, match=r"a été modifiée : contrats\.csv"):
        publie(tables, fiche, depot)


def test_a_second_publisher_is_refused_by_name(tables: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    depot.mkdir()
    with (depot / ".verrou").open("w") as autre:
        autre.write("4242")
        autre.flush()
        fcntl.flock(autre, fcntl.LOCK_EX)
        with pytest.raises(SpaserErreur, match=r"« exemple » est en cours \(processus 4242\)"):
            publie(tables, fiche, depot)
        assert [path.name for path in depot.iterdir()] == [".verrou"]
    assert publie(tables, fiche, depot).nouvelle


def test_a_folder_without_tables_is_told_in_french(fiche: Fiche, tmp_path: Path):
    with pytest.raises(SpaserErreur, match="ne contient pas de tables"):
        publie(tmp_path, fiche, tmp_path / "exemple")


# Contract ids through versions


def renommer(tables: Path, ancien: str, nouveau: str) -> None:
    for nom in [path.stem for path in tables.glob("*.parquet")]:
        ids = [c for c in schemas.colonnes(schemas.charger(nom)) if c.startswith("contrat_id")]
        if ids:
            valeurs = ", ".join(f"replace({c}, '{ancien}', '{nouveau}') AS {c}" for c in ids)
            modifier(tables, nom, f"SELECT * REPLACE ({valeurs}) FROM t")


def alias(version: Publication) -> list[tuple[str, str, str]]:
    objets = json.loads((version.dossier / "contrats_alias.json").read_text(encoding="utf-8"))
    return [tuple(objet.values()) for objet in objets]


def test_a_contract_is_followed_through_the_names_it_takes(tables: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    a, b, c = (f"000000019-{fin}" for fin in ("2026TVX014", "2026TVX14", "TVX14"))
    assert alias(publie(tables, fiche, depot)) == []
    renommer(tables, a, b)
    assert alias(publie(tables, fiche, depot)) == [(a, b, "2026.11.1")]
    assert not publie(tables, fiche, depot).nouvelle
    renommer(tables, b, c)
    assert alias(publie(tables, fiche, depot)) == [(a, c, "2026.11.1"), (b, c, "2026.11.2")]


def test_a_name_that_comes_back_is_no_alias_any_more(tables: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    a, b = (f"000000019-{fin}" for fin in ("2026TVX014", "2026TVX14"))
    publie(tables, fiche, depot)
    renommer(tables, a, b)
    publie(tables, fiche, depot)
    renommer(tables, b, a)
    assert alias(publie(tables, fiche, depot)) == [(b, a, "2026.11.2")]
    assert not publie(tables, fiche, depot).nouvelle


def test_a_contract_that_is_still_there_has_no_alias(tables: Path, fiche: Fiche, tmp_path: Path):
    depot = tmp_path / "exemple"
    publie(tables, fiche, depot)
    modifier(tables, "decisions", "SELECT * REPLACE ('000000019-2024AC07' AS contrat_id) FROM t")
    assert alias(publie(tables, fiche, depot)) == []


# The same bytes anywhere

JUMEAU = """
import datetime as dt, sys
from pathlib import Path
from pipelines.publication import Fiche, publier
fiche = Fiche("exemple", "Ville d'exemple", True, "2025-2028")
publier(Path(sys.argv[1]), Path(sys.argv[2]), fiche, dt.date(2026, 11, 22), threads=int(sys.argv[3]))
"""


def test_two_builds_elsewhere_give_the_same_bytes(tables: Path, tmp_path: Path):
    """Another folder, time zone, language, number of threads and hash seed.

    One table in disorder, which is sorted; one in order and of several row groups, which is read as it is.
    """
    modifier(
        tables,
        "anomalies",
        "SELECT '000000019-2026TVX014' AS contrat_id, 'c' || hash(i) AS champ, 'code' AS code, "
        "'É' || i AS explication FROM range(30_000) r(i) ORDER BY hash(i * 7)",
    )
    modifier(
        tables,
        "titulaires",
        "SELECT t.* REPLACE (i AS rang_modification) FROM t, range(300_000) r(i) "
        "WHERE titulaire_rang = 1 ORDER BY i",
    )
    ailleurs = tmp_path / "un autre [dossier]" / "tables"
    shutil.copytree(tables, ailleurs)
    builds = []
    for dossier, zone, langue, threads, graine in (
        (tables, "UTC", "C", "1", "0"),
        (ailleurs, "Pacific/Auckland", "tr_TR.UTF-8", "4", "42"),
    ):
        depot = dossier.parent / "published" / "exemple"
        env = os.environ | {"TZ": zone, "LANG": langue, "LC_ALL": langue, "PYTHONHASHSEED": graine}
        commande = [sys.executable, "-c", JUMEAU, str(dossier), str(depot), threads]
        subprocess.run(commande, cwd=RACINE, env=env | {"PYTHONPATH": str(RACINE)}, check=True)
        builds.append(
            octets(depot / "versions" / "2026.11.1") | {"latest": (depot / "latest.json").read_bytes()}
        )
    assert builds[0].keys() == builds[1].keys()
    assert [nom for nom in builds[0] if builds[0][nom] != builds[1][nom]] == []
    assert not any(str(tmp_path).encode() in contenu for contenu in builds[0].values())
