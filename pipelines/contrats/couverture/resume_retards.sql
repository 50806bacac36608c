-- Of each source the months that are over (in the others, what is late is still to come) and what has no month.
SELECT source, sum(marches)::BIGINT AS marches, sum(delai_connu)::BIGINT AS delai_connu, sum(delai_inconnu)::BIGINT AS delai_inconnu,
    sum(publies_hors_delai)::BIGINT AS publies_hors_delai,
    CASE WHEN sum(delai_connu) > 0 THEN round(100 * sum(publies_hors_delai) / sum(delai_connu), 1)::DECIMAL(18, 1) END AS part_hors_delai_pct
FROM read_parquet({couverture})
WHERE etat NOT IN ('en_cours', 'hors_periode')
GROUP BY source HAVING sum(marches) > 0
ORDER BY source <> 'ensemble', source
