-- Rows of a table whose link leads nowhere; a link that is wholly absent is no fault.
SELECT rang FROM (SELECT row_number() OVER () AS rang, {champs} FROM {lecture}) AS t
WHERE NOT ({vide}) AND NOT EXISTS (SELECT 1 FROM {cible} AS c WHERE {egalite})
ORDER BY rang
