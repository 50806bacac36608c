"""What is kept from one time to the next: taken only when it is whole, never needed, and its guards are not blind."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.commun.duck import connect
from pipelines.contrats import decider
from pipelines.contrats.decider import TABLES
from pipelines.contrats.incremental import fusion, tenir
from pipelines.decp.lecture import Source, lire_fichiers
from pipelines.schemas import tables as schemas
from tests.contrats.outils_incremental import AVANT, JOUR, Maison, reprises, un_seul_fil
from tests.decp.outils import document, marche

__all__ = ["reprises", "un_seul_fil"]


# -- the state: kept whole or made again -------------------------------------------------------------------------


class Etat:
    """A state whose tables are made by a decider that only counts how often it is called."""

    def __init__(self, dossier: Path, ecrire: Callable[[Path], None] = lambda _: None) -> None:
        self.maison, self.decides, self._ecrire = Maison(dossier), 0, ecrire
        self.tables, self.etat = dossier / "sortie", dossier / "etat"
        self.tables.mkdir()

    def tenir(self, *textes: str, jour: date = JOUR, meme: bool = False, **champs: Any) -> dict[str, bytes]:
        """Bring the tables up to date with a file a text."""
        ici = self.maison
        for path in ici.entree.iterdir():
            path.unlink()
        for n, texte in enumerate(textes):
            (ici.entree / f"{n}.json").write_bytes(
                document(marche("2024M" if meme else f"2024M{n}", objet=texte, **champs))
            )
        sources = lire_fichiers([ici.entree], ici.staging, gardees=ici.dossier / "lectures")
        tenir.tenir_a_jour(sources, ici.staging, self.etat, self.tables, jour, self._tout)
        return {t: (self.tables / f"{t}.parquet").read_bytes() for t in TABLES}

    def _tout(self, sources: Sequence[Source], staging: Path, sortie: Path, jour: date) -> None:
        self.decides += 1
        dit = f"{[s.sha256 for s in sources]} {jour}"
        for table in TABLES:
            (sortie / f"{table}.parquet").write_text(f"{table} {dit}")
        self._ecrire(sortie)


@pytest.fixture
def etat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Etat:
    monkeypatch.setattr(tenir, "_reprendre", lambda *a: False)
    return Etat(tmp_path)


def test_little_is_reached_and_much_is_decided_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Contracts that name a framework that nobody publishes do not bear on each other."""
    parts: list[float] = []
    juste, etat = tenir._part_touchee, Etat(tmp_path)
    monkeypatch.setattr(tenir, "_part_touchee", lambda *a: parts.append(juste(*a)) or parts[-1])
    monkeypatch.setattr(tenir, "PART_MAX", 0.0)
    etat.tenir("un", "deux", "trois", idAccordCadre="2024AC")
    etat.tenir("un", "deux", "trois", "quatre", idAccordCadre="2024AC")
    etat.tenir("un", "deux", "trois", "quatre", "cinq", idAccordCadre="2024AC")
    assert (parts, etat.decides) == ([1 / 4, 1 / 5], 3)


def test_nothing_is_decided_when_nothing_changed(etat: Etat):
    avant = etat.tenir("Études")
    shutil.rmtree(etat.tables)
    etat.tables.mkdir()
    assert etat.tenir("Études") == avant
    assert etat.decides == 1
    assert etat.tenir("Études", jour=AVANT) != avant
    assert etat.tenir("Travaux") != avant
    assert etat.decides == 3


@pytest.mark.parametrize("quoi", ["table", "cle", "manifeste", "manque", "liste"])
def test_a_state_that_is_cut_or_written_over_is_made_again(quoi: str, etat: Etat):
    """The tables share their bytes with those of the folder of results: a person may have written there."""
    avant = etat.tenir("Études")
    manifeste = etat.etat / tenir.MANIFESTE
    [cle] = (etat.etat / tenir.CLES).iterdir()
    if quoi == "table":
        (etat.tables / "contrats.parquet").write_bytes(b"autre chose")
    elif quoi == "cle":
        cle.write_bytes(b"PAR1")
    elif quoi == "manifeste":
        manifeste.write_bytes(manifeste.read_bytes()[:40])
    elif quoi == "manque":
        (etat.etat / "tables-a" / "anomalies.parquet").unlink()
    else:
        manifeste.write_text("[]")
    assert etat.tenir("Études") == avant
    assert etat.decides == 2
    assert duckdb.sql(f"SELECT count(*) > 0 FROM read_parquet('{cle}')").fetchone() == (True,)
    assert (etat.tenir("Études"), etat.decides) == (avant, 2)


def test_other_rules_make_the_tables_and_the_keys_again(etat: Etat, monkeypatch: pytest.MonkeyPatch):
    """Keys that other rules wrote would not reach what these rules bring together."""
    etat.tenir("Études")
    [cle] = (etat.etat / tenir.CLES).iterdir()
    fait_le = cle.stat().st_mtime_ns
    monkeypatch.setattr(tenir, "_code", lambda: "d'autres règles")
    etat.tenir("Études")
    assert etat.decides == 2
    assert cle.stat().st_mtime_ns > fait_le


def test_only_what_serves_is_kept(etat: Etat):
    for textes in (["Études"], ["Travaux"], ["Travaux", "Études"], ["Mobilier"]):
        etat.tenir(*textes)
    dit = json.loads((etat.etat / tenir.MANIFESTE).read_text())
    assert sorted(p.name for p in etat.etat.iterdir()) == sorted([tenir.CLES, tenir.MANIFESTE, dit["tables"]])
    assert [p.stem for p in (etat.etat / tenir.CLES).iterdir()] == list(dit["sources"].values())


def test_whatever_tells_probable_merges_is_watched():
    """A column that fusions_probables.sql reads and that is not watched would leave pairs that are no more."""
    dit = (Path(decider.__file__).parent / "fusions_probables.sql").read_text(encoding="utf-8")
    mots = set(re.findall(r"\w+", dit.partition("portraits AS")[0]))
    lues = {c["name"] for c in schemas.charger("contrats")["fields"]} & mots
    assert lues == {"contrat_id", *fusion.PORTRAIT.split(", ")}
    lues = {c["name"] for c in schemas.charger("titulaires")["fields"]} & mots
    assert lues == {"contrat_id", "siren", "titulaire_id", "rang_modification"}


# -- the guards: an element that should have been reached and was not ---------------------------------------------


def test_a_contract_that_leaves_without_one_of_its_elements_is_seen(
    tmp_path: Path, reprises: list[bool], monkeypatch: pytest.MonkeyPatch
):
    """The first file holds what stands for the contract, the second one what was merged into it."""

    def tables(sortie: Path) -> None:
        with duckdb.connect() as con:
            for table, fichier in (("contrat_sources", "0.json"), ("decisions", "1.json")):
                place = f"SELECT 'x' AS contrat_id, '{fichier}' AS fichier, 1 AS rang"
                con.execute(f"COPY ({place}) TO '{sortie / table}.parquet' (FORMAT parquet)")

    juste, etat = tenir.etendre, Etat(tmp_path, tables)

    def court(con: duckdb.DuckDBPyConnection, *args: Any) -> None:
        juste(con, *args)
        con.execute("DELETE FROM touches WHERE rid < 10")

    etat.tenir("un", "un", meme=True)
    monkeypatch.setattr(tenir, "etendre", court)
    monkeypatch.setattr(tenir, "ouvrir", lambda *a: pytest.fail("décidé sans tous les éléments"))
    etat.tenir("un", meme=True)
    assert (reprises, etat.decides) == ([False], 2)


@pytest.mark.parametrize(("noms", "juste"), [("", True), ("abc", True), ("aab", False), ("acb", False)])
def test_two_contracts_of_one_name_are_seen(
    noms: str, juste: bool, etat: Etat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with duckdb.connect() as con:
        con.execute("CREATE TABLE t AS SELECT unnest(?::VARCHAR[]) AS contrat_id", [list(noms)])
        con.execute(f"COPY t TO '{tmp_path}/contrats.parquet' (FORMAT parquet)")

    def fondre(anciennes: Path, _: Path, tables: Path) -> None:
        shutil.copytree(anciennes, tables, dirs_exist_ok=True)
        shutil.copy(tmp_path / "contrats.parquet", tables)

    monkeypatch.undo()
    monkeypatch.setattr(tenir, "_sortir", lambda con, _: bool(con.execute(SORTANTS)))
    monkeypatch.setattr(tenir, "decider", lambda *a: None)
    monkeypatch.setattr(tenir, "fondre", fondre)
    monkeypatch.setattr(tenir, "PART_MAX", 9.0)
    etat.tenir("un")
    etat.tenir("un", "deux")
    assert etat.decides == 2 - juste


SORTANTS = """
CREATE TABLE sortants (contrat_id VARCHAR); CREATE TABLE partis (fichier VARCHAR, rang INTEGER)"""


# -- a wide table keeps its order without being sorted ------------------------------------------------------------

PLACES = (
    ("", "", "ab"),
    ("b", "", ""),
    ("b", "", "a"),
    ("b", "", "c"),
    ("b", "b", ""),
    ("b", "b", "b"),
    ("bd", "d", "e"),
    ("bd", "d", "c"),
    ("bd", "b", "acd"),
    ("bdf", "", "aceg"),
    ("bdf", "bdf", ""),
    ("bdf", "bdf", "aceg"),
    ("bdf", "f", "efgh"),
    ("abcdef", "bcd", "bd"),
    ("bdf", "z", "zy"),
)
"""Rows of the last time, those that leave, those that come."""


@pytest.mark.parametrize(("anciens", "sortants", "nouveaux"), PLACES)
def test_new_rows_are_put_in_at_their_places(anciens: str, sortants: str, nouveaux: str, tmp_path: Path):
    avant, delta, apres = (tmp_path / nom for nom in ("avant", "delta", "apres"))
    for dossier in (avant, delta, apres):
        dossier.mkdir()
    entrent = {c: f"nouveau {c}" for c in nouveaux if c not in anciens or c in sortants}
    restent = {c: f"ancien {c}" for c in anciens if c not in sortants}
    with duckdb.connect() as con:
        ecrire(con, avant / "contrats.parquet", {c: f"ancien {c}" for c in anciens})
        ecrire(con, delta / "contrats.parquet", entrent)
        for nom in (fusion.SORTANTS, fusion.PARTIS, fusion.SORTIS):
            ecrire(con, delta / f"{nom}.parquet", {c: "" for c in sortants if nom == fusion.SORTANTS})
        fusion._larges(avant, delta, apres)
        lus = con.sql(f"SELECT * FROM read_parquet('{apres}/contrats.parquet')").fetchall()
    assert lus == sorted((restent | entrent).items())


def ecrire(con: duckdb.DuckDBPyConnection, chemin: Path, lignes: dict[str, str]) -> None:
    con.execute("CREATE OR REPLACE TABLE t (contrat_id VARCHAR, dit VARCHAR)")
    con.execute("INSERT INTO t SELECT unnest(?), unnest(?)", [list(lignes), list(lignes.values())])
    con.execute(f"COPY (FROM t ORDER BY contrat_id) TO '{chemin}' (FORMAT parquet)")


def test_blocks_of_rows_are_cut_where_a_whole_table_cuts_them(tmp_path: Path):
    """Beyond 122,880 rows a Parquet has several blocks: rows put in between must not move their edges."""
    for nom in ("avant", "delta", "apres"):
        (tmp_path / nom).mkdir()
    contrats = {nom: tmp_path / nom / "contrats.parquet" for nom in ("avant", "delta", "apres")}
    ecrit = "(FORMAT parquet, COMPRESSION zstd)"
    with connect() as con:
        con.execute(
            "CREATE TABLE t AS SELECT printf('%07d', i) AS contrat_id, i % 97 AS v FROM range(300000) r(i)"
        )
        con.execute(f"COPY (FROM t WHERE v <> 3 ORDER BY contrat_id) TO '{contrats['avant']}' {ecrit}")
        con.execute("UPDATE t SET v = 1000 WHERE v = 5")
        con.execute(
            f"COPY (FROM t WHERE v IN (3, 1000) ORDER BY contrat_id) TO '{contrats['delta']}' (FORMAT parquet)"
        )
        sortants = "SELECT contrat_id FROM t WHERE v IN (1000, 7, 8, 9) OR contrat_id < '0001000'"
        con.execute(f"COPY ({sortants}) TO '{tmp_path}/delta/sortants.parquet' (FORMAT parquet)")
        attendu = tmp_path / "attendu.parquet"
        restent = "v NOT IN (7, 8, 9) AND (contrat_id >= '0001000' OR v IN (3, 1000))"
        con.execute(f"COPY (FROM t WHERE {restent} ORDER BY contrat_id) TO '{attendu}' {ecrit}")
    fusion._larges(tmp_path / "avant", tmp_path / "delta", tmp_path / "apres")
    assert contrats["apres"].read_bytes() == attendu.read_bytes()
