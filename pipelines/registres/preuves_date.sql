-- What a date column says of its order: dates that only jj/mm explains, dates that only mm/jj explains.
WITH lus AS (
    SELECT ligne, rogner({colonne}) AS t FROM {brut}
    WHERE {colonne} IS NOT NULL
      AND regexp_full_match(rogner({colonne}), '[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}(?: [0-9:]+)?')
),
classes AS (
    SELECT ligne, regexp_extract(t, '^[0-9]+')::INTEGER AS premier,
           regexp_extract(t, '^[0-9]+.([0-9]+)', 1)::INTEGER AS second
    FROM lus
)
SELECT count(*) FILTER (premier BETWEEN 13 AND 31 AND second BETWEEN 1 AND 12),
       count(*) FILTER (second BETWEEN 13 AND 31 AND premier BETWEEN 1 AND 12),
       coalesce(min(ligne, 8) FILTER (second BETWEEN 13 AND 31 AND premier BETWEEN 1 AND 12), [])
FROM classes
