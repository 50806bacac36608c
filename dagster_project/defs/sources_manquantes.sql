-- Results that are not available, by what is missing; one that lacks two sources is told of each.
SELECT source AS source_manquante, count(*) AS resultats, count(DISTINCT indicateur_id) AS indicateurs
FROM (
    SELECT indicateur_id, unnest(string_split(coalesce(nullif(regexp_extract(note, 'Source manquante : ([^.]+)', 1), ''), 'non précisée'), ', ')) AS source
    FROM read_parquet('{parquet}') WHERE origine = 'non_disponible' AND secret = 'publie'
    UNION ALL
    SELECT indicateur_id, 'registre sur des personnes' FROM read_parquet('{parquet}') WHERE origine = 'non_disponible' AND secret <> 'publie'
)
GROUP BY ALL
ORDER BY resultats DESC, source_manquante
