-- The headline rates of the three latest years, number and value side by side, as a reader says them.
SELECT year(periode_fin), replace(replace(indicateur_id, 'L2111-3_', ''), '_', ' '), (round(n.valeur * 100, 1)::DECIMAL(5, 1))::VARCHAR || ' %',
    '[' || (round(n.borne_min * 100, 1)::DECIMAL(5, 1))::VARCHAR || ' %' || ' ; ' || (round(n.borne_max * 100, 1)::DECIMAL(5, 1))::VARCHAR || ' %' || ']', (round(v.valeur * 100, 1)::DECIMAL(5, 1))::VARCHAR || ' %', '[' || (round(v.borne_min * 100, 1)::DECIMAL(5, 1))::VARCHAR || ' %' || ' ; ' || (round(v.borne_max * 100, 1)::DECIMAL(5, 1))::VARCHAR || ' %' || ']',
    (round(n.couverture * 100, 1)::DECIMAL(5, 1))::VARCHAR || ' %'
FROM read_parquet({resultats}) n
JOIN read_parquet({resultats}) v USING (indicateur_id, niveau, periode_fin, base, perimetre)
WHERE n.compte = 'nombre' AND v.compte = 'valeur' AND niveau = 'consolide' AND base = 'a_partir_de_40k'
  AND perimetre = 'simple_et_accords_cadres'
  AND periode_fin > (SELECT max(periode_fin) FROM read_parquet({resultats})) - INTERVAL 3 YEAR
ORDER BY 1, indicateur_id
