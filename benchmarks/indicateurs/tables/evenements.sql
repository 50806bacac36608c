SELECT siren(k) AS acheteur_siren, 'E' || e AS evenement_id, make_date(2023 + e % 4, 1 + n(k * 100 + e, 'mois', 12), 15) AS "date",
    (['formation', 'sourcing', 'publication', 'rencontre', 'sensibilisation', 'accompagnement'])[1 + n(k * 100 + e, 'evenement', 6)] AS type,
    (['agents', 'entreprises', 'elus'])[1 + n(k * 100 + e, 'public', 3)] AS public, (['realise', 'realise', 'annule'])[1 + n(k * 100 + e, 'statut', 3)] AS statut,
    20 AS nb_agents_cibles, n(k * 100 + e, 'formes', 20) AS nb_agents_formes, siren(600000000 + n(k * 100 + e, 'entite', 900)) AS entite_siren
FROM range({acheteurs}) a(k), range(40) t(e) ORDER BY k, e
