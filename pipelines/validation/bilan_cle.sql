-- Records, records whose key repeats an earlier one or is wholly absent, and keys not in canonical spelling.
SELECT coalesce(sum(n), 0), coalesce(sum(n - 1), 0) + coalesce(sum(n) FILTER ({vide}), 0), coalesce(sum(autre), 0)
FROM (SELECT {cle}, count(*) AS n, count(*) FILTER (NOT coalesce({canonique}, false)) AS autre FROM {lecture} GROUP BY {cle})
