-- The headline of each indicator for a year and a buyer (or all), and its breakdown in one cell.
WITH annee AS (
    SELECT * FROM read_parquet({resultats})
    WHERE spaser = {spaser} AND year(periode_fin) = {annee} AND acheteur_siren IS NOT DISTINCT FROM {acheteur} AND indicateur_id NOT LIKE 'L2111-3_%'
),
tetes AS (
    FROM annee WHERE dimension = 'ensemble' AND modalite = 'ensemble' AND perimetre IN ('simple_et_accords_cadres', 'sans_objet')
),
ventilations AS (
    SELECT indicateur_id, string_agg(modalite || ' : ' || coalesce(replace(rtrim(rtrim(valeur::VARCHAR, '0'), '.'), '.', ','), valeur_texte, valeur_date::VARCHAR, '—'), ' ; ' ORDER BY modalite) AS detail
    FROM annee WHERE modalite <> 'ensemble' GROUP BY ALL
)
SELECT t.*, v.detail FROM tetes t LEFT JOIN ventilations v USING (indicateur_id) ORDER BY indicateur_id
