-- Contracts of groups of buyers that count nowhere, or whose group the register does not know on that day.
SELECT contrat_id, groupement_id, regle, acheteur_siren, coalesce(motif, regle) AS motif
FROM read_parquet('{parquet}') WHERE compte = 'ecarte' OR regle IN ('inconnu', 'hors_dates') ORDER BY contrat_id LIMIT {limite}
