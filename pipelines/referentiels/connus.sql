-- For whom and when a category that is not said is a « no »: periods that touch or overlap make one.
COPY (
    WITH dites AS (
        SELECT n, famille, coalesce(du, DATE '0001-01-01') AS du, coalesce(au, DATE '9999-12-30') AS au
        FROM periodes WHERE ferme
        -- each period once: equal ones would be in no order
        UNION
        SELECT n, 'ess'::familles, coalesce(jour(du), DATE '0001-01-01'), coalesce(jour(au), DATE '9999-12-30')
        FROM demandes JOIN historique USING (siren)
        WHERE ess IN ('O', 'N')
    ),
    ruptures AS (
        SELECT *, coalesce(du > 1 + max(au) OVER (PARTITION BY n, famille ORDER BY du, au
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS rupture
        FROM dites
    ),
    suites AS (
        SELECT *, count(*) FILTER (rupture) OVER (PARTITION BY n, famille ORDER BY du, au
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS suite
        FROM ruptures
    )
    SELECT siren, siret, famille::VARCHAR AS famille, nullif(debut, DATE '0001-01-01') AS du, nullif(fin, DATE '9999-12-30') AS au
    FROM (SELECT n, famille, min(du) AS debut, max(au) AS fin FROM suites GROUP BY n, famille, suite)
    JOIN demandes USING (n)
    ORDER BY n, famille::VARCHAR, debut
) TO {connus} (FORMAT parquet, COMPRESSION zstd);
