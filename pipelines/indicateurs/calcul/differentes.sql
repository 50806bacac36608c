-- How many different {x} (or what share of them): first what is known of each, then how many there are. In two steps, since
-- sets of a million values for every perimeter at once do not stand in memory. formules/distincts.sql and
-- part_distincts.sql say why the bounds are those.
INSERT INTO mesures_calculees
WITH lignes AS (
    SELECT acheteur_siren, compte_acheteur, compte_ensemble, annee, "type", "type" IN ('marche', 'accord_cadre') AS tete, {dimension} AS _modalite, {x} AS _x, ({d}) AS _d, ({c}) AS _c
    FROM {population}_faits WHERE annee IN (SELECT annee FROM annees)
),
valeurs AS (
    SELECT acheteur_siren, annee, {perimetre} AS perimetre, _modalite AS modalite, _x,
        bool_or(_d AND _c) AS oui, bool_or(_d AND _c IS NOT NULL) AS connu, bool_or(_d) AS dedans, bool_or(_d IS DISTINCT FROM false) AS peut_y_etre,
        bool_or(_d IS DISTINCT FROM false AND _c IS DISTINCT FROM false) AS peut,
        count(*) FILTER (_d IS DISTINCT FROM false AND _c IS DISTINCT FROM false) AS n_peut, count(*) FILTER (_d IS DISTINCT FROM false) AS n_possibles,
        count(*) FILTER (_d AND _c IS NOT NULL AND (_x IS NOT NULL OR NOT _c)) AS n_connus, count(*) FILTER (_d AND _c IS NOT NULL AND _x IS NOT NULL) AS n_lus
    FROM (SELECT * FROM lignes WHERE compte_acheteur UNION ALL SELECT * REPLACE (NULL AS acheteur_siren) FROM lignes WHERE compte_ensemble)
    GROUP BY GROUPING SETS ((acheteur_siren, annee, tete, _modalite, _x), (acheteur_siren, annee, "type", _modalite, _x))
),
comptes AS (
    SELECT acheteur_siren, annee, perimetre, modalite, count(*) FILTER (oui AND _x IS NOT NULL) AS oui, count(*) FILTER (connu AND _x IS NOT NULL) AS connus,
        count(*) FILTER (dedans AND _x IS NOT NULL) AS dedans, count(*) FILTER (peut AND _x IS NOT NULL) + coalesce(sum(n_peut) FILTER (_x IS NULL), 0) AS peuvent,
        count(*) FILTER (peut_y_etre AND _x IS NOT NULL) + coalesce(sum(n_possibles) FILTER (_x IS NULL), 0) AS peuvent_y_etre,
        sum(n_possibles) AS possibles, sum(n_connus) AS n_connus, sum(n_lus) AS n_lus
    FROM valeurs WHERE perimetre IS NOT NULL GROUP BY acheteur_siren, annee, perimetre, modalite
)
SELECT {spec}, CASE WHEN acheteur_siren IS NULL THEN 'consolide' ELSE 'acheteur' END, acheteur_siren, annee, perimetre, modalite, oui::DECIMAL(38, 6),
    CASE WHEN {part} THEN connus END::DECIMAL(38, 6), (CASE WHEN {part} THEN oui / nullif(connus, 0) ELSE oui END)::DECIMAL(38, 6),
    (CASE WHEN {part} THEN oui / nullif(peuvent_y_etre, 0) ELSE oui END)::DECIMAL(38, 6),
    (CASE WHEN {part} THEN least(1, peuvent / nullif(dedans, 0)) ELSE peuvent END)::DECIMAL(38, 6),
    CASE WHEN {part} THEN n_lus ELSE n_connus END, possibles, NULL
FROM comptes;
