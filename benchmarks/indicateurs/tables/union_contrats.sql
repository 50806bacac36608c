SELECT contrat_id, acheteur AS acheteur_siren, CASE WHEN etat <> 'decp_seul' THEN acheteur END AS registre_acheteur_siren,
    CASE WHEN etat <> 'decp_seul' THEN reference END AS reference, etat
FROM socle ORDER BY i
