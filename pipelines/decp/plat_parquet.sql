-- The rows of a flat Parquet, every value the text that the same table would have in CSV, numbered as they come.
SELECT file_row_number + 1 AS rang_de_la_ligne, {textes}
FROM read_parquet({source}, file_row_number = true, hive_partitioning = false)
