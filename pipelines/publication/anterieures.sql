-- The versions before the next one, in the order they were published.
COPY (
    SELECT * FROM {publiees}
    UNION ALL SELECT {valeurs}
    ORDER BY sequence
) TO {dest} (FORMAT parquet);
