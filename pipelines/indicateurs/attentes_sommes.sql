-- What all buyers together have, less what each of them has, where a row of one buyer is a row of no other; what is
-- masked for one of them cannot be added up. A millionth a buyer is what rounding leaves.
WITH lignes AS (
    SELECT r.* FROM read_parquet({resultats}) r LEFT JOIN read_parquet({indicateurs}) i USING (spaser, edition, indicateur_id)
    WHERE (starts_with(indicateur_id, 'L2111-3_') OR i.mesure IN ({mesures})) AND r.origine = 'calcule'
),
sommes AS (
    SELECT spaser, edition, indicateur_id, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite,
        count(*) FILTER (niveau = 'acheteur') * 0.000001 AS tolerance,
        coalesce(sum(numerateur) FILTER (niveau = 'acheteur'), 0) - coalesce(sum(numerateur) FILTER (niveau = 'consolide'), 0) AS n,
        coalesce(sum(denominateur) FILTER (niveau = 'acheteur'), 0) - coalesce(sum(denominateur) FILTER (niveau = 'consolide'), 0) AS d
    FROM lignes GROUP BY ALL
    HAVING bool_and(secret = 'publie') AND count(*) FILTER (niveau = 'consolide') > 0
)
SELECT row_number() OVER (ORDER BY spaser, edition, indicateur_id, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite) AS ligne,
    * EXCLUDE (tolerance, n, d),
    CASE WHEN abs(n) <= tolerance THEN 0 ELSE n END AS ecart_numerateur,
    CASE WHEN abs(d) <= tolerance THEN 0 ELSE d END AS ecart_denominateur
FROM sommes
ORDER BY ligne
