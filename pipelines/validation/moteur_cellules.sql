-- The cells to be judged, one a row: those of blank records aside, and those that a short record does not have.
CREATE OR REPLACE TEMP VIEW cellules_douteuses AS
SELECT p.enregistrement, p.d.numero AS numero, coalesce(p.d.texte, '') AS texte
FROM (
    SELECT enregistrement, unnest(douteuses) AS d FROM {passe}
    WHERE douteuses IS NOT NULL AND coalesce(douteuses[1].numero > 0, false)
) AS p
LEFT JOIN {largeurs} AS l ON l.enregistrement = p.enregistrement
WHERE l.cellules IS NULL OR p.d.numero <= l.cellules
