-- One considered field in three is not filled in.
SELECT contrat_id, acheteur AS acheteur_siren, type, jour AS date_notification, code_cpv,
    CASE WHEN u(i, 'duree?') > 0.03 THEN duree END AS duree_mois,
    CASE WHEN u(i, 'anomalie') > 0.04 THEN montant END AS montant_retenu_ht_eur,
    CASE WHEN u(i, 'anomalie') <= 0.01 THEN 'absent' WHEN u(i, 'anomalie') <= 0.04 THEN 'aberrant' END AS montant_anomalie,
    (['Appel d''offres ouvert', 'Procédure adaptée', 'Procédure adaptée', 'Procédure avec négociation', 'Marché passé sans publicité ni mise en concurrence préalable', NULL])[1 + n(i, 'procedure', 6)] AS procedure,
    CASE WHEN u(i, 'offres') < 0.7 THEN n(i, 'offres', 9) END AS offres_recues,
    peut_etre(i, 'innovant', 0.02, 0.3) AS marche_innovant, peut_etre(i, 'avance', 0.5, 0.3) AS attribution_avance, u(i, 'taux')::DECIMAL(9, 4) AS taux_avance,
    peut_etre(i, 'social', 0.25, 0.33) AS consideration_sociale, peut_etre(i, 'clause_s', 0.2, 0.33) AS clause_sociale,
    peut_etre(i, 'critere_s', 0.1, 0.33) AS critere_social, peut_etre(i, 'reserve', 0.03, 0.33) AS marche_reserve,
    peut_etre(i, 'env', 0.4, 0.33) AS consideration_environnementale, peut_etre(i, 'clause_e', 0.3, 0.33) AS clause_environnementale,
    peut_etre(i, 'critere_e', 0.25, 0.33) AS critere_environnemental
FROM socle WHERE etat <> 'registre_seul' ORDER BY i
