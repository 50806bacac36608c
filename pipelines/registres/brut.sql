-- Their rows as they are, numbered on the scan itself: rang, line in their file, cells when short, extra cells.
COPY (
    SELECT row_number() OVER () AS rang, {ligne} AS ligne, {court} AS court, {reste} AS reste, {colonnes}
    FROM read_csv({path}, auto_detect = false, header = false, delim = {delim}, quote = {quote}, escape = {quote},
                  skip = {skip}, columns = {types}, strict_mode = true, null_padding = false, encoding = 'utf-8',
                  max_line_size = 16000000, parallel = {parallele})
) TO {sortie} (FORMAT parquet, ROW_GROUP_SIZE 60000)
