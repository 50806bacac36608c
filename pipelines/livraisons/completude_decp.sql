-- Contracts that each entity of the perimeter publishes, by day of notification: what the grid knows of DECP.
SELECT acheteur_siren, date_notification, count(*) AS contrats
FROM read_parquet({parquet})
WHERE acheteur_siren = ANY ({sirens}) AND date_notification IS NOT NULL
GROUP BY ALL
ORDER BY ALL
