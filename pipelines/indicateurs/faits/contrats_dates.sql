-- Each contract of the union once, with what dates it, prices it and classes it. What is published comes first; the
-- register answers where nothing is, and alone for a contract that only the buyer knows (docs/livraisons-et-union.md).
-- A contract that the members of a group share has a row for each of them, and one for all (faits/groupements.sql): `montant`
-- is then the part that counts, `montant_contrat` the whole.
WITH lus AS (
    SELECT u.contrat_id, coalesce(a.acheteur_siren, u.acheteur_siren) AS acheteur_siren, a.parts, coalesce(a.compte_acheteur, true) AS compte_acheteur,
        coalesce(a.compte_ensemble, true) AS compte_ensemble, coalesce(a.porte, true) AS porte, coalesce(u.registre_acheteur_siren, u.acheteur_siren) AS registre_siren, u.reference, u.etat,
        coalesce(d.date_notification, r.date_notification) AS jour,
        -- an amount that was set aside stays out (law 6); one that is not published is that of the register
        CASE WHEN d.contrat_id IS NULL OR d.montant_anomalie = 'absent'
             THEN CASE WHEN r.type = 'accord_cadre' THEN coalesce(r.montant_maximum_ht_eur, r.montant_ht_eur) ELSE r.montant_ht_eur END
             ELSE d.montant_retenu_ht_eur END::DECIMAL(18, 2) AS montant,
        coalesce(d.duree_mois, r.duree_mois) AS duree,
        coalesce(r.date_fin_prevue, (coalesce(d.date_notification, r.date_notification) + to_months(coalesce(d.duree_mois, r.duree_mois)::INTEGER))::DATE - 1) AS fin,
        CASE WHEN d.type IS NULL OR d.type = 'inconnu' THEN coalesce(r.type, 'inconnu') ELSE d.type END AS type,
        coalesce(k.code, CASE WHEN d.procedure IS NOT NULL THEN 'autre' END, r.procedure) AS procedure,
        coalesce(d.code_cpv, r.code_cpv) AS code_cpv, r.direction, r.reference IS NOT NULL AS au_registre, r.consultation_id, r.lot_numero, r.projet_id, r.montant_ht_eur AS montant_registre,
        r.segment AS segment_registre, r.mise_en_concurrence AS concurrence_registre, r.innovant, r.avance_proposee, r.avance_taux_pct, r.prix_revisable, r.suivi_interne, r.marche_responsable, r.statut AS statut_registre,
        d.consideration_sociale, d.clause_sociale, d.critere_social, d.marche_reserve, d.consideration_environnementale, d.clause_environnementale, d.critere_environnemental,
        d.marche_innovant, d.attribution_avance, d.taux_avance, d.offres_recues AS offres
    FROM u_groupes u
    LEFT JOIN e_contrats d ON d.contrat_id = u.contrat_id
    LEFT JOIN r_registre_contrats r ON r.acheteur_siren = coalesce(u.registre_acheteur_siren, u.acheteur_siren) AND r.reference = u.reference
    LEFT JOIN attribues a ON a.contrat_id = u.contrat_id
    LEFT JOIN codes_procedure k ON k.libelle = d.procedure
)
SELECT * EXCLUDE (montant) REPLACE (
        compte_acheteur AND (parts IS NOT NULL OR {perimetre}) IS TRUE AS compte_acheteur, compte_ensemble AND (parts IS NOT NULL OR {perimetre}) IS TRUE AS compte_ensemble
    ), montant AS montant_contrat,
    -- a part that nobody wrote leaves the amount unknown
    CASE WHEN parts IS NULL THEN montant WHEN len(parts) = list_count(parts) THEN list_sum(list_transform(parts, lambda p: round(montant * p, 2))) END::DECIMAL(18, 2) AS montant
FROM lus
-- what counts nowhere, out of its buyer's dates or of a group's rule, stays for what the registers say of it: hours, payments
WHERE compte_acheteur AND (parts IS NOT NULL OR {perimetre}) OR compte_ensemble AND (parts IS NOT NULL OR {perimetre}) OR porte AND reference IS NOT NULL
