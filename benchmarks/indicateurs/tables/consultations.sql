SELECT acheteur AS acheteur_siren, consultation AS consultation_id, min(jour - 90) AS date_publication, 1 + n(min(i), 'lots', 3) AS nb_lots,
    (['procedure_adaptee', 'appel_offres_ouvert', 'procedure_negociation'])[1 + n(min(i), 'procedure', 3)] AS procedure,
    bool_or(peut_etre(i, 'negociable', 0.5, 0.4)) AS negociation_possible, bool_or(peut_etre(i, 'negociee', 0.3, 0.2)) AS negociation_menee,
    bool_or(peut_etre(i, 'sourcing', 0.3, 0.3)) AS sourcing_mene, bool_or(peut_etre(i, 'variantes', 0.2, 0.3)) AS variantes_autorisees,
    n(min(i), 'dce', 30) AS nb_dce_retires, n(min(i), 'irregulieres', 3) AS nb_offres_irregulieres,
    n(min(i), 'recues', 9) AS attestations_recues, CASE WHEN u(min(i), 'controle') < 0.5 THEN 0 ELSE 1 END AS attestations_controlees,
    (['attribuee', 'attribuee', 'infructueuse', 'en_cours'])[1 + n(min(i), 'statut', 4)] AS statut
FROM socle WHERE etat <> 'decp_seul' GROUP BY ALL ORDER BY 1, 2
