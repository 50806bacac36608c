COPY (
    SELECT
{texte}
    {source}
) TO {dest} (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '')
