"""The Parquet of a table: the same bytes for the same rows, whatever they are read from and on how many threads."""

from pathlib import Path

import pytest

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.formats import parquet
from tests.publication.formats.matiere import Release, champ, schema

LARGE = schema("large", champ("cle", "string"), *(champ(f"c{n:02}", "string") for n in range(12)),
               champ("montant", "number", decimales=2))  # fmt: skip
LIGNES = 262_144


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same rows in two files: cut every 122,880 rows, and anywhere."""
    dossier = tmp_path_factory.mktemp("blocs")
    colonnes = ", ".join(f"CAST(i * {n + 3} % 1009 AS VARCHAR) AS c{n:02}" for n in range(12))
    with duck.connect(threads=2) as con:
        con.execute(
            f"CREATE TABLE t AS SELECT printf('%07d', i) AS cle, {colonnes}, "
            f"CAST(i / 100 AS DECIMAL(18, 2)) AS montant FROM range({LIGNES}) r(i)"
        )
        con.execute(f"COPY t TO '{dossier}/regulier.parquet' (FORMAT parquet)")
        for n in range(0, LIGNES, 50_001):
            con.execute(
                f"COPY (FROM t LIMIT 50001 OFFSET {n}) TO '{dossier}/p{n:06}.parquet' (FORMAT parquet)"
            )
        # where a file ends, a vector is not full: the block that it fills ends anywhere
        con.execute("SET threads = 1")
        con.execute(
            f"COPY (FROM read_parquet('{dossier}/p*.parquet')) TO '{dossier}/irregulier.parquet' (FORMAT parquet)"
        )
        blocs = {
            nom: con.execute(
                "SELECT list(n ORDER BY b) FROM (SELECT row_group_id AS b, min(row_group_num_rows) AS n "
                f"FROM parquet_metadata('{dossier}/{nom}.parquet') GROUP BY b)"
            ).fetchall()[0][0]
            for nom in ("regulier", "irregulier")
        }
    assert blocs["regulier"][:2] == [parquet.BLOC] * 2 and any(n % 2048 for n in blocs["irregulier"][:-1])
    sources = {nom: f"FROM read_parquet('{dossier}/{nom}.parquet')" for nom in blocs}
    return sources | {"a_trier": sources["irregulier"] + " ORDER BY cle"}


def ecrire(source: str, dest: Path, threads: int, memoire: str = "900MB") -> bytes:
    with duck.connect(threads=threads, memory=memoire, tmp=dest.parent) as con:
        parquet.ecrire_parquet(con, source, LARGE, dest)
        assert con.execute("SELECT current_setting('threads')").fetchall() == [(threads,)]
    return dest.read_bytes()


def test_beyond_250_000_rows_the_bytes_do_not_depend_on_threads_memory_or_blocks_read(
    sources, tmp_path: Path
):
    attendu = ecrire(sources["regulier"], tmp_path / "a.parquet", 1)
    (tmp_path / "é b[1]").mkdir()
    for source, threads, memoire in (
        ("regulier", 2, "900MB"), ("irregulier", 1, "900MB"), ("irregulier", 2, "300MB"), ("a_trier", 2, "300MB"),
    ):  # fmt: skip
        assert ecrire(sources[source], tmp_path / "é b[1]" / "b.parquet", threads, memoire) == attendu, source
    with duck.connect() as con:
        assert con.execute(f"SELECT count(*) FROM '{tmp_path}/a.parquet'").fetchall() == [(LIGNES,)]


def test_blocks_that_stay_irregular_are_refused(sources, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(parquet, "_bien_coupe", lambda con, dest: False)
    with pytest.raises(SpaserErreur, match="pas reproductible"):
        ecrire(sources["regulier"], tmp_path / "a.parquet", 1)


def test_its_metadata_say_what_it_is(release: Release):
    with duck.connect() as con:
        dits = con.execute(
            f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{release.fichier('hostile', 'parquet')}')"
        ).fetchall()
        codecs = con.execute(
            f"SELECT DISTINCT compression FROM parquet_metadata('{release.fichier('hostile', 'parquet')}')"
        ).fetchall()
    assert dits == [("table", "hostile"), ("titre", "Table hostile"), ("licence", "lov2")]
    assert codecs == [("ZSTD",)]


def test_an_empty_text_is_an_absent_value(release: Release):
    with duck.connect() as con:
        comptes = con.execute(
            "SELECT count(*) FILTER (texte = ''), count(*) FILTER (texte IS NULL) "
            f"FROM '{release.fichier('hostile', 'parquet')}'"
        ).fetchall()
    assert comptes == [(0, 2)]
