-- Deliveries and their fate, in the order in which they were taken.
SELECT livraison_id, table_livree, acheteur_siren, periode, date_livraison, etat, motif, lignes, en_attente
FROM read_parquet({parquet})
ORDER BY date_livraison, livraison_id
