-- Buyers and days of the contracts that changed: what the sieve kept of `contrats` is enough, but for contracts that changed
-- in other tables only. One row a contract, whatever the file: a join on it must lose and repeat nothing.
CREATE OR REPLACE TEMP TABLE fiches_a AS
SELECT contrat_id, min(acheteur_siren) AS acheteur_siren, min(date_notification) AS date_notification
FROM {reste_avant} SEMI JOIN concernes USING (contrat_id) GROUP BY contrat_id;
CREATE OR REPLACE TEMP TABLE fiches_b AS
SELECT contrat_id, min(acheteur_siren) AS acheteur_siren, min(date_notification) AS date_notification
FROM {reste_apres} SEMI JOIN concernes USING (contrat_id) GROUP BY contrat_id;
