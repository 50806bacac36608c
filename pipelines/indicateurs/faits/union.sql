-- The union of contracts, even where no register is kept.
CREATE OR REPLACE VIEW u_contrats AS
SELECT contrat_id, acheteur_siren, registre_acheteur_siren, reference, etat FROM e_union_contrats
UNION ALL
SELECT contrat_id, acheteur_siren, NULL, NULL, 'decp_seul' FROM e_contrats WHERE NOT EXISTS (FROM e_union_contrats);
