"""What accompanies a release says what its files are: sums, addresses, schemas, counts."""

import csv
import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.publication.descripteurs import catalogue, croissant, provenance
from pipelines.publication.fiche import Source
from tests.publication.descripteurs.conftest import FICHE

BASE = "https://donnees.exemple.invalid/spaser/exemple/"


def lire(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def lignes(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def somme(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# The catalogue


def test_the_catalogue_lists_each_file_at_a_fixed_address_with_its_size(version: Path):
    jeu = lire(version / "catalog.jsonld")["dcat:dataset"][0]
    assert (jeu["@id"], jeu["dct:identifier"]) == (BASE, "exemple")
    decrits = {d["dct:identifier"]: d for d in jeu["dcat:distribution"]}
    paquet = {r["path"]: r for r in lire(version / "datapackage.json")["resources"]}
    assert set(decrits) == {f"exemple/{nom}" for nom in paquet}
    for nom, ressource in paquet.items():
        dite = decrits[f"exemple/{nom}"]
        # a harvester knows a resource by this address: it must not change with the version
        assert dite["dcat:downloadURL"]["@id"] == f"{BASE}latest/{nom}"
        assert dite["dcat:accessURL"]["@id"] == f"{BASE}versions/{version.name}/{nom}"
        assert int(dite["dcat:byteSize"]["@value"]) == ressource["bytes"] == (version / nom).stat().st_size


def test_each_csv_conforms_to_a_schema_that_is_published_beside_it(version: Path):
    from frictionless import validate

    conformes = 0
    for dite in lire(version / "catalog.jsonld")["dcat:dataset"][0]["dcat:distribution"]:
        nom = dite["dct:identifier"].removeprefix("exemple/")
        assert ("dct:conformsTo" in dite) == (nom.endswith(".csv") and not nom.endswith(".excel-fr.csv")), nom
        if "dct:conformsTo" in dite:
            fichier = version / dite["dct:conformsTo"]["@id"].removeprefix(f"{BASE}latest/")
            assert fichier.name == nom.replace(".csv", ".schema.json")
            assert validate(str(fichier), type="schema").valid
            conformes += 1
    assert conformes == len(list(version.glob("*.schema.json"))) > 40


def test_no_checksum_and_a_class_for_each_node(version: Path):
    texte = (version / "catalog.jsonld").read_text(encoding="utf-8")
    assert "checksum" not in texte.lower() and "spdx" not in texte.lower()

    def noeuds(obj: object):
        if isinstance(obj, dict):
            yield obj
            for valeur in obj.values():
                yield from noeuds(valeur)
        elif isinstance(obj, list):
            for valeur in obj:
                yield from noeuds(valeur)

    catalogue_lu = lire(version / "catalog.jsonld")
    renvois = [n for n in noeuds({k: v for k, v in catalogue_lu.items() if k != "@context"}) if "@id" in n]
    sans_classe = {n["@id"] for n in renvois if "@type" not in n}
    assert sans_classe <= {catalogue.LICENCE, "mailto:achats@exemple.invalid"}
    jeu = catalogue_lu["dcat:dataset"][0]
    assert jeu["dct:accrualPeriodicity"]["@id"].endswith("/BIENNIAL")
    assert jeu["dct:temporal"]["dcat:startDate"]["@value"] == "2025-01-01"
    assert jeu["dct:temporal"]["dcat:endDate"]["@value"] == "2026-11-22"


def test_without_an_address_what_is_said_leads_to_the_files_beside():
    from pipelines.publication.fiche import Fiche

    nue = Fiche("ville", "Ville", False, "2025")
    dit = catalogue.decrire(nue, date(2026, 11, 22), "2026.11.1", [])
    assert dit["@id"] == "catalog.jsonld" and "http" not in dit["dcat:dataset"][0]["@id"]


# Croissant


def test_croissant_seals_each_file_and_names_each_column(version: Path):
    dit = lire(version / "croissant.json")
    assert dit["conformsTo"] == croissant.CONFORME
    for objet in dit["distribution"]:
        assert objet["sha256"] == somme(version / objet["name"])
        assert objet["contentUrl"] == f"{BASE}versions/{version.name}/{objet['name']}"
    champs = {champ["@id"] for table in dit["recordSet"] for champ in table["field"]}
    for table in dit["recordSet"]:
        with (version / f"{table['name']}.csv").open(encoding="utf-8", newline="") as file:
            titres = next(csv.reader(file))
        assert [champ["source"]["extract"]["column"] for champ in table["field"]] == titres
        assert {cle["@id"] for cle in table["key"]} <= champs
        renvois = {c["references"]["field"]["@id"] for c in table["field"] if "references" in c}
        assert renvois <= champs
    assert {table["name"] for table in dit["recordSet"]} == {
        path.name.removesuffix(".schema.json") for path in version.glob("*.schema.json")
    }


# The dictionary, counted again in plain Python


def test_the_dictionary_counts_what_the_files_hold(version: Path):
    dites = {(ligne["table"], ligne["colonne"]): ligne for ligne in lignes(version / "dictionnaire.csv")}
    attendues = set()
    for schema in sorted(version.glob("*.schema.json")):
        table = schema.name.removesuffix(".schema.json")
        champs = {champ["name"]: champ for champ in lire(schema)["fields"]}
        contenu = lignes(version / f"{table}.csv")
        for rang, (nom, champ) in enumerate(champs.items(), 1):
            attendues.add((table, nom))
            dite = dites[table, nom]
            valeurs = [ligne[nom] for ligne in contenu if ligne[nom]]
            assert (int(dite["rang"]), int(dite["lignes"])) == (rang, len(contenu))
            assert int(dite["renseignees"]) == len(valeurs), (table, nom)
            assert dite["obligatoire"] == str(bool(champ.get("constraints", {}).get("required"))).lower()
            if table == "dictionnaire" or champ["type"] not in ("number", "integer", "date"):
                assert dite["minimum"] == dite["maximum"] == ""
            elif valeurs:
                cle = str if champ["type"] == "date" else Decimal
                assert (dite["minimum"], dite["maximum"]) == (min(valeurs, key=cle), max(valeurs, key=cle))
    assert set(dites) == attendues


# Provenance


def test_provenance_names_inputs_and_code_and_no_machine(version: Path, monkeypatch: pytest.MonkeyPatch):
    dite = lire(version / "provenance.json")
    assert dite["entrees"]["decp"] == [
        {"titre": "decp-2026.json", "fichier": "decp-2026.json", "sha256": "0" * 63 + "a"}
    ]
    assert dite["code"]["bibliotheques"]["duckdb"] and dite["code"]["verrou_sha256"]
    texte = (version / "provenance.json").read_text(encoding="utf-8")
    assert str(Path.home()) not in texte and str(version.parent) not in texte
    # outside of a checkout of ours, nothing is said of a commit: that of a folder around would be another's
    provenance.code.cache_clear()
    monkeypatch.setattr(provenance, "RACINE", version)
    assert (provenance.code()["commit"], provenance.code()["modifie"]) == (None, None)
    provenance.code.cache_clear()


def test_another_commit_of_the_code_makes_no_new_version(tmp_path: Path, tables: Path, monkeypatch):
    from pipelines.publication import publier

    jour = date(2026, 11, 22)
    premiere = publier(tables, tmp_path / "exemple", FICHE, jour)
    monkeypatch.setattr(provenance, "code", lambda: {"commit": "un autre"})
    encore = publier(tables, tmp_path / "exemple", FICHE, jour)
    assert (encore.nouvelle, encore.version) == (False, premiere.version)


def test_inputs_beside_the_decp_are_named():
    from dataclasses import replace

    fiche = replace(FICHE, entrees=(Source("définition", "exemple/2026/spaser.yaml", "f" * 64),))
    dite = provenance.decrire(fiche, "2026-11-22", "2026.11.1", ())
    assert dite["entrees"]["autres"][0]["sha256"] == "f" * 64
