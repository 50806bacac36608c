-- A wide table: its former rows in their order, the new ones put in at their places. Sorting it would cost twice as much.
-- One thread: with two, blocks of rows change places. A table first: written as they come, blocks of rows would be cut
-- elsewhere in the file than where everything is decided.
CREATE OR REPLACE TABLE rangees AS (
    WITH nouvelles AS MATERIALIZED (SELECT {listes} FROM read_parquet({nouvelle}, file_row_number = true)),
    places AS MATERIALIZED (SELECT list(place ORDER BY place) AS places, list(rangs ORDER BY place) AS tous_rangs FROM speciales)
    SELECT {choix}
    FROM (
        SELECT o.*, unnest(CASE WHEN speciale THEN tous_rangs[list_position(places, place_ancienne)] ELSE [0] END) AS rang_nouveau
        FROM (
            SELECT *, file_row_number AS place_ancienne, file_row_number IN (SELECT place FROM speciales) AS speciale
            FROM read_parquet({ancienne}, file_row_number = true)
        ) o, places
    ) o, nouvelles n
);

COPY (FROM rangees) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
DROP TABLE rangees
