-- The contracts with what was corrected. What was published never changes, nor the initial amount read in it (law 6).
CREATE OR REPLACE TABLE valeurs AS
SELECT contrat_actuel_id AS contrat_id, map_from_entries(list((champ, valeur_apres))) AS v
FROM read_parquet({corrections_appliquees}) WHERE etat = 'appliquee' GROUP BY ALL;

COPY (
    SELECT c.* REPLACE (
        coalesce(v['objet'], objet) AS objet, coalesce(v['code_cpv'], code_cpv) AS code_cpv, coalesce(v['procedure'], procedure) AS procedure,
        coalesce(v['nature'], nature) AS nature, coalesce(v['type'], type) AS type,
        coalesce(v['date_notification']::DATE, date_notification) AS date_notification,
        coalesce(year(v['date_notification']::DATE)::INTEGER, annee_notification) AS annee_notification,
        coalesce(v['duree_mois']::INTEGER, duree_mois) AS duree_mois,
        coalesce(v['montant_retenu_ht_eur']::DECIMAL(18, 2), montant_retenu_ht_eur) AS montant_retenu_ht_eur)
    FROM read_parquet({contrats}) c LEFT JOIN valeurs USING (contrat_id)
    ORDER BY contrat_id
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
