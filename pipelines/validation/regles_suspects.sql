-- Records that at least one rule does not prove, in file order, with the cells that the rules need and one flag a rule.
-- row_number() stays on the scan itself (DuckDB would lose the order of the file otherwise).
COPY (
    SELECT enregistrement, ligne, {cellules}, {drapeaux}
    FROM (SELECT {numero} AS enregistrement, {ligne} AS ligne, {lues} FROM {lecture})
    WHERE NOT ({preuves})
    ORDER BY enregistrement
) TO {dest} (FORMAT parquet)
