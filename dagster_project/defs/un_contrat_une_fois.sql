-- Law 2: a contract has one row, made from one record that was kept; nothing points to a contract that is not there.
WITH contrats AS (
    SELECT contrat_id, count(*) AS n FROM read_parquet('{parquet}/contrats.parquet') GROUP BY contrat_id
),
sources AS (
    SELECT contrat_id, count(*) AS n FROM read_parquet('{parquet}/contrat_sources.parquet') GROUP BY contrat_id
)
SELECT
    coalesce(contrats.contrat_id, sources.contrat_id) AS contrat_id,
    coalesce(contrats.n, 0) AS lignes_contrats,
    coalesce(sources.n, 0) AS lignes_contrat_sources
FROM contrats FULL JOIN sources ON sources.contrat_id = contrats.contrat_id
WHERE contrats.n IS DISTINCT FROM 1 OR sources.n IS DISTINCT FROM 1
UNION ALL
SELECT contrat_id, 0, 0
FROM read_parquet('{parquet}/decisions.parquet')
WHERE contrat_id NOT IN (SELECT contrat_id FROM contrats)
ORDER BY 1
