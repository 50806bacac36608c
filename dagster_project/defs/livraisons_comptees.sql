-- Law 1, counted again from what was written: an accepted delivery whose records have not one place each.
SELECT livraison_id, lignes, en_vigueur, e.en_attente, remplacees, coalesce(a.nombre, 0) AS listees_en_attente
FROM read_parquet('{parquet}/livraisons_etat.parquet') e
LEFT JOIN (SELECT livraison_id, count(*) AS nombre FROM read_parquet('{parquet}/lignes_en_attente.parquet') GROUP BY ALL) a USING (livraison_id)
WHERE etat <> 'refusee' AND (lignes <> en_vigueur + e.en_attente + remplacees OR e.en_attente <> coalesce(a.nombre, 0))
ORDER BY livraison_id
