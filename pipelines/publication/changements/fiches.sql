-- Buyers and days of the contracts that changed: what the sieve kept of `contrats` is enough, but for contracts that changed
-- in other tables only.
CREATE OR REPLACE TEMP TABLE fiches_a AS FROM {reste_avant} SEMI JOIN concernes USING (contrat_id);
CREATE OR REPLACE TEMP TABLE fiches_b AS FROM {reste_apres} SEMI JOIN concernes USING (contrat_id);
