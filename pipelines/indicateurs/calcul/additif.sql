-- One reading of a population of contracts for everything that adds up. Of each row and question, the answer is one of
-- six states (`etat`): a: among and having; b: among and not; u: among, unknown; ha, hb, hu: perhaps among. Rows are counted
-- by state in two sums (thirty bits a state), once per buyer, year, type and value of the dimension; perimeters and all
-- buyers together are then sums of those.
INSERT INTO mesures_calculees
WITH lignes AS (
    SELECT acheteur_siren, compte_acheteur, compte_ensemble, annee, "type", {dimension} AS _modalite, {questions}
    FROM {population}_faits WHERE annee IN (SELECT annee FROM annees)
),
base AS (
    SELECT acheteur_siren, compte_acheteur, compte_ensemble, annee, "type", "type" IN ('marche', 'accord_cadre') AS tete, _modalite, {sommes} FROM lignes
    GROUP BY acheteur_siren, compte_acheteur, compte_ensemble, annee, "type", _modalite
),
cumulee AS (
    SELECT acheteur_siren, annee, {perimetre} AS perimetre, _modalite AS modalite, {cumuls} 
    FROM (SELECT * FROM base WHERE compte_acheteur UNION ALL SELECT * REPLACE (NULL AS acheteur_siren) FROM base WHERE compte_ensemble)
    GROUP BY GROUPING SETS ((acheteur_siren, annee, tete, _modalite), (acheteur_siren, annee, "type", _modalite))
),
longue AS (
    SELECT acheteur_siren, annee, perimetre, modalite, unnest([{specs}], recursive := true) FROM cumulee WHERE perimetre IS NOT NULL
),
depliee AS (
    SELECT * EXCLUDE (d, h, dn, hn, sa, sb, su, sha, shb, shu),
        (d & 1073741823)::BIGINT AS a, ((d >> 30) & 1073741823)::BIGINT AS b, (d >> 60)::BIGINT AS u,
        (h & 1073741823)::BIGINT AS ha, ((h >> 30) & 1073741823)::BIGINT AS hb, (h >> 60)::BIGINT AS hu,
        (dn & 1073741823)::BIGINT AS na, ((dn >> 30) & 1073741823)::BIGINT AS nb, (dn >> 60)::BIGINT AS nu,
        (hn & 1073741823)::BIGINT AS nha, ((hn >> 30) & 1073741823)::BIGINT AS nhb, (hn >> 60)::BIGINT AS nhu,
        coalesce(sa, 0) AS sa, coalesce(sb, 0) AS sb, coalesce(su, 0) AS su, coalesce(sha, 0) AS sha, coalesce(shb, 0) AS shb, coalesce(shu, 0) AS shu
    FROM longue
)
SELECT spec, CASE WHEN acheteur_siren IS NULL THEN 'consolide' ELSE 'acheteur' END, acheteur_siren, annee, perimetre, modalite,
    (CASE WHEN formule IN ('nombre', 'repartition', 'part') THEN a ELSE sa END)::DECIMAL(38, 6),
    (CASE formule WHEN 'part' THEN a + b WHEN 'part_valeur' THEN sa + sb WHEN 'ratio' THEN coalesce(ya, 0) END)::DECIMAL(38, 6),
    -- the value
    (CASE formule WHEN 'part' THEN a / nullif(a + b, 0) WHEN 'part_valeur' THEN sa / nullif(sa + sb, 0) WHEN 'ratio' THEN sa / nullif(ya, 0)
        WHEN 'somme' THEN sa ELSE a END)::DECIMAL(38, 6),
    -- the least it could be: formules/*.sql say why
    (CASE formule
        WHEN 'part' THEN CASE WHEN possibles > 0 THEN coalesce(a / nullif(a + b + u + hb + hu, 0), 0) END
        WHEN 'part_valeur' THEN CASE WHEN possibles = 0 THEN NULL WHEN nb + nu + nhb + nhu > 0 THEN 0 ELSE coalesce(sa / nullif(sa + sb + su + shb + shu, 0), 0) END
        WHEN 'ratio' THEN CASE WHEN u + ha + hu + na = 0 THEN sa / nullif(ya, 0) END
        WHEN 'somme' THEN sa ELSE a END)::DECIMAL(38, 6),
    -- the most
    (CASE formule
        WHEN 'part' THEN CASE WHEN possibles > 0 THEN coalesce((a + u + ha + hu) / nullif(a + b + u + ha + hu, 0), 1) END
        WHEN 'part_valeur' THEN CASE WHEN possibles = 0 THEN NULL WHEN na + nu + nha + nhu > 0 THEN 1 WHEN a + u + ha + hu = 0 THEN 0
            ELSE coalesce((sa + su + sha + shu) / nullif(sa + sb + su + sha + shu, 0), 1) END
        WHEN 'ratio' THEN CASE WHEN u + ha + hu + na = 0 THEN sa / nullif(ya, 0) END
        WHEN 'somme' THEN CASE WHEN na + nu + nha + nhu = 0 THEN sa + su + sha + shu END
        ELSE a + u + ha + hu END)::DECIMAL(38, 6),
    CASE formule WHEN 'ratio' THEN a - na WHEN 'part_valeur' THEN a - na + b - nb WHEN 'somme' THEN a - na + b ELSE a + b END,
    CASE formule WHEN 'ratio' THEN a + u + ha + hu ELSE possibles END, NULL
FROM (SELECT *, a + b + u + ha + hb + hu AS possibles FROM depliee);
