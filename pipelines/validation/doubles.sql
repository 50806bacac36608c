-- Keys that occur more than once.
SELECT count(*) FROM (SELECT 1 FROM {lecture} GROUP BY {cle} HAVING count(*) > 1)
