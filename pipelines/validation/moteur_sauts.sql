-- Extra lines up to each record that holds line ends.
COPY (
    SELECT enregistrement, CAST(sum(lignes) OVER (ORDER BY enregistrement) AS BIGINT) AS cumul
    FROM {sauts}
    ORDER BY enregistrement
) TO {dest} (FORMAT parquet)
