-- How many published records each file holds over the three tables where one may be, and the last rank.
SELECT fichier, count(*) AS places, max(rang) AS dernier_rang
FROM (
    SELECT fichier, rang FROM read_parquet('{parquet}/contrat_sources.parquet')
    UNION ALL
    SELECT fichier, rang FROM read_parquet('{parquet}/decisions.parquet')
    UNION ALL
    SELECT fichier, rang FROM read_parquet('{parquet}/quarantaine.parquet')
)
GROUP BY fichier
