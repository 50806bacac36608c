-- The rows that a later delivery no longer has, not yet confirmed; of their key, what may be shown.
SELECT livraison_id, table_livree, livraison_precedente, ligne, enregistrement, cle
FROM read_parquet('{parquet}/lignes_disparues.parquet') WHERE etat = 'a_confirmer' ORDER BY ALL
