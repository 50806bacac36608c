-- Buyers of one side among those of contracts that come or go on the other; `lecture` is read whole only if it must.
CREATE OR REPLACE TEMP TABLE acheteurs_{cote} AS
SELECT DISTINCT acheteur_siren FROM {lecture}
WHERE acheteur_siren IN (SELECT acheteur_siren FROM fiches_{autre})
