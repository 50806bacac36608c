-- Exact counts; columns in the order of the file, rules by name, the most frequent value first.
SELECT champ, regle, code, valeur, count(*) AS nombre
FROM {lecture}
GROUP BY champ, regle, code, valeur
ORDER BY min(numero) NULLS FIRST, champ NULLS FIRST, regle, code, nombre DESC, valeur NULLS FIRST
