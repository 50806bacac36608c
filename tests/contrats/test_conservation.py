"""Nothing lost, nothing twice, whatever the order, the cut, the names and the machine (laws 1, 2 and 7)."""

import csv
import hashlib
import io
import json
import os
import random
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commun.erreurs import SpaserErreur
from pipelines.contrats import decider
from pipelines.contrats import etablir as module_etablir
from pipelines.contrats.etablir import TABLES
from pipelines.ingestion import ingerer
from tests.ailleurs import de_reference, publier_ailleurs

RACINE = Path(__file__).parents[2]
DECP = RACINE / "data/raw/exemple/decp"
FICHIERS = sorted(p for p in DECP.rglob("*") if p.is_file())
JOUR = date(2026, 6, 30)
PAR_PLACE = ("contrat_sources", "decisions", "quarantaine")
"""Tables that name files; all the others speak of contracts alone."""


def ingerer_dans(sortie: Path, fichiers: Sequence[Path], **options: Any) -> dict[str, Any]:
    """Read files into an empty folder."""
    shutil.rmtree(sortie, ignore_errors=True)
    return ingerer(fichiers, sortie, JOUR, **options)


def empreintes(dossier: Path, tables: Sequence[str] = TABLES) -> dict[str, str]:
    """The digest of each table, and of bilan.json with them all."""
    noms = [f"{table}.parquet" for table in tables] + (["bilan.json"] if tables == TABLES else [])
    return {nom: hashlib.sha256((dossier / nom).read_bytes()).hexdigest() for nom in noms}


DE_CONTRAT = tuple(table for table in TABLES if table not in PAR_PLACE)


def places(dossier: Path) -> list[tuple[str, int]]:
    """Every (file, rank) of the three tables that account for it."""
    union = " UNION ALL ".join(
        f"SELECT fichier, rang FROM '{dossier}/{table}.parquet'" for table in PAR_PLACE
    )
    return duckdb.sql(f"{union} ORDER BY ALL").fetchall()


def attendues(bilan: dict[str, Any]) -> list[tuple[str, int]]:
    """Every (file, rank) that was read."""
    return sorted((s["fichier"], rang) for s in bilan["sources"] for rang in range(1, (s["lus"] or 0) + 1))


@pytest.fixture(scope="module")
def tout(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """All the files of the fictional community, read at once."""
    sortie = tmp_path_factory.mktemp("tout")
    return sortie, ingerer_dans(sortie, FICHIERS)


# -- law 1 ------------------------------------------------------------------------------------------------------


def test_each_record_is_in_one_table_once(tout: tuple[Path, dict[str, Any]]) -> None:
    sortie, bilan = tout
    assert places(sortie) == attendues(bilan)
    total = bilan["total"]
    assert total["lus"] == total["gardes"] + total["fusionnes"] + total["quarantaine"] == len(places(sortie))
    for source in bilan["sources"]:
        assert source["lus"] == source["gardes"] + source["fusionnes"] + source["quarantaine"]
        assert sum(source["motifs"].values()) == source["fusionnes"] + source["quarantaine"]


def test_each_contract_has_one_record_of_its_own_and_the_others_point_at_it(
    tout: tuple[Path, dict[str, Any]],
) -> None:
    sortie, bilan = tout
    contrats = f"'{sortie}/contrats.parquet'"
    requete = f"""SELECT (SELECT count(*) FROM {contrats}), (SELECT count(DISTINCT contrat_id) FROM {contrats}),
        (SELECT count(*) FROM '{sortie}/contrat_sources.parquet' SEMI JOIN {contrats} USING (contrat_id)),
        (SELECT count(*) FROM '{sortie}/decisions.parquet' ANTI JOIN {contrats} USING (contrat_id)),
        (SELECT sum(nb_publications) FROM {contrats})"""
    total = bilan["total"]
    gardes = total["gardes"]
    assert duckdb.sql(requete).fetchone() == (gardes, gardes, gardes, 0, gardes + total["fusionnes"])


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"contrats", "quarantaine"}))
def test_no_line_hangs_on_a_contract_that_does_not_exist(
    table: str, tout: tuple[Path, dict[str, Any]]
) -> None:
    sortie, _ = tout
    cle = "contrat_id_b" if table == "fusions_probables" else "contrat_id"
    orphelins = duckdb.sql(
        f"SELECT count(*) FROM '{sortie}/{table}.parquet' "
        f"WHERE {cle} NOT IN (SELECT contrat_id FROM '{sortie}/contrats.parquet')"
    ).fetchone()
    assert orphelins == (0,)


@pytest.mark.parametrize(
    ("etape", "avant", "apres"),
    [
        ("cles", "FROM elements LEFT JOIN", "FROM (FROM elements WHERE rang <> 3) elements LEFT JOIN"),
        ("retenus", "FROM cles ANTI JOIN", "FROM (FROM cles WHERE rang > 9) cles ANTI JOIN"),
        ("comptabilite", "WHERE d.preference > 1 AND", "WHERE d.preference > 2 AND"),
        (
            "cles",
            "WHEN siren IS NULL THEN",
            "WHEN siren IS NULL OR rang = 3 THEN NULL WHEN siren IS NULL THEN",
        ),
        ("contrats", "WHERE preference = 1\n    ),\n    fiches", "WHERE preference <= 2\n    ),\n    fiches"),
    ],
    ids=["perdu à la lecture", "perdu seul", "perdu fusionné", "perdu en quarantaine", "compté deux fois"],
)
def test_a_record_lost_or_counted_twice_stops_the_run(
    etape: str, avant: str, apres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vrai = module_etablir.sql
    casses = []

    def casser(module: str, nom: str, **parametres: str) -> str:
        texte = vrai(module, nom, **parametres)
        if nom == etape:
            casses.append(texte.count(avant))
            texte = texte.replace(avant, apres)
        return texte

    for module in (module_etablir, decider):
        monkeypatch.setattr(module, "sql", casser)
    fichiers = [*DECP.glob("pes_2026*.json"), DECP / "emballages/v11_null.json"]
    if "siren IS NULL" in avant:
        sans_siren = [{"id": f"Q{n}", "acheteur": {"id": "12"}, "objet": "x"} for n in range(4)]
        fichiers.append(tmp_path / "q.json")
        fichiers[-1].write_text(json.dumps({"marches": sans_siren}), encoding="utf-8")
    with pytest.raises(SpaserErreur, match=r"rien ne doit se perdre|un contrat se compte une fois"):
        ingerer_dans(tmp_path / "sortie", fichiers)
    assert casses == [1], "the text to break is no longer in the SQL"


# -- laws 2 and 7: order, names, cuts ----------------------------------------------------------------------------


@settings(max_examples=3)
@given(tirage=st.randoms(use_true_random=False), nombre=st.integers(2, 9))
def test_any_files_in_any_order_and_under_any_names(
    tirage: random.Random, nombre: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("ordre")
    choisis = tirage.sample(FICHIERS, nombre)
    bilan = ingerer_dans(base / "a", choisis)
    assert places(base / "a") == attendues(bilan)
    ingerer_dans(base / "b", sorted(choisis))
    assert empreintes(base / "b") == empreintes(base / "a")
    # other names, hence another order of reading: the contracts are the same
    autres = []
    for rang, fichier in enumerate(tirage.sample(choisis, nombre)):
        autres.append(base / f"{rang:02d}{fichier.suffix}")
        shutil.copyfile(fichier, autres[-1])
    renomme = ingerer_dans(base / "c", autres)
    assert empreintes(base / "c", DE_CONTRAT) == empreintes(base / "a", DE_CONTRAT)
    assert renomme["total"] == bilan["total"]


@pytest.mark.parametrize(
    "champ",
    [
        "offresRecues",
        "tauxAvance",
        "idAccordCadre",
        "zone_inconnue",
        "modalitesExecution",
        "sousTraitanceDeclaree",
    ],
)
def test_two_publications_that_differ_in_a_minor_field_do_not_depend_on_their_names(
    champ: str, tmp_path: Path
) -> None:
    base = {"id": "M1", "acheteur": {"id": "00000001900018"}, "objet": "Bancs", "montant": 10_000}
    valeurs: list[Any] = [1, 0]
    if champ == "modalitesExecution":
        valeurs = [{"modaliteExecution": ["Tranches"]}, {"modaliteExecution": ["Sans objet"]}]
    un, deux = (json.dumps({"marches": [base | {champ: valeur}]}) for valeur in valeurs)
    for sortie, (a, b) in {"s1": (un, deux), "s2": (deux, un)}.items():
        for nom, texte in {"a.json": a, "b.json": b}.items():
            (tmp_path / nom).write_text(texte, encoding="utf-8")
        ingerer_dans(tmp_path / sortie, [tmp_path / "a.json", tmp_path / "b.json"])
    assert empreintes(tmp_path / "s1", DE_CONTRAT) == empreintes(tmp_path / "s2", DE_CONTRAT)


def couper(fichier: Path, dossier: Path) -> list[Path]:
    """Write a file again as three files of its format that hold its records once each, their bytes unchanged."""
    contenu = fichier.read_bytes()
    if fichier.suffix == ".csv":
        lignes = list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"))))
        parts = []
        for n in range(3):
            tampon = io.StringIO()
            csv.writer(tampon, lineterminator="\n").writerows([lignes[0], *lignes[1:][n::3]])
            parts.append(tampon.getvalue().encode())
    elif fichier.suffix == ".xml":
        ElementTree.register_namespace("", "")
        parts = []
        for n in range(3):
            racine = ElementTree.fromstring(contenu.replace(b"\x01", b" "))
            for rang, enfant in enumerate(list(racine)):
                if rang % 3 != n:
                    racine.remove(enfant)
            parts.append(ElementTree.tostring(racine))
    else:
        enveloppe = msgspec.json.decode(contenu.removeprefix(b"\xef\xbb\xbf"), type=dict[str, msgspec.Raw])
        marches = bytes(enveloppe["marches"])
        if marches.startswith(b"["):
            listes = {"": msgspec.json.decode(marches, type=list[msgspec.Raw])}
        else:
            listes = msgspec.json.decode(marches, type=dict[str, list[msgspec.Raw]])
        parts = []
        for n in range(3):
            morceaux = {
                cle: b"[" + b",".join(map(bytes, bruts[n::3])) + b"]" for cle, bruts in listes.items()
            }
            corps = b",".join(f'"{cle}":'.encode() + brut for cle, brut in morceaux.items())
            parts.append(b'{"marches":' + (morceaux[""] if "" in morceaux else b"{" + corps + b"}") + b"}")
    chemins = [dossier / f"{n}_{fichier.name}" for n in range(3)]
    for chemin, part in zip(chemins, parts, strict=True):
        chemin.write_bytes(part)
    return chemins


def test_each_file_split_in_three_gives_the_same_contracts(tmp_path: Path) -> None:
    # one file has backslashes that JSON does not know: it cannot be cut with a JSON parser
    entiers = [fichier for fichier in FICHIERS if "antislash" not in fichier.name]
    bilan = ingerer_dans(tmp_path / "a", entiers)
    (tmp_path / "coupes").mkdir()
    coupes = [part for fichier in entiers for part in couper(fichier, tmp_path / "coupes")]
    bilan_coupe = ingerer_dans(tmp_path / "b", coupes)
    assert empreintes(tmp_path / "b", DE_CONTRAT) == empreintes(tmp_path / "a", DE_CONTRAT)
    assert bilan_coupe["total"] == bilan["total"]
    assert places(tmp_path / "b") == attendues(bilan_coupe)
    cles = {
        "decisions": "contrat_id, regle",
        "quarantaine": "motif, brut",
        "contrat_sources": "contrat_id, empreinte",
    }
    for table, cle in cles.items():
        requete = f"SELECT {cle}, count(*) FROM '{{}}/{table}.parquet' GROUP BY ALL ORDER BY ALL"
        coupe, entier = (duckdb.sql(requete.format(tmp_path / d)).fetchall() for d in "ba")
        assert coupe == entier, table


def test_files_ingested_one_by_one_are_files_ingested_together(
    tmp_path: Path, tout: tuple[Path, dict[str, Any]]
) -> None:
    choisis = random.Random(7).sample(FICHIERS, 4)
    for fichier in choisis:
        ingerer([fichier], tmp_path / "un_par_un", JOUR, ajouter=True)
    ingerer_dans(tmp_path / "ensemble", choisis)
    assert empreintes(tmp_path / "un_par_un") == empreintes(tmp_path / "ensemble")
    ingerer(FICHIERS, tmp_path / "un_par_un", JOUR, ajouter=True)
    assert empreintes(tmp_path / "un_par_un") == empreintes(tout[0])


# -- law 7: the machine ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coeurs", [1, 2, 4])
def test_the_number_of_threads_changes_nothing(
    coeurs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tout: tuple[Path, dict[str, Any]]
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: coeurs)
    ingerer_dans(tmp_path / "sortie", FICHIERS)
    assert empreintes(tmp_path / "sortie") == empreintes(tout[0])


def _publie(dossier: Path) -> dict[str, bytes]:
    """What a run of the command in that folder published and worked on, by name."""
    version = dossier / "data/published/exemple/latest"
    tables = {p.stem: p.read_bytes() for p in (dossier / "data/travail/exemple/tables").glob("*.parquet")}
    return {p.name: p.read_bytes() for p in version.resolve().iterdir() if p.is_file()} | tables


def test_a_release_is_the_same_bytes_on_another_machine(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    un = _publie(de_reference(tmp_path_factory))
    la_bas = publier_ailleurs(
        tmp_path / "autre dossier [2] d'été",
        4,
        TZ="Pacific/Auckland",
        LANG="fr_FR.UTF-8",
        LC_ALL="tr_TR.UTF-8",
        PYTHONHASHSEED="77",
    )
    autre = _publie(la_bas)
    assert un.keys() == autre.keys()
    assert {"contrats.csv", "contrats.json", "resultats.csv", "datapackage.json", "contrats"} <= un.keys()
    assert [nom for nom in un if un[nom] != autre[nom]] == []


def test_unknown_fields_of_a_merged_record_are_kept_with_the_decision(tmp_path: Path) -> None:
    fiche = {
        "id": "2024A01",
        "acheteur": {"id": "00000101600013"},
        "objet": "Toiture du gymnase",
        "montant": 50000,
    }
    fiche |= {
        "dateNotification": "2024-03-01",
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "1"}}],
    }
    for nom, jour, plus in (("a", "2024-04-01", {"zone": "gardee"}), ("b", "2024-05-01", {})):
        contenu = json.dumps({"marches": {"marche": [fiche | {"datePublicationDonnees": jour} | plus]}})
        (tmp_path / f"{nom}.json").write_text(contenu, encoding="utf-8")
    ingerer([tmp_path / "a.json", tmp_path / "b.json"], tmp_path / "tables", date(2026, 6, 30))
    lu = duckdb.sql(f"SELECT champs_inconnus FROM '{tmp_path}/tables/decisions.parquet'").fetchall()
    assert lu == [('{"zone":"gardee"}',)]
