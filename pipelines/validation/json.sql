-- One object a line, written as it is: no quote, escape or delimiter of the CSV writer applies. Each line opens by the
-- comma that separates it from the one before (the first comma is then blanked by the caller).
COPY (
    SELECT concat(',{', {membres}, '}')
    {source}
) TO {dest} (FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE '', PREFIX '[', SUFFIX ']')
