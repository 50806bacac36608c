-- The results as Great Expectations reads them: `ligne` names a row (from 1, header apart), and `*_decimales` is
-- what a count must not have.
SELECT
    file_row_number + 1 AS ligne,
    * EXCLUDE (file_row_number),
    numerateur % 1 AS numerateur_decimales,
    denominateur % 1 AS denominateur_decimales
FROM read_parquet({resultats}, file_row_number = true)
ORDER BY ligne
