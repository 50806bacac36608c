-- One row per contract of the union (law 2), notified or not in a known year: what DECP and the registers say of it.
-- `r_*` are the registers in force, `couvert` says which were delivered for which buyer and year.
WITH projets AS (
    -- a project that was put off comes back another year: its latest row tells
    SELECT acheteur_siren, projet_id, arg_max(besoin_requestionne, annee) AS besoin_requestionne, arg_max(outils_utilises, annee) AS outils_utilises,
        arg_max(faisabilite_insertion IS NOT NULL, annee) AS faisabilite_insertion, arg_max(eligible_env, annee) AS eligible_env
    FROM r_programmation GROUP BY ALL
),
cibles AS (SELECT acheteur_siren, projet_id, list(DISTINCT cible) AS cibles FROM r_ciblages GROUP BY ALL),
lots_reserves AS (
    SELECT acheteur_siren, consultation_id, lot_numero, bool_or(reserve) AS reserve FROM r_lots GROUP BY ALL
),
fournisseurs AS (
    -- a contract is of a category as soon as one of its fournisseurs is; it is not when each is known not to be
    SELECT c.cle, bit_or(coalesce(q.qualites, 0)) AS qualites, bit_or(coalesce(q.datees, 0)) AS datees,
        bit_and(CASE WHEN c.etranger THEN f_de_l_etranger() ELSE coalesce(q.connues, 0) END) AS connues, bool_and(c.siren IS NOT NULL OR c.etranger) AS titulaires_connus
    FROM contrat_titulaires c LEFT JOIN qualites q ON q.siren = c.siren AND q.siret = c.siret AND c.jour >= q.du AND c.jour < q.fin
    GROUP BY c.cle
)
SELECT u.contrat_id AS cle, u.* EXCLUDE (contrat_id, au_registre, segment_registre, concurrence_registre, a_des_clauses, heures_inscrites, parts), year(u.jour) AS annee, left(u.code_cpv, 2) AS division_cpv,
    coalesce(u.segment_registre, CASE WHEN u.code_cpv IS NULL THEN NULL WHEN left(u.code_cpv, 2) IN ('30', '32', '48', '72') THEN 'numerique_si'
        WHEN left(u.code_cpv, 2) = '45' THEN 'voirie_travaux' ELSE 'autre' END) AS segment,
    accorde(u.concurrence_registre, u.procedure <> 'sans_publicite') AS mise_en_concurrence,
    u.au_registre AND k.clauses AS clauses_connues,
    -- a contract with a clause register has hours, if any, in it
    CASE WHEN NOT u.au_registre OR NOT coalesce(k.clauses, false) THEN NULL WHEN NOT u.a_des_clauses THEN 0 WHEN u.parts IS NULL THEN u.heures_inscrites
        WHEN len(u.parts) = list_count(u.parts) THEN list_sum(list_transform(u.parts, lambda p: round(u.heures_inscrites * p, 2))) END::DECIMAL(18, 2) AS heures_contractualisees,
    j.besoin_requestionne, j.outils_utilises, j.faisabilite_insertion, j.eligible_env, coalesce(g.cibles, []) AS cibles,
    -- a contract of the register without a project comes from no planned project: nobody targeted it
    u.au_registre AND k.ciblages AS cibles_connues,
    s.nb_lots, s.negociation_possible, s.negociation_menee, s.sourcing_mene, s.variantes_autorisees, s.procedure AS procedure_consultation, l.reserve AS lot_reserve,
    coalesce(n.qualites, 0) AS qualites, coalesce(n.datees, 0) AS datees,
    coalesce(n.connues, 0) | CASE WHEN n.titulaires_connus AND k.fournisseurs_ess THEN f_du_registre() ELSE 0 END AS connues
FROM contrats_clauses u
LEFT JOIN projets j ON j.acheteur_siren = u.registre_siren AND j.projet_id = u.projet_id
LEFT JOIN cibles g ON g.acheteur_siren = u.registre_siren AND g.projet_id = u.projet_id
LEFT JOIN r_consultations s ON s.acheteur_siren = u.registre_siren AND s.consultation_id = u.consultation_id
LEFT JOIN lots_reserves l ON l.acheteur_siren = u.registre_siren AND l.consultation_id = u.consultation_id AND l.lot_numero = u.lot_numero
LEFT JOIN fournisseurs n ON n.cle = u.contrat_id
LEFT JOIN couverts k ON k.acheteur_siren = u.registre_siren AND k.annee = year(u.jour)
