-- One row per record: enregistrement (the titles are 1), rank and line in their file, and v, k of each field.
COPY (
    WITH gardes AS (
        SELECT {numero} AS enregistrement, rang, ligne, court, reste, {depouille}
        FROM {brut} {filtre}
    ),
    rognes AS (SELECT *, {rognees} FROM gardes),
    nus AS (SELECT *, {nues} FROM rognes),
    compris AS (SELECT *, {lues} FROM nus)
    SELECT enregistrement, rang, ligne, court, reste, {gardees} FROM compris
) TO {sortie} (FORMAT parquet, ROW_GROUP_SIZE 60000)
