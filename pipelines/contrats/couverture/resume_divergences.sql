-- How many contracts each field divides, the most first.
SELECT champ, count(DISTINCT contrat_id) AS contrats FROM read_parquet({divergences_sources}) GROUP BY champ ORDER BY contrats DESC, champ
