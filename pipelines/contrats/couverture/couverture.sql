-- By source and month of notification: what is seen, what was expected, what is lacking, and how late it was published.

-- What each source has for each month; `ensemble` (o = 0) has what any of them has, once.
CREATE OR REPLACE TABLE vus AS
WITH tout AS (
    SELECT c, o, enregistrements, premiere FROM presences
    UNION ALL
    SELECT c, 0, sum(enregistrements), min(premiere) FROM presences GROUP BY c
)
SELECT o, mois, sum(enregistrements)::BIGINT AS enregistrements, count(*) AS contrats, count(*) FILTER (nb = 1) AS seuls,
    count(*) FILTER (nb > 1) AS partages, count(*) FILTER (marche) AS marches, count(delai) AS delai_connu,
    quantile_cont(delai, 0.5)::DECIMAL(18, 1) AS delai_median, quantile_disc(delai, 0.9)::INTEGER AS delai_p90,
    -- two calendar months: the same day, or the last of a shorter month
    count(*) FILTER (delai IS NOT NULL AND premiere > jour + INTERVAL 2 MONTH) AS hors_delai
FROM (SELECT o, c, enregistrements, premiere, jour, mois, nb, marche, CASE WHEN marche THEN premiere - jour END AS delai
      FROM tout JOIN connus USING (c) JOIN partages USING (c))
GROUP BY o, mois;

-- Every source for every month from the first of any of them to that of the day of the state: a month without anything is a row.
CREATE OR REPLACE TABLE grille AS
WITH noms AS (SELECT o, source FROM sources UNION ALL SELECT 0, 'ensemble'),
bornes AS (
    SELECT min(mois) AS debut, greatest(max(mois), (year(getvariable('arrete_au')) * 12 + month(getvariable('arrete_au')) - 1)::INTEGER) AS fin
    FROM vus
),
mois_dits AS (
    SELECT unnest(range(debut, fin + 1))::INTEGER AS mois FROM bornes WHERE debut IS NOT NULL
    UNION ALL SELECT DISTINCT NULL::INTEGER FROM vus WHERE mois IS NULL
),
periodes AS (SELECT o, min(mois) AS premier, max(mois) AS dernier FROM vus GROUP BY o)
SELECT n.o, source, m.mois, premier, dernier, coalesce(mois_dit(m.mois), 'inconnu') AS mois_notification,
    last_day(premier_jour(m.mois)) + INTERVAL 2 MONTH < getvariable('arrete_au') AS echu,
    coalesce(v.contrats, 0) AS contrats, v.* EXCLUDE (o, mois, contrats)
FROM noms n CROSS JOIN mois_dits m LEFT JOIN periodes p ON p.o = n.o
LEFT JOIN vus v ON v.o = n.o AND v.mois IS NOT DISTINCT FROM m.mois;

-- Expected: the median of the twelve months before, of those over and of the source's time. Where a source has stopped, the
-- twelve months that end with its last one: its silence does not become what is expected of it.
CREATE OR REPLACE TABLE attentes AS
SELECT g.o, g.mois, quantile_cont(r.contrats, 0.5)::DECIMAL(18, 1) AS attendus
FROM grille g JOIN grille r ON r.o = g.o AND r.mois BETWEEN least(g.mois - 1, g.dernier) - 11 AND least(g.mois - 1, g.dernier)
WHERE r.echu AND r.mois >= r.premier AND g.mois >= g.premier
GROUP BY g.o, g.mois HAVING count(*) >= 6;

COPY (
    WITH juges AS (
        SELECT g.*, attendus, t.contrats - g.contrats AS absents, g.mois IS NULL OR g.premier IS NULL OR g.mois < g.premier AS hors,
            -- half as many as expected, and fewer than chance explains (twice the square root of what is expected)
            g.contrats * 2 < attendus AND (attendus - g.contrats) * (attendus - g.contrats) > 4 * attendus AS baisse
        FROM grille g JOIN grille t ON t.o = 0 AND t.mois IS NOT DISTINCT FROM g.mois
        LEFT JOIN attentes a ON a.o = g.o AND a.mois = g.mois
    )
    SELECT source, mois_notification, coalesce(enregistrements, 0) AS enregistrements, contrats, coalesce(seuls, 0) AS contrats_seulement_ici,
        coalesce(partages, 0) AS contrats_vus_ailleurs, absents AS contrats_absents_ici, attendus,
        CASE WHEN hors THEN 'sans_objet' WHEN attendus IS NULL THEN 'mois_insuffisants' ELSE 'mediane_12_mois' END AS methode_attendu,
        CASE WHEN echu AND attendus > 0 THEN pour_cent(contrats - attendus, attendus) END AS ecart_pct,
        CASE WHEN mois IS NULL THEN 'inconnu' WHEN hors THEN 'hors_periode' WHEN NOT echu THEN 'en_cours'
             WHEN coalesce(attendus, 0) = 0 THEN 'sans_reference' WHEN baisse AND contrats = 0 THEN 'vide'
             WHEN baisse THEN 'en_baisse' ELSE 'conforme' END AS etat,
        coalesce(marches, 0) AS marches, coalesce(delai_connu, 0) AS delai_connu, coalesce(marches - delai_connu, 0) AS delai_inconnu,
        delai_median AS delai_median_jours, delai_p90 AS delai_p90_jours, coalesce(hors_delai, 0) AS publies_hors_delai,
        -- before the two months are over, the late ones are still to come
        CASE WHEN echu AND delai_connu > 0 THEN pour_cent(hors_delai, delai_connu) END AS part_hors_delai_pct
    FROM juges
    ORDER BY source, mois_notification
) TO {couverture} (FORMAT parquet, COMPRESSION zstd);
