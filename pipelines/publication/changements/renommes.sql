UNION ALL
SELECT 'renomme', CAST(to_json([contrat_id]) AS VARCHAR), NULL, autre, contrat_id, contrat_id, NULL, motif, explication, reference
FROM causes_contrats WHERE sort = 'ajoute' AND motif = 'identifiant_change'
