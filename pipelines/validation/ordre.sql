-- Rows of a table, and rows whose key does not strictly follow the previous one in file order (0: sorted, unique).
SELECT count(*), count(*) FILTER (rang > 1 AND NOT cle > precedente)
FROM (
    SELECT row_number() OVER () AS rang, row({cle}) AS cle, lag(row({cle})) OVER () AS precedente
    FROM {lecture}
)
