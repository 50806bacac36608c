-- The first rows of a table, which is written in the order of its key.
SELECT {colonnes} FROM read_parquet('{parquet}') LIMIT {limite}
