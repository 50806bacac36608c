SELECT DISTINCT acheteur AS acheteur_siren, consultation AS consultation_id, '01' AS lot_numero, siren(500000000 + n(i, 'offre' || rang, 60000)) AS soumissionnaire_siren, rang = 1 AS retenu
FROM socle, range(1, 3) t(rang) WHERE etat <> 'decp_seul' AND i % 3 = 0 ORDER BY ALL
