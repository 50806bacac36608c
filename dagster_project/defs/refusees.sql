-- The deliveries that were refused, and why.
SELECT livraison_id, table_livree, acheteur_siren, periode, motif, explication
FROM read_parquet('{parquet}/livraisons_etat.parquet') WHERE etat = 'refusee' ORDER BY livraison_id
