-- The register `perimetre` in force.
SELECT acheteur_siren, nom, role, date_debut, date_fin
FROM read_parquet({parquet})
ORDER BY acheteur_siren, date_debut, role
