-- Records whose key repeats that of an earlier one, with the last earlier one. A 64-bit hash picks the few to compare.
CREATE OR REPLACE TEMP TABLE doubles AS
WITH
valeurs AS (SELECT p.enregistrement, {valeurs} FROM {passe} AS p {canons}),
presentes AS (SELECT *, hash({cles}) AS empreinte FROM valeurs WHERE {presente}),
repetees AS (SELECT empreinte FROM presentes GROUP BY empreinte HAVING count(*) > 1)
SELECT enregistrement, precedent
FROM (
    SELECT enregistrement, lag(enregistrement) OVER (PARTITION BY {cles} ORDER BY enregistrement) AS precedent
    FROM presentes SEMI JOIN repetees USING (empreinte)
)
WHERE precedent IS NOT NULL
