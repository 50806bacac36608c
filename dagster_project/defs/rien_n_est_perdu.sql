-- Law 1, counted again from what was written: places of published records that occur more than once.
SELECT fichier, rang, count(*) AS fois, string_agg(ou, ', ' ORDER BY ou) AS ou
FROM (
    SELECT fichier, rang, 'contrat_sources' AS ou FROM read_parquet('{parquet}/contrat_sources.parquet')
    UNION ALL
    SELECT fichier, rang, 'decisions' FROM read_parquet('{parquet}/decisions.parquet')
    UNION ALL
    SELECT fichier, rang, 'quarantaine' FROM read_parquet('{parquet}/quarantaine.parquet')
)
GROUP BY fichier, rang
HAVING count(*) > 1
ORDER BY fichier, rang
