-- What all buyers together have, less what each of them has, where a row of one buyer is a row of no other; what is
-- masked for one of them cannot be added up. A millionth a buyer is what rounding leaves. A contract that members of a group
-- share is counted by each of them and once for all: in number, `partages` rows at most are then counted more than
-- once (and in the two sums of a mean, what these rows bring).
WITH lignes AS (
    SELECT r.*, coalesce(i.mesure IN ({rapports}), false) AS rapport FROM read_parquet({resultats}) r LEFT JOIN read_parquet({indicateurs}) i USING (spaser, edition, indicateur_id)
    WHERE (starts_with(indicateur_id, 'L2111-3_') OR i.mesure IN ({mesures})) AND r.origine = 'calcule'
),
sommes AS (
    SELECT rapport, spaser, edition, indicateur_id, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite,
        count(*) FILTER (niveau = 'acheteur') * 0.000001 AS tolerance,
        coalesce(sum(numerateur) FILTER (niveau = 'acheteur'), 0) - coalesce(sum(numerateur) FILTER (niveau = 'consolide'), 0) AS n,
        coalesce(sum(denominateur) FILTER (niveau = 'acheteur'), 0) - coalesce(sum(denominateur) FILTER (niveau = 'consolide'), 0) AS d
    FROM lignes GROUP BY ALL
    HAVING bool_and(secret = 'publie') AND count(*) FILTER (niveau = 'consolide') > 0
)
SELECT row_number() OVER (ORDER BY spaser, edition, indicateur_id, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite) AS ligne,
    * EXCLUDE (tolerance, n, d, rapport),
    CASE WHEN abs(n) <= tolerance OR {partages} > 0 AND (compte = 'nombre' AND n BETWEEN 0 AND {partages} OR rapport AND n >= 0) THEN 0 ELSE n END AS ecart_numerateur,
    CASE WHEN abs(d) <= tolerance OR {partages} > 0 AND (compte = 'nombre' AND d BETWEEN 0 AND {partages} OR rapport AND d >= 0) THEN 0 ELSE d END AS ecart_denominateur
FROM sommes
ORDER BY ligne
