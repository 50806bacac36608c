-- Each contract of the union once, with what dates it, prices it and classes it. What is published comes first; the
-- register answers where nothing is, and alone for a contract that only the buyer knows (docs/livraisons-et-union.md).
SELECT u.contrat_id, u.acheteur_siren, coalesce(u.registre_acheteur_siren, u.acheteur_siren) AS registre_siren, u.reference, u.etat,
    coalesce(d.date_notification, r.date_notification) AS jour,
    -- an amount that was set aside stays out (law 6); one that is not published is that of the register
    CASE WHEN d.contrat_id IS NULL OR d.montant_anomalie = 'absent'
         THEN CASE WHEN r.type = 'accord_cadre' THEN coalesce(r.montant_maximum_ht_eur, r.montant_ht_eur) ELSE r.montant_ht_eur END
         ELSE d.montant_retenu_ht_eur END::DECIMAL(18, 2) AS montant,
    coalesce(d.duree_mois, r.duree_mois) AS duree,
    coalesce(r.date_fin_prevue, (coalesce(d.date_notification, r.date_notification) + to_months(coalesce(d.duree_mois, r.duree_mois)::INTEGER))::DATE - 1) AS fin,
    CASE WHEN d.type IS NULL OR d.type = 'inconnu' THEN coalesce(r.type, 'inconnu') ELSE d.type END AS type,
    coalesce(k.code, CASE WHEN d.procedure IS NOT NULL THEN 'autre' END, r.procedure) AS procedure,
    coalesce(d.code_cpv, r.code_cpv) AS code_cpv, r.direction
FROM u_contrats u
LEFT JOIN e_contrats d ON d.contrat_id = u.contrat_id
LEFT JOIN r_registre_contrats r ON r.acheteur_siren = coalesce(u.registre_acheteur_siren, u.acheteur_siren) AND r.reference = u.reference
LEFT JOIN codes_procedure k ON k.libelle = d.procedure
WHERE {perimetre}
