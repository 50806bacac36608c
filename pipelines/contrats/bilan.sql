-- What became of the elements of each source.
SELECT source, sort, motif, count(*) AS nombre FROM (
    SELECT source, 'gardes' AS sort, NULL AS motif FROM provenance WHERE preference = 1
    UNION ALL SELECT source, 'fusionnes', regle FROM fusions
    UNION ALL SELECT source, 'quarantaine', quarantaine FROM cles WHERE quarantaine IS NOT NULL
) GROUP BY ALL ORDER BY ALL
