-- Rows that are no record: blank ones here; totals are added after a look at their cells.
CREATE OR REPLACE TEMP TABLE a_part AS
SELECT rang, ligne, true AS vide FROM {brut} WHERE {vide}
