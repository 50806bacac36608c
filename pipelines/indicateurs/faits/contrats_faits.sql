-- One row per contract of the union (law 2), notified or not in a known year: what DECP and the registers say of it.
-- `r_*` are the registers in force, `couvert` says which were delivered for which buyer and year.
WITH dispositions AS (
    SELECT acheteur_siren, contrat_reference AS reference, list(DISTINCT code) AS codes, list(DISTINCT famille) AS familles,
        list(DISTINCT code) FILTER (nature = 'clause' AND famille IN ('sociale', 'egalite')) AS clauses_sociales,
        bool_or(obligatoire) FILTER (code = 'clause_insertion') AS insertion_obligatoire,
        bool_or(code = 'clause_insertion' AND obligatoire IS NULL) AS insertion_sans_reponse,
        -- in order when each is; not in order as soon as one is not
        CASE WHEN bool_or(NOT (execution_controlee AND execution_conforme)) FILTER (famille = 'environnementale') THEN false
             WHEN count(*) FILTER (famille = 'environnementale' AND (execution_controlee AND execution_conforme) IS NULL) = 0
                 THEN bool_and(execution_controlee AND execution_conforme) FILTER (famille = 'environnementale') END AS env_conforme,
        -- a clause that does not say its hours leaves those of the contract unknown
        CASE WHEN count(*) FILTER (code = 'clause_insertion' AND heures_contractualisees IS NULL) = 0 THEN coalesce(sum(heures_contractualisees), 0) END AS heures_contractualisees
    FROM r_clauses GROUP BY ALL
),
projets AS (
    -- a project that was put off comes back another year: its latest row tells
    SELECT acheteur_siren, projet_id, arg_max(besoin_requestionne, annee) AS besoin_requestionne, arg_max(outils_utilises, annee) AS outils_utilises,
        arg_max(faisabilite_insertion IS NOT NULL, annee) AS faisabilite_insertion, arg_max(eligible_env, annee) AS eligible_env
    FROM r_programmation GROUP BY ALL
),
cibles AS (SELECT acheteur_siren, projet_id, list(DISTINCT cible) AS cibles FROM r_ciblages GROUP BY ALL),
lots_reserves AS (
    SELECT acheteur_siren, consultation_id, lot_numero, bool_or(reserve) AS reserve FROM r_lots GROUP BY ALL
),
prix AS (
    SELECT contrat_id, CASE WHEN bool_or(valeur = 'Définitif révisable') THEN true WHEN NOT bool_or(valeur = 'inconnue') THEN false END AS revisable
    FROM e_caracteristiques WHERE famille = 'type_prix' GROUP BY ALL
),
categories AS (
    SELECT c.cle, list(DISTINCT f.categorie) AS categories
    FROM contrat_titulaires c JOIN r_fournisseurs_ess f ON f.siren = c.siren
        AND (f.valide_du IS NULL OR f.valide_du <= c.jour) AND (f.valide_au IS NULL OR f.valide_au >= c.jour)
    GROUP BY ALL
),
connus AS (SELECT cle, bool_and(siren IS NOT NULL) AS titulaires_connus, count(DISTINCT siren) AS nb_titulaires FROM contrat_titulaires GROUP BY ALL)
SELECT u.contrat_id AS cle, u.acheteur_siren, u.registre_siren, u.reference, u.etat, u.jour, year(u.jour) AS annee, u.montant, u.duree, u.fin,
    u.type, u.procedure, u.code_cpv, left(u.code_cpv, 2) AS division_cpv, u.direction, r.consultation_id, r.lot_numero, r.projet_id, r.montant_ht_eur AS montant_registre,
    coalesce(r.segment, CASE WHEN u.code_cpv IS NULL THEN NULL WHEN left(u.code_cpv, 2) IN ('30', '32', '48', '72') THEN 'numerique_si'
        WHEN left(u.code_cpv, 2) = '45' THEN 'voirie_travaux' ELSE 'autre' END) AS segment,
    accorde(r.mise_en_concurrence, u.procedure <> 'sans_publicite') AS mise_en_concurrence,
    d.consideration_sociale, d.clause_sociale, d.critere_social, d.marche_reserve, d.consideration_environnementale, d.clause_environnementale,
    d.critere_environnemental, d.marche_innovant, d.attribution_avance, d.taux_avance, p.revisable,
    d.offres_recues AS offres,
    r.innovant, r.avance_proposee, r.avance_taux_pct, r.prix_revisable, r.suivi_interne, r.marche_responsable,
    coalesce(x.codes, []) AS codes, coalesce(x.familles, []) AS familles, coalesce(x.clauses_sociales, []) AS clauses_sociales,
    x.insertion_obligatoire, x.insertion_sans_reponse, x.env_conforme,
    r.reference IS NOT NULL AND k.clauses AS clauses_connues,
    -- a contract with a clause register has hours, if any, in it
    CASE WHEN r.reference IS NULL OR NOT k.clauses THEN NULL WHEN x.reference IS NULL THEN 0 ELSE x.heures_contractualisees END AS heures_contractualisees,
    j.besoin_requestionne, j.outils_utilises, j.faisabilite_insertion, j.eligible_env,
    coalesce(g.cibles, []) AS cibles,
    -- a contract of the register without a project comes from no planned project: nobody targeted it
    r.reference IS NOT NULL AND k.ciblages AS cibles_connues,
    s.nb_lots, s.negociation_possible, s.negociation_menee, s.sourcing_mene, s.variantes_autorisees, s.procedure AS procedure_consultation,
    l.reserve AS lot_reserve,
    coalesce(t.categories, []) AS categories, coalesce(n.titulaires_connus AND k.fournisseurs_ess, false) AS categories_connues
FROM contrats_dates u
LEFT JOIN e_contrats d ON d.contrat_id = u.contrat_id
LEFT JOIN r_registre_contrats r ON r.acheteur_siren = u.registre_siren AND r.reference = u.reference
LEFT JOIN dispositions x ON x.acheteur_siren = u.registre_siren AND x.reference = u.reference
LEFT JOIN projets j ON j.acheteur_siren = u.registre_siren AND j.projet_id = r.projet_id
LEFT JOIN cibles g ON g.acheteur_siren = u.registre_siren AND g.projet_id = r.projet_id
LEFT JOIN r_consultations s ON s.acheteur_siren = u.registre_siren AND s.consultation_id = r.consultation_id
LEFT JOIN lots_reserves l ON l.acheteur_siren = u.registre_siren AND l.consultation_id = r.consultation_id AND l.lot_numero = r.lot_numero
LEFT JOIN prix p ON p.contrat_id = u.contrat_id
LEFT JOIN categories t ON t.cle = u.contrat_id
LEFT JOIN connus n ON n.cle = u.contrat_id
LEFT JOIN couverts k ON k.acheteur_siren = u.registre_siren AND k.annee = year(u.jour)
