"""The benchmark of this room, small: its file can belong to nobody, and both contenders find the same."""

from pathlib import Path

import duckdb

from benchmarks.referentiels import comparer, concurrent, generateur
from pipelines.fictif.identifiants import luhn_valide


def test_both_contenders_say_the_same_of_a_small_file(tmp_path: Path, monkeypatch, capsys):
    dossier = generateur.generer(tmp_path, 20_000)
    etablissements = duckdb.read_parquet(str(dossier / "etablissements.parquet"))
    assert etablissements.aggregate("count(*), count(DISTINCT siret)").fetchall() == [(20_000, 20_000)]
    sirens = etablissements.aggregate("list(DISTINCT siren)").fetchall()[0][0]
    assert not any(luhn_valide(s) for s in sirens)
    nous, pandas = tmp_path / "nous", tmp_path / "pandas"
    concurrent.nous(dossier, nous)
    concurrent.pandas(dossier, pandas)
    monkeypatch.setattr("sys.argv", ["comparer", str(nous), str(pandas)])
    try:
        comparer.main()
    except SystemExit as fin:
        assert fin.code is False
    trouves, du_territoire = capsys.readouterr().out.split(" établissements trouvés, ")
    # 162 000 suppliers of a million establishments, two in a hundred here, give or take what a hash draws
    assert 2_900 < int(trouves) < 3_600 and int(du_territoire.split()[0]) > 0
