-- The headline of a breakdown is what its values add up to; persons or structures in two values count in each.
CREATE OR REPLACE TABLE ensembles AS
SELECT spec, niveau, acheteur_siren, annee, perimetre, num, den, valeur, bmin, bmax, connus, possibles, jour
FROM mesures_calculees WHERE modalite = 'ensemble'
UNION ALL
SELECT spec, niveau, acheteur_siren, annee, perimetre, sum(num), sum(den), CASE WHEN any_den THEN (sum(num) / nullif(sum(den), 0))::DECIMAL(38, 6) ELSE sum(num) END,
    CASE WHEN any_den THEN NULL ELSE sum(bmin) END, CASE WHEN any_den OR count(*) > count(bmax) THEN NULL ELSE sum(bmax) END, sum(connus), sum(possibles), min(jour)
FROM (SELECT *, den IS NOT NULL AS any_den FROM mesures_calculees WHERE modalite <> 'ensemble') GROUP BY spec, niveau, acheteur_siren, annee, perimetre, any_den;
