-- Contracts of groups of buyers that count nowhere here, or whose group nobody knows that day, by reason.
SELECT count(*), CASE coalesce(motif, regle) WHEN 'meme_contrat_deja_compte' THEN 'inscrit(s) deux fois, compté(s) une'
    WHEN 'coordonnateur_hors_perimetre' THEN 'non compté(s) : le coordonnateur n''est pas du périmètre' WHEN 'aucun_membre_du_perimetre' THEN 'non compté(s) : aucun membre n''est du périmètre'
    WHEN 'hors_dates' THEN 'laissé(s) à qui les a passés : aucun membre n''adhère à cette date' ELSE 'laissé(s) à qui les a passés : le groupement n''est pas au registre' END AS quoi
FROM read_parquet({attributions}) WHERE compte = 'ecarte' OR regle IN ('inconnu', 'hors_dates') GROUP BY quoi ORDER BY quoi
