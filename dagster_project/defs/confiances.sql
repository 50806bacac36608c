-- How the qualities of suppliers were found: by which source, and how surely. Counts only: some suppliers are persons.
SELECT source, categorie, confiance, count(DISTINCT (siren, siret)) AS fournisseurs, count(*) FILTER (certain_du IS NULL) AS jamais_a_la_date
FROM read_parquet('{parquet}') GROUP BY ALL ORDER BY source, categorie, confiance
