-- Cells of keys whose text is not their value: what they are compared by.
COPY (
    SELECT DISTINCT c.enregistrement, c.numero, v.canon
    FROM cellules_douteuses AS c JOIN {verdicts} AS v ON v.numero = c.numero AND v.texte = c.texte
    WHERE c.numero IN ({numeros})
) TO {dest} (FORMAT parquet)
