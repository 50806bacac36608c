-- One pass over a population: every spec that counts it is a column, per buyer and year and for all buyers together.
INSERT INTO mesures_calculees
WITH lignes AS (
    SELECT *, {questions}, {dimension} AS _modalite FROM {population}_faits {de_la_grille} WHERE annee IN (SELECT annee FROM annees)
),
passes AS (
    SELECT acheteur_siren, annee, {perimetre} AS perimetre, _modalite AS modalite, unnest([{specs}]) AS s
    FROM {lues}
    GROUP BY GROUPING SETS ({groupes})
)
SELECT s.spec, CASE WHEN acheteur_siren IS NULL THEN 'consolide' ELSE 'acheteur' END, acheteur_siren, annee, perimetre, {modalite},
    s.r.num, s.r.den, s.r.valeur, s.r.bmin, s.r.bmax, s.r.connus, s.r.possibles, s.r.jour
FROM passes WHERE perimetre IS NOT NULL;
