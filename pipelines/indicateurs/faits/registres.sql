-- Populations that a register gives alone: consultations, lots, planned projects, events, actions, evaluations, hours.
CREATE OR REPLACE VIEW consultations_faits AS SELECT *, year(date_publication) AS annee FROM r_consultations;

CREATE OR REPLACE VIEW lots_faits AS
SELECT f.acheteur_siren, f.annee, l.consultation_id, l.lot_numero, l.reserve, c.nb_lots, f.compte_acheteur, f.compte_ensemble, f.qualites, f.datees, f.connues, f.type
FROM r_lots l
JOIN r_consultations c USING (acheteur_siren, consultation_id)
JOIN contrats_faits f ON f.registre_siren = l.acheteur_siren AND f.consultation_id = l.consultation_id AND f.lot_numero = l.lot_numero
WHERE l.statut = 'attribue';

CREATE OR REPLACE VIEW projets_faits AS
SELECT p.*, coalesce(g.cibles, []) AS cibles, coalesce(k.ciblages, false) AS cibles_connues,
    coalesce(p.montant_estime_ht_eur <= 90000, p.montant_tranche IN ('moins_40k', '40k_90k')) AS au_plus_90000
FROM r_programmation p
LEFT JOIN (SELECT acheteur_siren, projet_id, annee, list(DISTINCT cible) AS cibles FROM r_ciblages GROUP BY ALL) g USING (acheteur_siren, projet_id, annee)
LEFT JOIN couverts k USING (acheteur_siren, annee);

CREATE OR REPLACE VIEW intentions_faits AS SELECT *, year(date_publication) AS annee FROM r_intentions_achat;
CREATE OR REPLACE VIEW publications_projets_faits AS
SELECT acheteur_siren, annee, date_publication FROM r_programmation
UNION ALL SELECT acheteur_siren, year(date_publication), date_publication FROM r_intentions_achat;
CREATE OR REPLACE VIEW directions_faits AS SELECT * FROM r_directions;
CREATE OR REPLACE VIEW evenements_faits AS SELECT *, year(coalesce("date", date_prevue)) AS annee FROM r_evenements;
CREATE OR REPLACE VIEW actions_faits AS SELECT * FROM r_actions;
CREATE OR REPLACE VIEW evaluations_faits AS
SELECT e.*, year(e."date") AS annee, f.negociation_menee, f.codes, f.clauses_connues
FROM r_evaluations e
LEFT JOIN contrats_faits f ON f.registre_siren = e.acheteur_siren AND f.reference = e.contrat_reference AND f.porte;
CREATE OR REPLACE VIEW heures_faits AS SELECT *, TRY_CAST(left(periode, 4) AS INTEGER) AS annee FROM r_heures_insertion;
CREATE OR REPLACE VIEW achats_circulaires_faits AS SELECT * FROM r_achats_circulaires;
CREATE OR REPLACE VIEW effectifs_faits AS
SELECT e.*, coalesce(f.codes, []) AS codes, coalesce(f.clauses_connues, false) AS clauses_connues
FROM r_effectifs_execution e
LEFT JOIN contrats_faits f ON f.registre_siren = e.acheteur_siren AND f.reference = e.contrat_reference AND f.porte;

-- A person counts once a year and buyer, whatever the number of contracts; unknown is kept (law 3).
CREATE OR REPLACE VIEW beneficiaires_faits AS
SELECT acheteur_siren, annee, pseudonyme, max(genre) AS genre, min(tranche_age) AS tranche_age, max(qualification) AS qualification,
    min(type_public) AS type_public,
    CASE WHEN bool_or(formation_qualifiante) THEN true WHEN count(*) = count(formation_qualifiante) THEN false END AS formation_qualifiante
FROM r_beneficiaires GROUP BY ALL;
CREATE OR REPLACE VIEW sorties_faits AS
SELECT acheteur_siren, annee_sortie AS annee, pseudonyme,
    CASE WHEN bool_or(situation_sortie IN ('emploi_durable', 'emploi_transition', 'formation')) THEN true
         WHEN count(*) = count(*) FILTER (situation_sortie = 'sans_emploi') THEN false END AS positive
FROM r_beneficiaires WHERE annee_sortie IS NOT NULL GROUP BY ALL;
