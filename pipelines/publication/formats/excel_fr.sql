-- Lines are written as they are: no quote, escape or delimiter of DuckDB's CSV writer applies. DuckDB puts the line feed
-- after each; the header is its prefix.
COPY (
    SELECT concat({cellules}, chr(13))
    {source}
) TO {dest} (FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE '', PREFIX {entete}, SUFFIX {fin})
