-- Rows whose link leads nowhere. A link with an empty part is no link. `proche` is the one target that differs only by
-- case, blanks or punctuation, if there is exactly one.
SELECT rang, (
    SELECT CASE WHEN count(DISTINCT c.{visee}) = 1 THEN min(c.{visee})::VARCHAR END FROM {cible} c
    WHERE {autres} AND serre(c.{visee}) = serre(t.{champ})) AS proche
FROM {table} t
WHERE {remplie} AND NOT EXISTS (SELECT 1 FROM {cible} c WHERE {egalite})
