SELECT acheteur AS acheteur_siren, consultation AS consultation_id, '01' AS lot_numero, bool_or(peut_etre(i, 'lot_reserve', 0.03, 0.5)) AS reserve,
    max(n(i, 'offres', 9)) AS nb_offres_recues, 'attribue' AS statut
FROM socle WHERE etat <> 'decp_seul' GROUP BY ALL ORDER BY 1, 2
