COPY (SELECT "table", cle, nature, colonne, nouvelle_valeur FROM {lecture}) TO {dest} (FORMAT parquet, ROW_GROUP_SIZE 20480)
