-- The lines of a flat CSV, every cell a text, numbered as they come.
SELECT row_number() OVER () AS rang_de_la_ligne, *
FROM read_csv({source}, all_varchar = true, header = true, delim = {delim}, quote = '"', escape = '"',
              strict_mode = true, null_padding = false, auto_detect = false, columns = {colonnes},
              max_line_size = 16000000, hive_partitioning = false)
