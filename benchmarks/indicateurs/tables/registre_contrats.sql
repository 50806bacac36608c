SELECT acheteur AS acheteur_siren, reference, type, jour AS date_notification, duree AS duree_mois, code_cpv,
    CASE WHEN u(i, 'fin') < 0.8 THEN (jour + to_months(duree))::DATE END AS date_fin_prevue,
    CASE WHEN u(i, 'ht') < 0.95 THEN montant END AS montant_ht_eur, CASE WHEN type = 'accord_cadre' THEN montant * 2 END AS montant_maximum_ht_eur,
    CASE WHEN u(i, 'projet') < 0.6 THEN projet END AS projet_id, CASE WHEN u(i, 'consultation') < 0.8 THEN consultation END AS consultation_id, '01' AS lot_numero,
    (['numerique_si', 'voirie_travaux', 'autre', 'autre', NULL])[1 + n(i, 'segment', 5)] AS segment,
    (['appel_offres_ouvert', 'procedure_adaptee', 'sans_publicite'])[1 + n(i, 'procedure', 3)] AS procedure,
    peut_etre(i, 'concurrence', 0.8, 0.4) AS mise_en_concurrence, 'd' || n(i, 'direction', 12) AS direction,
    siren(500000000 + n(i, 'titulaire1', 60000)) || '00017' AS titulaire_siret, peut_etre(i, 'r_innovant', 0.02, 0.5) AS innovant,
    peut_etre(i, 'r_avance', 0.5, 0.5) AS avance_proposee, (u(i, 'r_taux') * 100)::DECIMAL(18, 2) AS avance_taux_pct,
    peut_etre(i, 'r_prix', 0.5, 0.5) AS prix_revisable, peut_etre(i, 'suivi', 0.5, 0.5) AS suivi_interne,
    peut_etre(i, 'responsable', 0.4, 0.7) AS marche_responsable, 'en_cours' AS statut
FROM socle WHERE etat <> 'decp_seul' ORDER BY i
