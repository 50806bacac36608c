-- The one reading of a file. Each record keeps the cells of its keys and, where the proof fails, those to be judged:
-- position and text (position 0: the record is blank). row_number() stays on the scan itself, which reads in one piece:
-- anything between the two may lose the order of the file.
COPY (
    SELECT
        enregistrement
        {cles},
        CASE WHEN {preuve} THEN NULL ELSE list_filter([{douteuses}], lambda d: d IS NOT NULL) END AS douteuses
    FROM (SELECT row_number() OVER () + 1 AS enregistrement, * FROM {lecture})
) TO {dest} (FORMAT parquet)
