SELECT contrat_id, 0 AS rang_modification, rang AS titulaire_rang,
    CASE WHEN u(i, 'hors' || rang) > 0.02 THEN siren(500000000 + n(i, 'titulaire' || rang, 60000)) END AS siren
FROM socle, range(1, 3) t(rang) WHERE etat <> 'registre_seul' AND (rang = 1 OR u(i, 'groupement') < 0.15) ORDER BY i, rang
