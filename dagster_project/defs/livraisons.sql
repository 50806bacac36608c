-- Every delivery and what became of it.
SELECT livraison_id, table_livree, acheteur_siren, periode, date_livraison, service, etat, motif, remplacee_par, lignes, en_vigueur, en_attente,
    remplacees, disparues
FROM read_parquet('{parquet}/livraisons_etat.parquet') ORDER BY date_livraison, livraison_id
