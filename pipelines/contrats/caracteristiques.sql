-- Considerations and other multi-valued characteristics: for each family, from the preferred source that says something.
CREATE OR REPLACE TABLE caracteristiques_retenues AS
SELECT contrat_id, famille, coalesce(libelle, 'inconnue') AS valeur, min(brut) AS valeur_publiee, min(format) AS origine
FROM (
    SELECT contrat_id, famille, libelle, brut, format, preference,
        min(CASE WHEN libelle IS NOT NULL THEN preference END) OVER (PARTITION BY contrat_id, famille) AS connue,
        min(preference) OVER (PARTITION BY contrat_id, famille) AS premiere
    FROM caracteristiques_lues JOIN provenance USING (rid)
)
WHERE preference = coalesce(connue, premiere) AND (libelle IS NOT NULL OR connue IS NULL)
GROUP BY ALL;

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
