-- The headline rows of a year that no table could give, buyer by buyer.
SELECT DISTINCT acheteur_siren, indicateur_id
FROM read_parquet({resultats})
WHERE origine = 'non_disponible'
  AND niveau = 'acheteur'
  AND acheteur_siren IS NOT NULL
  AND year(periode_fin) = {annee}
  AND dimension = 'ensemble'
  AND modalite = 'ensemble'
ORDER BY ALL;
