-- A row of an element that is not decided again, in a file that is still there.
(fichier, rang) NOT IN (SELECT (fichier, rang) FROM read_parquet({partis}))
        AND fichier NOT IN (SELECT fichier FROM read_parquet({sortis}))
