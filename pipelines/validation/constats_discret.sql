-- The faults of a register about persons. Where cells have slipped (a short row, an odd quote, several columns at fault),
-- a value about someone may stand under the title of a column that may be shown: such a record is cited by its place
-- alone, and its messages are worded again without values.
(
    SELECT e.* REPLACE (
        CASE WHEN m.enregistrement IS NULL THEN e.valeur END AS valeur,
        CASE WHEN m.enregistrement IS NULL OR NOT list_contains([{codes}], e.code) THEN e.message END AS message,
        CASE WHEN m.enregistrement IS NULL THEN e.suggestion END AS suggestion)
    FROM {lecture} AS e LEFT JOIN (
        SELECT enregistrement FROM {lecture}
        WHERE enregistrement > 1
        GROUP BY enregistrement
        HAVING count(DISTINCT coalesce(champ, '')) > 1
            OR bool_or(code = 'missing-cell' OR code = 'extra-cell' OR starts_with(code, 'spaser-guillemet'))
    ) AS m USING (enregistrement)
)
