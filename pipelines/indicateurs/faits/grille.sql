-- The union of contracts, even where no register is kept; then the buyers and years of which results are told.
CREATE OR REPLACE VIEW u_contrats AS
SELECT contrat_id, acheteur_siren, registre_acheteur_siren, reference, etat FROM e_union_contrats
UNION ALL
SELECT contrat_id, acheteur_siren, NULL, NULL, 'decp_seul' FROM e_contrats WHERE NOT EXISTS (FROM e_union_contrats);

CREATE OR REPLACE TABLE presents AS
SELECT DISTINCT u.acheteur_siren, year(coalesce(d.date_notification, r.date_notification)) AS annee
FROM u_contrats u
LEFT JOIN e_contrats d ON d.contrat_id = u.contrat_id
LEFT JOIN r_registre_contrats r ON r.acheteur_siren = coalesce(u.registre_acheteur_siren, u.acheteur_siren) AND r.reference = u.reference
WHERE {perimetre} AND coalesce(d.date_notification, r.date_notification) IS NOT NULL
UNION
SELECT acheteur_siren, unnest(range(premiere, derniere + 1))::INTEGER FROM livraisons_annees WHERE par_acheteur AND premiere > 0 AND {du_perimetre};

CREATE OR REPLACE TABLE annees AS SELECT DISTINCT annee FROM presents WHERE {annees};
-- a declared perimeter owes every year; without one, a buyer is told of in the years where it did something
CREATE OR REPLACE TABLE grille AS
SELECT DISTINCT p.acheteur_siren, a.annee FROM presents p, annees a WHERE {entiere} OR p.annee = a.annee;
