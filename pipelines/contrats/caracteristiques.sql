-- Considerations and other multi-valued characteristics: for each family, from the preferred source that says something.
CREATE OR REPLACE TABLE caracteristiques_retenues AS
WITH lues AS (
    SELECT groupe, preference, famille, libelle, brut, format FROM caracteristiques_lues JOIN provenance USING (rid)
),
-- most contracts have one publication: nothing to choose
plusieurs AS (SELECT groupe FROM provenance WHERE preference = 2),
choisies AS (
    SELECT groupe, famille, min(preference) FILTER (libelle IS NOT NULL) AS connue, min(preference) AS premiere
    FROM lues SEMI JOIN plusieurs USING (groupe) GROUP BY groupe, famille
),
retenues AS (
    SELECT l.groupe, famille, libelle, brut, format FROM lues l LEFT JOIN choisies c USING (groupe, famille)
    WHERE premiere IS NULL OR preference = coalesce(connue, premiere)
),
-- what is not recognised stands only where nothing is
valeurs AS (
    SELECT groupe, famille, libelle AS valeur, brut, format FROM retenues WHERE libelle IS NOT NULL
    UNION ALL
    SELECT groupe, famille, 'inconnue', brut, format FROM (SELECT * FROM retenues WHERE libelle IS NULL)
    ANTI JOIN (SELECT groupe, famille FROM retenues WHERE libelle IS NOT NULL) USING (groupe, famille)
)
SELECT contrat_id, famille, valeur, min(brut) AS valeur_publiee, min(format) AS origine
FROM valeurs JOIN identifiants USING (groupe)
GROUP BY contrat_id, famille, valeur;

COPY (
    -- declared with a positive value, "Pas de considération" is a contradiction (table anomalies) and does not stand
    SELECT contrat_id, famille, valeur, valeur_publiee, origine FROM caracteristiques_retenues
    WHERE famille IN ('sociale', 'environnementale')
    QUALIFY valeur <> 'aucune' OR NOT bool_or(valeur <> 'aucune') OVER (PARTITION BY contrat_id, famille)
    ORDER BY contrat_id, famille, valeur
) TO {considerations} (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT contrat_id, famille, valeur, valeur_publiee FROM caracteristiques_retenues
    WHERE famille NOT IN ('sociale', 'environnementale') ORDER BY contrat_id, famille, valeur
) TO {caracteristiques} (FORMAT parquet, COMPRESSION zstd);
