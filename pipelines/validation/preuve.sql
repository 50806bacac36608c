-- Records that the proof does not cover, in file order. row_number() stays on the scan itself: anything between the
-- two (an IN list, a join) may lose the order of the file on several threads.
SELECT *
FROM (SELECT row_number() OVER () AS enregistrement, * FROM {lecture})
WHERE NOT coalesce({preuve}, false)
ORDER BY enregistrement
