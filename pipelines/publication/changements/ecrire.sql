-- What changed in a table: the lines about the table itself, then those about its rows. Unsorted: `comparer` numbers them.
COPY (
    SELECT {textes} FROM (VALUES {lignes}) AS lignes({champs}) WHERE nature IS NOT NULL
    UNION ALL
    SELECT {champs} FROM ({requete})
) TO {dest} (FORMAT parquet, ROW_GROUP_SIZE 20480)
