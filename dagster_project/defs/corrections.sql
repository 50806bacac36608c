-- Human corrections and what became of them.
SELECT contrat_id, champ, date_decision, etat, valeur_avant, valeur_apres, explication, service
FROM read_parquet('{parquet}/corrections_appliquees.parquet') ORDER BY ALL
