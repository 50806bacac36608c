-- The records set aside, by place and reason; never what they say (law 5).
SELECT fichier, rang, motif, explication
FROM read_parquet('{parquet}/quarantaine.parquet')
ORDER BY fichier, rang
LIMIT {limite}
