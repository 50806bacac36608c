-- What leaves, for the connections that write the tables.
COPY (SELECT contrat_id FROM sortants) TO {sortants} (FORMAT parquet);
COPY (SELECT fichier, rang FROM partis) TO {partis} (FORMAT parquet);
COPY (SELECT DISTINCT fichier FROM fichiers WHERE etat = 'sort') TO {sortis} (FORMAT parquet);
