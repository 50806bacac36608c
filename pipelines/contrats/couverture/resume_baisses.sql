-- The latest judged months in which a source is well below what was expected of it.
WITH derniers AS (
    SELECT DISTINCT mois_notification FROM read_parquet({couverture})
    WHERE source = 'ensemble' AND etat NOT IN ('en_cours', 'inconnu', 'hors_periode')
    ORDER BY mois_notification DESC LIMIT {derniers}
)
SELECT source, mois_notification, contrats, attendus, ecart_pct, contrats_absents_ici, etat
FROM read_parquet({couverture}) SEMI JOIN derniers USING (mois_notification)
WHERE source <> 'ensemble' AND etat IN ('vide', 'en_baisse')
ORDER BY source, mois_notification
