-- What was computed, told of each indicator: a row for every buyer and year of the grid, then the breakdowns.
-- Sources: DESIGN.md (result row), laws 3 and 5.
CREATE OR REPLACE TABLE manquantes AS
-- what an indicator needs and that was not delivered for a buyer and a year; of « a|b » one is enough. What is published
-- is there, and what the chain knows of itself.
WITH exigences AS (
    SELECT spec, exigence, string_split(exigence, '|') AS possibles FROM (SELECT spec, unnest(exigences) AS exigence FROM specs)
    WHERE NOT list_has_any(string_split(exigence, '|'), ['decp', 'saisies', 'objectifs', 'publication'])
),
satisfaites AS (
    SELECT DISTINCT e.spec, e.exigence, c.acheteur_siren, c.annee FROM exigences e JOIN couvert c ON list_contains(e.possibles, c.registre)
)
SELECT spec, acheteur_siren, annee, list(replace(exigence, '|', ' ou ') ORDER BY exigence) AS sources
FROM (SELECT e.spec, e.exigence, g.acheteur_siren, g.annee FROM exigences e, grille g) ANTI JOIN satisfaites USING (spec, exigence, acheteur_siren, annee)
GROUP BY ALL;

CREATE OR REPLACE TABLE manquantes_consolidees AS
-- for all buyers together a source is missing where no buyer of the year delivered it
SELECT spec, annee, list_reduce(list(sources), (a, b) -> list_intersect(a, b)) AS sources
FROM manquantes JOIN (SELECT annee, count(*) AS attendus FROM grille GROUP BY annee) USING (annee)
GROUP BY spec, annee HAVING count(*) = max(attendus);

CREATE OR REPLACE TABLE lignes AS
WITH cases AS (
    SELECT 'acheteur' AS niveau, acheteur_siren, annee FROM grille
    UNION ALL SELECT DISTINCT 'consolide', NULL, annee FROM grille
),
tetes AS (
    SELECT i.*, c.niveau, c.acheteur_siren, c.annee, s.formule, s.contrats, s.personnes, s.sources,
        CASE WHEN s.contrats THEN 'simple_et_accords_cadres' ELSE 'sans_objet' END AS perimetre,
        coalesce(m.sources, n.sources, []) AS absentes
    FROM indicateurs i JOIN specs s USING (spec) CROSS JOIN cases c
    LEFT JOIN manquantes m ON m.spec = i.spec AND m.acheteur_siren = c.acheteur_siren AND m.annee = c.annee
    LEFT JOIN manquantes_consolidees n ON c.niveau = 'consolide' AND n.spec = i.spec AND n.annee = c.annee
    WHERE i.mode = 'calcul' AND s.population <> ''
),
dites AS (
    -- the headline, whether or not there is anything to count
    SELECT t.*, 'ensemble' AS modalite, m.num, m.den, m.valeur, m.bmin, m.bmax, m.connus, m.possibles, m.jour
    FROM tetes t LEFT JOIN (FROM ensembles) m ON m.spec = t.spec AND m.niveau = t.niveau AND m.acheteur_siren IS NOT DISTINCT FROM t.acheteur_siren
        AND m.annee = t.annee AND m.perimetre = t.perimetre
    UNION ALL
    -- the other perimeters, and the values of the dimension, where there is something
    SELECT t.* REPLACE (m.perimetre AS perimetre), m.modalite, m.num, m.den, m.valeur, m.bmin, m.bmax, m.connus, m.possibles, m.jour
    FROM tetes t JOIN mesures_calculees m ON m.spec = t.spec AND m.niveau = t.niveau AND m.acheteur_siren IS NOT DISTINCT FROM t.acheteur_siren AND m.annee = t.annee
    WHERE NOT (m.modalite = 'ensemble' AND m.perimetre = t.perimetre) AND (m.modalite = 'ensemble' OR m.perimetre = t.perimetre)
)
SELECT spaser, edition, indicateur_id, evolution, dimension, unite, compte, en_construction, niveau, acheteur_siren, annee,
    make_date(annee, 1, 1) AS periode_debut, make_date(annee, 12, 31) AS periode_fin, perimetre, modalite, num, den, valeur, NULL::VARCHAR AS texte, jour, bmin, bmax, connus, possibles,
    CASE WHEN coalesce(connus, 0) = 0 AND len(absentes) > 0 THEN 'non_disponible' ELSE 'calcule' END AS origine, absentes, sources, personnes, NULL::VARCHAR AS dit,
    formule IN ('nombre', 'somme', 'distincts', 'repartition', 'repartition_distincts') AS additive
FROM dites;

-- nothing to count is 0 for a number, and no value at all for a rate
UPDATE lignes SET num = coalesce(num, 0), valeur = coalesce(valeur, 0), bmin = CASE WHEN valeur IS NULL THEN coalesce(bmin, 0) ELSE bmin END, bmax = CASE WHEN possibles IS NULL THEN 0 ELSE bmax END
WHERE origine = 'calcule' AND additive;
UPDATE lignes SET num = NULL, den = NULL, valeur = NULL, bmin = NULL, bmax = NULL, jour = NULL WHERE origine = 'non_disponible';
ALTER TABLE lignes DROP COLUMN additive;
