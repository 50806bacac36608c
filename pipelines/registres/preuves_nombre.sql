-- What a number column says of its decimal sign: cells that only a comma explains, cells that only a point explains,
-- and cells with two readings. Typed cells of a workbook (chr(1) in front) prove nothing.
WITH lus AS (
    SELECT ligne, regexp_replace(rogner({colonne}), '[ \x{00A0}\x{202F}]*(?:€|EUR|euros?|%)$', '', 'i') AS u
    FROM {brut}
    WHERE {colonne} IS NOT NULL AND regexp_matches({colonne}, '[.,]') AND NOT starts_with({colonne}, chr(1))
),
classes AS (
    SELECT ligne, CASE
        WHEN regexp_full_match(u, '-?[1-9][0-9]{0,2}[.,][0-9]{3}') THEN '?'
        WHEN regexp_full_match(u, '-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|-?[0-9]{1,3}(?:\.[0-9]{3}){2,}') THEN ','
        WHEN regexp_full_match(u, '-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|-?[0-9]{1,3}(?:,[0-9]{3}){2,}') THEN '.'
        WHEN regexp_full_match(u, '-?[0-9 \x{00A0}\x{202F}]+,[0-9]+') THEN ','
        WHEN regexp_full_match(u, '-?[0-9 \x{00A0}\x{202F}]+\.[0-9]+') THEN '.'
    END AS classe
    FROM lus
)
SELECT count(*) FILTER (classe = ','), count(*) FILTER (classe = '.'), count(*) FILTER (classe = '?'),
       coalesce(min(ligne, 8) FILTER (classe = '?'), [])
FROM classes
