-- How many rows of each table changed since the version before, how and why.
SELECT "table", nature, motif, count(*) AS lignes
FROM read_parquet('{parquet}')
GROUP BY ALL
ORDER BY "table", nature, motif;
