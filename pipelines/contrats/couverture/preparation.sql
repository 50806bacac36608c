-- Who publishes what: one row a record with its contract and its source, then one row a contract and source.
-- Nothing of a record is copied here but days; what it says is read in valeurs.sql, for contested contracts alone.

-- A share in per cent, to one decimal, half away from zero; whole numbers all along, so that a half is a half.
CREATE OR REPLACE MACRO pour_cent(n, d) AS
    ((sign(n)::BIGINT * ((20000 * abs(n)::DECIMAL(18, 1) + 10 * d)::BIGINT // (20 * d)::BIGINT))::DECIMAL(17, 0) * 0.1::DECIMAL(2, 1))::DECIMAL(18, 1);

-- A month, numbered so that « the twelve before » is a subtraction, as people write it.
CREATE OR REPLACE MACRO premier_jour(m) AS make_date(m // 12, m % 12 + 1, 1);
CREATE OR REPLACE MACRO mois_dit(m) AS left(premier_jour(m)::VARCHAR, 7);

CREATE OR REPLACE TABLE sources AS
SELECT origine AS source, row_number() OVER (ORDER BY origine)::TINYINT AS o FROM (SELECT DISTINCT origine FROM fichiers);

CREATE OR REPLACE TABLE connus AS
SELECT contrat_id, row_number() OVER (ORDER BY contrat_id)::INTEGER AS c, date_notification AS jour,
    (year(date_notification) * 12 + month(date_notification) - 1)::INTEGER AS mois,
    -- the two months are those of article R. 2196-1, which speaks of marchés; a concession has another term
    type <> 'concession' AS marche
FROM read_parquet({contrats});

-- Each record that was kept or merged, with the number of its contract.
CREATE OR REPLACE TABLE publications AS
SELECT rid, c, o, fait_foi, empreinte
FROM (
    SELECT contrat_id, fichier, rang, true AS fait_foi, empreinte FROM read_parquet({contrat_sources})
    UNION ALL
    SELECT contrat_id, fichier, rang, false, empreinte FROM read_parquet({decisions})
) JOIN connus USING (contrat_id)
JOIN (SELECT fichier, o, numero::BIGINT << 32 AS base FROM fichiers JOIN sources ON source = origine) USING (fichier)
CROSS JOIN LATERAL (SELECT base | rang AS rid);

-- The first publication is the earliest that may be one: on the day of the notification or after it.
CREATE OR REPLACE TABLE presences AS
SELECT c, o, count(*)::INTEGER AS enregistrements, min(publie) FILTER (publie >= k.jour) AS premiere,
    bool_and(plat) AS plat_seul, min(e.jour) FILTER (plat) AS premiere_version
FROM publications JOIN connus k USING (c) JOIN (
    SELECT rid, format = 'plat' AS plat, date_plausible(date_notification) AS jour, date_plausible(date_publication) AS publie FROM elements
) e USING (rid)
GROUP BY c, o;

CREATE OR REPLACE TABLE partages AS
SELECT c, count(*)::TINYINT AS nb FROM presences GROUP BY c;
