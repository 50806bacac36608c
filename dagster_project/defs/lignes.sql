SELECT count(*) AS lignes FROM read_parquet('{parquet}')
