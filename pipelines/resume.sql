-- The headline rates of the three latest years, number and value side by side, as a reader says them.
CREATE OR REPLACE MACRO pct(x) AS replace(printf('%.1f', round(x * 100, 1)), '.', ',');
CREATE OR REPLACE MACRO taux(valeur, mini, maxi) AS coalesce(pct(valeur) || ' ', '— ') || '(' || pct(mini) || '–' || pct(maxi) || ')';
SELECT year(periode_fin), CASE indicateur_id WHEN 'L2111-3_social' THEN 'sociale'
        WHEN 'L2111-3_environnemental' THEN 'environnementale' WHEN 'L2111-3_social_et_environnemental' THEN 'les deux'
        WHEN 'L2111-3_esus' THEN 'ESUS' WHEN 'L2111-3_inclusif' THEN 'insertion, handicap'
        WHEN 'L2111-3_reserve' THEN 'marché réservé' WHEN 'L2111-3_innovant' THEN 'achat innovant' WHEN 'L2111-3_avance' THEN 'avance'
        ELSE indicateur_id END,
    taux(n.valeur, n.borne_min, n.borne_max), taux(v.valeur, v.borne_min, v.borne_max), pct(n.couverture)
FROM read_parquet({resultats}) n
JOIN read_parquet({resultats}) v USING (indicateur_id, niveau, periode_debut, periode_fin, base, perimetre, modalite)
WHERE n.compte = 'nombre' AND v.compte = 'valeur' AND niveau = 'consolide' AND base = 'a_partir_de_40k'
  AND perimetre = 'simple_et_accords_cadres' AND modalite = 'ensemble' AND starts_with(indicateur_id, 'L2111-3_') AND year(periode_debut) = year(periode_fin)
  AND periode_fin > (SELECT max(periode_fin) FROM read_parquet({resultats})) - INTERVAL 3 YEAR
ORDER BY 1, array_position(['social', 'environnemental', 'social_et_environnemental', 'esus', 'inclusif', 'reserve', 'innovant', 'avance'],
    replace(indicateur_id, 'L2111-3_', ''))
