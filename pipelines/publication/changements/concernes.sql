-- Contracts that differences name, and those that come or go.
CREATE OR REPLACE TEMP TABLE concernes AS
SELECT DISTINCT contrat_id FROM {suivis} WHERE contrat_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE sorts AS
SELECT contrat_id, min(nature) AS sort FROM {contrats} WHERE nature IN ('ajoute', 'retire') GROUP BY contrat_id;
