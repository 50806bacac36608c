"""A database shut in: the files it was given, and nothing else of the disk or of the network."""

from pathlib import Path

import duckdb
import pytest

from pipelines.commun.duck import connect, enfermer, literal


@pytest.fixture
def lieu(tmp_path: Path) -> Path:
    for nom in ("permis/a.csv", "permis/[b].csv", "ailleurs/secret.csv"):
        (tmp_path / nom).parent.mkdir(exist_ok=True)
        (tmp_path / nom).write_text("x\n1\n", encoding="utf-8")
    (tmp_path / "permis" / "lien.csv").symlink_to(tmp_path / "ailleurs" / "secret.csv")
    return tmp_path


def test_what_was_given_is_read_and_written(lieu: Path):
    with connect(threads=1, tmp=lieu / "deborde") as con:
        enfermer(con, [lieu / "permis", lieu / "a-venir"])
        assert con.execute(f"FROM read_csv({literal(lieu / 'permis' / 'a.csv')})").fetchall() == [(1,)]
        (lieu / "a-venir").mkdir()
        con.execute(f"COPY (SELECT 1 AS x) TO {literal(lieu / 'a-venir' / 'o.parquet')} (FORMAT parquet)")
        con.execute("SET memory_limit = '60MB'")  # what spills over has its own folder
        con.execute("CREATE TABLE t AS SELECT range AS i, md5(range::VARCHAR) AS s FROM range(1500000)")
        assert con.execute("SELECT count(*) FROM (FROM t ORDER BY s, i)").fetchall() == [(1_500_000,)]


@pytest.mark.parametrize(
    "demande",
    [
        "FROM read_csv('{ailleurs}/secret.csv')",
        "FROM read_csv('{permis}/../ailleurs/secret.csv')",
        "FROM read_csv('{permis}/lien.csv')",
        "FROM read_text('/etc/passwd')",
        "FROM glob('/etc/*')",
        "COPY (SELECT 1) TO '{ailleurs}/o.csv'",
        "ATTACH '{ailleurs}/o.db'",
        "FROM 'http://127.0.0.1:9/a.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
    ],
)
def test_all_else_is_out_of_reach(lieu: Path, demande: str):
    with connect(threads=1) as con:
        enfermer(con, [lieu / "permis"])
        with pytest.raises(duckdb.Error):
            con.cursor().execute(
                demande.format(permis=lieu / "permis", ailleurs=lieu / "ailleurs")
            ).fetchall()
    assert sorted(p.name for p in (lieu / "ailleurs").iterdir()) == ["secret.csv"]


def test_a_file_given_by_a_link_is_reached_by_its_name(lieu: Path):
    with connect(threads=1) as con:
        enfermer(con, [lieu / "permis" / "lien.csv"])
        assert con.execute(f"FROM read_csv({literal(lieu / 'permis' / 'lien.csv')})").fetchall() == [(1,)]


def test_nothing_is_installed_or_loaded_by_itself():
    with connect(threads=1) as con:
        for reglage in (
            "autoinstall_known_extensions",
            "autoload_known_extensions",
            "allow_community_extensions",
        ):
            assert con.execute(f"SELECT current_setting('{reglage}')").fetchall() == [(False,)]


def test_reading_decp_is_done_shut_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A reader that is led to another file by what it reads does not get there."""
    from pipelines.decp import lecture

    (tmp_path / "a.json").write_text('{"marches": {"marche": []}}', encoding="utf-8")
    vus = []

    def sonder(con: duckdb.DuckDBPyConnection, *_: object) -> None:
        with pytest.raises(duckdb.Error):
            con.execute("FROM read_text('/etc/passwd')").fetchall()
        vus.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(lecture, "_lire", sonder)
    with pytest.raises(ZeroDivisionError):
        lecture.lire_fichiers([tmp_path / "a.json"], tmp_path / "staging")
    assert vus == [1]
