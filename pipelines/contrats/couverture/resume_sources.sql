-- What was read, and how many contracts one source alone gives.
SELECT list(DISTINCT source ORDER BY source) AS sources, count(*) AS fichiers, count(*) FILTER (refuse) AS refuses,
    coalesce(sum(enregistrements), 0)::BIGINT AS enregistrements, coalesce(sum(ecartes), 0)::BIGINT AS ecartes,
    any_value(contrats)::BIGINT AS contrats, any_value(seuls)::BIGINT AS seuls, any_value(partages)::BIGINT AS partages
FROM read_parquet({sources_lues}) CROSS JOIN (
    SELECT coalesce(sum(contrats), 0) AS contrats, coalesce(sum(contrats_seulement_ici), 0) AS seuls,
        coalesce(sum(contrats_vus_ailleurs), 0) AS partages
    FROM read_parquet({couverture}) WHERE source = 'ensemble'
)
