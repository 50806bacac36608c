-- The rows that wait, by place and rule; never what they say (law 5).
SELECT livraison_id, table_livree, ligne, enregistrement, regles
FROM read_parquet('{parquet}/lignes_en_attente.parquet') ORDER BY ALL LIMIT {limite}
