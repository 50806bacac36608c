-- Suppliers: those who hold a contract notified in the year, those who bid, those who are paid. A category counts at
-- the date of the fact: notification, publication of the consultation, payment.
CREATE OR REPLACE VIEW titulaires_faits AS
WITH qualifies AS (
    -- one supplier a contract, whatever the number of its establishments
    SELECT c.cle, c.siren, c.etranger, c.sans_siren, bit_or(coalesce(q.qualites, 0)) AS qualites, bit_or(coalesce(q.datees, 0)) AS datees,
        bit_and(CASE WHEN c.etranger THEN f_de_l_etranger() ELSE coalesce(q.connues, 0) END) AS connues
    FROM contrat_titulaires c LEFT JOIN qualites q ON q.siren = c.siren AND q.siret = c.siret AND c.jour >= q.du AND c.jour < q.fin
    GROUP BY c.cle, c.siren, c.etranger, c.sans_siren
)
SELECT f.cle AS contrat_id, f.acheteur_siren, f.compte_acheteur, f.compte_ensemble, f.annee, f.type, t.siren, coalesce(t.qualites, 0) AS qualites, coalesce(t.datees, 0) AS datees,
    coalesce(t.connues, 0) | CASE WHEN (t.siren IS NOT NULL OR t.etranger) AND k.fournisseurs_ess THEN f_du_registre() ELSE 0 END AS connues
FROM contrats_faits f
-- a contract whose supplier nobody names may have any
LEFT JOIN qualifies t ON t.cle = f.cle
LEFT JOIN couverts k ON k.acheteur_siren = f.registre_siren AND k.annee = f.annee;

CREATE OR REPLACE VIEW soumissionnaires_faits AS
SELECT s.acheteur_siren, year(c.date_publication) AS annee, s.consultation_id, s.lot_numero, s.soumissionnaire_siren AS siren, s.retenu, coalesce(q.qualites, 0) AS qualites,
    coalesce(q.datees, 0) AS datees, coalesce(q.connues, 0) | CASE WHEN s.soumissionnaire_siren IS NOT NULL AND k.fournisseurs_ess THEN f_du_registre() ELSE 0 END AS connues
FROM r_soumissionnaires s
JOIN r_consultations c USING (acheteur_siren, consultation_id)
LEFT JOIN qualites q ON q.siren = s.soumissionnaire_siren AND q.siret = '' AND c.date_publication >= q.du AND c.date_publication < q.fin
LEFT JOIN couverts k ON k.acheteur_siren = s.acheteur_siren AND k.annee = year(c.date_publication);

CREATE OR REPLACE VIEW paiements_faits AS
SELECT p.acheteur_siren, year(p.date_paiement) AS annee, p.numero_paiement, p.fournisseur_siren AS siren, p.montant_ht_eur, p.moyen, p.hors_seuil_spaser,
    p.famille_produit, p.critere_agec, date_diff('day', p.date_reception_facture, p.date_paiement) AS delai_jours,
    CASE WHEN p.contrat_reference IS NULL THEN [] ELSE coalesce(f.codes, []) END AS codes,
    -- a payment of a contract that no register describes may carry a disposition; one without contract may not
    CASE WHEN p.contrat_reference IS NULL THEN true ELSE coalesce(f.clauses_connues, false) END AS clauses_connues,
    coalesce(q.qualites, 0) AS qualites, coalesce(q.datees, 0) AS datees,
    coalesce(q.connues, 0) | CASE WHEN p.fournisseur_siren IS NOT NULL AND k.fournisseurs_ess THEN f_du_registre() ELSE 0 END AS connues
FROM r_paiements p
LEFT JOIN (SELECT registre_siren, reference, codes, clauses_connues FROM contrats_faits WHERE reference IS NOT NULL AND porte) f
    ON f.registre_siren = p.acheteur_siren AND f.reference = p.contrat_reference
LEFT JOIN qualites q ON q.siren = p.fournisseur_siren AND q.siret = '' AND p.date_paiement >= q.du AND p.date_paiement < q.fin
LEFT JOIN couverts k ON k.acheteur_siren = p.acheteur_siren AND k.annee = year(p.date_paiement);
