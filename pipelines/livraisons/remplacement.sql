-- The rows that a delivery replaces: those of its slice, and those whose key it gives again (a contract whose date moved
-- from one year to another). `vigueur` keeps every row ever accepted; `remplacee` is the delivery that took its place.
CREATE OR REPLACE TABLE visees AS
SELECT v.livraison, v.enregistrement, v.ligne, v.cle, acheteur = {acheteur} AND {dans_la_periode} AS de_la_tranche
FROM vigueur v
WHERE remplacee IS NULL
  AND (acheteur = {acheteur} AND {dans_la_periode} OR cle IN (SELECT cle FROM recues WHERE regles IS NULL));
