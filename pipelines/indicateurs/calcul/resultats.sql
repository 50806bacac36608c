-- The table of results (schemas/resultats), with nothing masked: that is `publies.sql`. Targets come after.
CREATE OR REPLACE TABLE tous_resultats AS
SELECT spaser, edition, indicateur_id, niveau, acheteur_siren, periode_debut, periode_fin, compte, 'tous' AS base, perimetre,
    CASE WHEN modalite = 'ensemble' THEN 'ensemble' ELSE dimension END AS dimension, modalite, valeur::DECIMAL(18, 6) AS valeur, texte AS valeur_texte, jour AS valeur_date, unite,
    num::DECIMAL(18, 6) AS numerateur, den::DECIMAL(18, 6) AS denominateur,
    CASE WHEN possibles > 0 AND origine = 'calcule' THEN (connus / possibles)::DECIMAL(18, 6) END AS couverture, bmin::DECIMAL(18, 6) AS borne_min, bmax::DECIMAL(18, 6) AS borne_max,
    CASE WHEN origine = 'non_disponible' AND en_construction THEN 'en_construction' ELSE origine END AS origine,
    CASE WHEN {arrete_au}::DATE <= make_date(annee + 1, 12, 31) THEN 'provisoire' ELSE 'definitif' END AS stade,
    CASE WHEN personnes THEN 'masque_primaire' ELSE 'publie' END AS secret,
    NULL::DECIMAL(18, 6) AS cible, NULL::VARCHAR AS cible_periode, NULL::DECIMAL(18, 6) AS ecart, 'sans_objet' AS etat, {arrete_au}::DATE AS arrete_au,
    CASE WHEN personnes OR indicateur_id IN (SELECT i.indicateur_id FROM indicateurs i JOIN specs s USING (spec) WHERE s.interne) THEN 'interne' ELSE 'public' END AS recalculable, array_to_string(list_sort(sources), '|') AS sources,
    nullif(concat_ws(' ', dit,
        CASE WHEN origine = 'non_disponible' THEN 'Source manquante : ' || array_to_string(absentes, ', ') || '.'
             WHEN len(absentes) > 0 AND origine = 'calcule' THEN 'Source incomplète : ' || array_to_string(absentes, ', ') || '.' END,
        CASE WHEN origine = 'calcule' AND valeur IS NULL AND jour IS NULL AND NOT evolution
             THEN CASE WHEN coalesce(possibles, 0) = 0 THEN 'Rien à compter dans la période.' ELSE 'Aucune réponse connue, sur ' || possibles || '.' END END), '') AS note
FROM lignes;
DROP TABLE lignes;
