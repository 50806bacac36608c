-- A table of DuckDB filled by one thread has full blocks, whatever the blocks of the file it comes from.
CREATE OR REPLACE TEMP TABLE spaser_blocs AS
SELECT
{colonnes}
{source}
