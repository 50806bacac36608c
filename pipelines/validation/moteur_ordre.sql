-- A repeated unique value makes frictionless read the rest of the record at once: columns it would have read first
-- (other unique ones, the key) then come in the order of the file.
COPY (
    SELECT f.* REPLACE (
        CASE WHEN f.etage = 0 AND f.ordre < {apres} AND f.ordre // {pas} > p.rang
            THEN {apres} + f.numero * {pas} + f.ordre % {pas} ELSE f.ordre END AS ordre
    )
    FROM {fautes} AS f LEFT JOIN {premiers} AS p USING (enregistrement)
) TO {dest} (FORMAT parquet)
