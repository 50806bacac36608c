-- One XML text a row, in the order of the file, written as it is: no quote, escape or delimiter of the CSV applies.
COPY (
    SELECT concat({ligne})
    FROM (
        SELECT *, file_row_number + 2 AS numero_de_ligne
        FROM read_parquet({parquet}, file_row_number = true)
    )
) TO {sortie} (FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE '', USE_TMP_FILE false)
