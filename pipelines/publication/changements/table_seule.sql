-- Differences of a table whose reason does not depend on the row.
CREATE OR REPLACE TEMP VIEW motives AS
SELECT *, NULL::VARCHAR AS date_decision, NULL::VARCHAR AS code_correction, false AS correction_retiree, NULL::VARCHAR AS place,
    NULL::VARCHAR AS dite, {defaut} AS motif, motif AS cause
FROM read_parquet({ecarts})
