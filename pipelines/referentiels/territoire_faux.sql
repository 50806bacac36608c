-- What the territory names and the official file does not have as a commune: nature and parent say when it is a part of one.
SELECT cle, code, nature, parent
FROM (
    SELECT 'communes' AS cle, d.code, min(c.type) AS nature, min(texte(c.parent)) AS parent,
        count(*) FILTER (c.type = 'COM') AS justes
    FROM dit_communes d LEFT JOIN lu_communes c ON c.code = d.code
    GROUP BY d.code
    UNION ALL
    SELECT 'departements', d.code, NULL, NULL, count(*) FILTER (c.type = 'COM')
    FROM dit_departements d LEFT JOIN lu_communes c ON c.departement = d.code
    GROUP BY d.code
)
WHERE justes = 0
ORDER BY cle, code;
