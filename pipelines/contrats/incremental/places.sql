-- Where, among the rows of a table of the last time, those of contracts that leave are dropped and the new ones put in:
-- one row a place of the former table that is not simply kept, with what stands there now (0: the former row itself).
CREATE OR REPLACE TABLE speciales AS
WITH anciennes AS (SELECT file_row_number AS place, contrat_id FROM read_parquet({ancienne}, file_row_number = true)),
total AS (SELECT count(*) AS lignes FROM anciennes),
nouvelles AS (SELECT contrat_id, file_row_number + 1 AS rang FROM read_parquet({nouvelle}, file_row_number = true)),
suivantes AS (
    SELECT n.contrat_id, min(place) AS place
    FROM (SELECT DISTINCT contrat_id FROM nouvelles) n ASOF LEFT JOIN anciennes a ON n.contrat_id < a.contrat_id
    GROUP BY ALL
),
mises AS (
    SELECT coalesce(place, lignes) AS place, list(rang ORDER BY rang) AS rangs
    FROM nouvelles JOIN suivantes USING (contrat_id), total GROUP BY ALL
),
otees AS (SELECT place FROM anciennes WHERE contrat_id IN (SELECT contrat_id FROM read_parquet({sortants}))),
toutes AS (
    SELECT coalesce(m.place, o.place) AS place,
        coalesce(rangs, []) || CASE WHEN o.place IS NULL AND m.place < lignes THEN [0] ELSE [] END AS rangs
    FROM mises m FULL JOIN otees o ON m.place = o.place, total
),
-- what comes after the last row stands with it
dernieres AS (
    SELECT place, rangs FROM toutes, total WHERE place < lignes
    UNION ALL
    SELECT lignes - 1, [0] FROM total WHERE lignes - 1 NOT IN (SELECT place FROM toutes) AND lignes IN (SELECT place FROM toutes)
    UNION ALL
    SELECT lignes - 1, rangs FROM toutes, total WHERE place = lignes
)
SELECT place, flatten(list(rangs ORDER BY numero)) AS rangs
FROM (SELECT *, row_number() OVER () AS numero FROM dernieres) GROUP BY place;
