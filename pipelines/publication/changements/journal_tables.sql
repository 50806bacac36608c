-- How many changes each table has, beside those that have a part of the journal to themselves.
SELECT "table", count(*) FROM dits WHERE "table" NOT IN ('contrats', 'resultats') GROUP BY "table" ORDER BY "table"
