SELECT acheteur AS acheteur_siren, projet AS projet_id, year(jour) AS annee, min(montant) AS montant_estime_ht_eur, bool_or(n(i, 'recurrent', 2) = 0) AS recurrent,
    min(2025 + n(i, 'renouvellement', 3)) AS annee_renouvellement, bool_or(peut_etre(i, 'requestionne', 0.4, 0.3)) AS besoin_requestionne,
    bool_or(peut_etre(i, 'outils', 0.4, 0.3)) AS outils_utilises, min(CASE WHEN u(i, 'faisabilite') < 0.5 THEN 'oui' END) AS faisabilite_insertion,
    bool_or(peut_etre(i, 'eligible', 0.6, 0.3)) AS eligible_env, min(jour - 300) AS date_diagnostic, min(jour) AS date_echeance, min(jour - 200) AS date_publication
FROM socle WHERE etat <> 'decp_seul' GROUP BY ALL ORDER BY 1, 2, 3
