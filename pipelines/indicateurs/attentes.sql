-- The results as Great Expectations reads them: `ligne` names a row (from 1, header apart), `*_decimales` is what a
-- count must not have, `valeurs_dites`, `chiffres_dits` and `verdicts_dits` are how many cells tell something, and
-- `ecart_somme` is what parts a value that adds up (no denominator) from its numerator. `evolution`: 1 for a
-- difference, 2 for the ratio of two counts that nothing holds below one (agents trained of those targeted), 0 otherwise.
SELECT
    file_row_number + 1 AS ligne,
    * EXCLUDE (file_row_number),
    numerateur % 1 AS numerateur_decimales,
    denominateur % 1 AS denominateur_decimales,
    (valeur IS NOT NULL)::INTEGER + (valeur_texte IS NOT NULL)::INTEGER + (valeur_date IS NOT NULL)::INTEGER AS valeurs_dites,
    (numerateur IS NOT NULL)::INTEGER + (denominateur IS NOT NULL)::INTEGER + (couverture IS NOT NULL)::INTEGER
        + (borne_min IS NOT NULL)::INTEGER + (borne_max IS NOT NULL)::INTEGER AS chiffres_dits,
    (ecart IS NOT NULL)::INTEGER + (coalesce(etat, 'indetermine') <> 'indetermine')::INTEGER AS verdicts_dits,
    CASE WHEN origine = 'calcule' AND denominateur IS NULL THEN valeur - numerateur END AS ecart_somme,
    coalesce((
        SELECT max(CASE WHEN contains(';' || i.filtre || ';', ';transform=evolution;') THEN 1 WHEN list_contains({libres}, i.mesure) THEN 2 END)
        FROM {connus} i WHERE i.spaser = r.spaser AND i.edition = r.edition AND i.indicateur_id = r.indicateur_id
    ), 0) AS evolution
FROM read_parquet({resultats}, file_row_number = true) r
ORDER BY ligne
