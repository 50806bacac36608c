-- From a text, in one reading: the rows about the suppliers looked for, and how many rows of what shape there are in all.
CREATE OR REPLACE TEMP TABLE compte AS
SELECT retenu, {champs_retenus}, count(*) AS lignes, count(*) FILTER (forme) AS formees
FROM (
    SELECT {champs}, {forme} AS forme, coalesce({retenu} AND ({filtre}), false) AS retenu
    FROM {relation} r
)
GROUP BY ALL;
