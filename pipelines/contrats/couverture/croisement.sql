-- One row a pair of sources: who has what in the months that both cover, and how often they say the same.
COPY (
    WITH periodes AS (SELECT o, min(mois) AS premier, max(mois) AS dernier FROM vus GROUP BY o),
    couples AS (
        SELECT a.o AS a, b.o AS b, a.source AS source_a, b.source AS source_b, debut, fin
        FROM sources a JOIN sources b ON a.o < b.o
        LEFT JOIN (
            SELECT x.o AS a, y.o AS b, greatest(x.premier, y.premier) AS debut, least(x.dernier, y.dernier) AS fin
            FROM periodes x JOIN periodes y ON x.o < y.o AND x.premier <= y.dernier AND y.premier <= x.dernier
        ) p ON p.a = a.o AND p.b = b.o
    ),
    communs AS (
        SELECT a, b, count(*) AS communs,
            {comptes}
        FROM paires JOIN connus USING (c) WHERE mois IS NOT NULL GROUP BY a, b
    )
    SELECT source_a, source_b, mois_dit(debut) AS mois_debut, mois_dit(fin) AS mois_fin, coalesce(fin - debut + 1, 0) AS mois_communs, chez_a AS contrats_a, chez_b AS contrats_b,
        coalesce(communs, 0) AS contrats_communs, chez_a - contrats_communs AS contrats_seulement_a, chez_b - contrats_communs AS contrats_seulement_b,
        {colonnes}
    FROM couples LEFT JOIN communs USING (a, b)
    CROSS JOIN LATERAL (SELECT coalesce(sum(contrats), 0)::BIGINT AS chez_a FROM vus WHERE vus.o = couples.a AND vus.mois BETWEEN debut AND fin)
    CROSS JOIN LATERAL (SELECT coalesce(sum(contrats), 0)::BIGINT AS chez_b FROM vus WHERE vus.o = couples.b AND vus.mois BETWEEN debut AND fin)
    ORDER BY source_a, source_b
) TO {croisement_sources} (FORMAT parquet, COMPRESSION zstd);
