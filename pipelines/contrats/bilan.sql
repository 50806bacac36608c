-- What became of the elements of each file.
SELECT fichier, 'gardes' AS sort, NULL AS motif, count(*) AS nombre FROM read_parquet({contrat_sources}) GROUP BY ALL
UNION ALL SELECT fichier, 'fusionnes', regle, count(*) FROM read_parquet({decisions}) GROUP BY ALL
UNION ALL SELECT fichier, 'quarantaine', motif, count(*) FROM read_parquet({quarantaine}) GROUP BY ALL
ORDER BY ALL
