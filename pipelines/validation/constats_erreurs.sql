-- The faults in order, each with its physical line: a record begins as many lines further as earlier records hold
-- line ends inside their cells.
SELECT * EXCLUDE (cumul) REPLACE (coalesce(ligne, enregistrement + coalesce(cumul, 0)) AS ligne)
FROM (
    SELECT {colonnes}, s.cumul
    FROM {lecture} AS e ASOF LEFT JOIN {sauts} AS s ON e.enregistrement > s.enregistrement
)
ORDER BY groupe, enregistrement NULLS FIRST, etage, ordre, numero, regle
{limite}
