-- Suppliers: those who hold a contract notified in the year, those who bid, those who are paid. A category counts at
-- the date of the fact: notification, publication of the consultation, payment.
CREATE OR REPLACE VIEW titulaires_faits AS
SELECT f.cle AS contrat_id, f.acheteur_siren, f.annee, f.type, t.siren, t.siren IS NOT NULL AND k.fournisseurs_ess AS categories_connues,
    categories_au(q.qualites, f.jour) AS categories
FROM contrats_faits f
-- a contract whose supplier nobody names may have any
LEFT JOIN contrat_titulaires t ON t.cle = f.cle
LEFT JOIN qualites q ON q.siren = t.siren
LEFT JOIN couverts k ON k.acheteur_siren = f.registre_siren AND k.annee = f.annee;

CREATE OR REPLACE VIEW soumissionnaires_faits AS
SELECT s.acheteur_siren, year(c.date_publication) AS annee, s.consultation_id, s.lot_numero, s.soumissionnaire_siren AS siren, s.retenu,
    s.soumissionnaire_siren IS NOT NULL AND k.fournisseurs_ess AS categories_connues, categories_au(q.qualites, c.date_publication) AS categories
FROM r_soumissionnaires s
JOIN r_consultations c USING (acheteur_siren, consultation_id)
LEFT JOIN qualites q ON q.siren = s.soumissionnaire_siren
LEFT JOIN couverts k ON k.acheteur_siren = s.acheteur_siren AND k.annee = year(c.date_publication);

CREATE OR REPLACE VIEW paiements_faits AS
SELECT p.acheteur_siren, year(p.date_paiement) AS annee, p.numero_paiement, p.fournisseur_siren AS siren, p.montant_ht_eur, p.moyen, p.hors_seuil_spaser,
    p.famille_produit, p.critere_agec, date_diff('day', p.date_reception_facture, p.date_paiement) AS delai_jours,
    CASE WHEN p.contrat_reference IS NULL THEN [] ELSE coalesce(f.codes, []) END AS codes,
    -- a payment of a contract that no register describes may carry a disposition; one without contract may not
    CASE WHEN p.contrat_reference IS NULL THEN true ELSE coalesce(f.clauses_connues, false) END AS clauses_connues,
    p.fournisseur_siren IS NOT NULL AND k.fournisseurs_ess AS categories_connues, categories_au(q.qualites, p.date_paiement) AS categories
FROM r_paiements p
LEFT JOIN (SELECT registre_siren, reference, codes, clauses_connues FROM contrats_faits WHERE reference IS NOT NULL) f
    ON f.registre_siren = p.acheteur_siren AND f.reference = p.contrat_reference
LEFT JOIN qualites q ON q.siren = p.fournisseur_siren
LEFT JOIN couverts k ON k.acheteur_siren = p.acheteur_siren AND k.annee = year(p.date_paiement);
