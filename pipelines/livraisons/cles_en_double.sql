-- How many keys a delivery gives twice; a wholly empty key is a fault of its rows.
SELECT count(*) FROM (
    SELECT cle FROM recues WHERE replace(cle, chr(31), '') <> '' GROUP BY cle HAVING count(*) > 1
)
