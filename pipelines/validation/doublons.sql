-- Each record whose key repeats an earlier one, with the last earlier one (0: the key is wholly absent).
SELECT enregistrement, CASE WHEN {vide} THEN 0 ELSE precedent END AS precedent
FROM (
    SELECT *, lag(enregistrement) OVER (PARTITION BY {cle} ORDER BY enregistrement) AS precedent
    FROM (SELECT row_number() OVER () AS enregistrement, {cle} FROM {lecture})
)
WHERE precedent IS NOT NULL OR {vide}
ORDER BY enregistrement
