-- All tables in one, numbered in the order they come: table, key, nature, column.
COPY (
    SELECT row_number() OVER () AS numero, *
    FROM read_parquet({motives})
) TO {dest} (FORMAT parquet, ROW_GROUP_SIZE 20480)
