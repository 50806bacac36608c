-- How often each anomaly occurs: the table a data manager looks at first.
SELECT champ, code, count(*) AS contrats, min(explication) AS exemple
FROM read_parquet('{parquet}/anomalies.parquet')
GROUP BY champ, code
ORDER BY contrats DESC, champ, code
