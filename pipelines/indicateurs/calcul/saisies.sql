-- Values typed by hand: those of measures that nothing computes, and those that stand in where a source is missing.
-- The latest entry of a period wins. For all buyers together: sums of what adds up, rates from their parts; no more.
CREATE OR REPLACE TABLE saisies_retenues AS
SELECT acheteur_siren, indicateur_id, year(periode_fin) AS annee, periode_debut, periode_fin, coalesce(dimension, 'ensemble') AS dimension,
    coalesce(modalite, 'ensemble') AS modalite, valeur_texte, valeur_date, service, date_saisie, piece, note,
    CASE unite WHEN 'pct' THEN (valeur / 100)::DECIMAL(38, 6) ELSE valeur::DECIMAL(38, 6) END AS valeur, numerateur::DECIMAL(38, 6) AS num, denominateur::DECIMAL(38, 6) AS den, unite
FROM r_saisies
QUALIFY row_number() OVER (PARTITION BY acheteur_siren, indicateur_id, year(periode_fin), dimension, modalite
    ORDER BY periode_fin DESC, date_saisie DESC, periode_debut, unite) = 1;

CREATE OR REPLACE TABLE saisies_dites AS
WITH toutes AS (
    SELECT 'acheteur' AS niveau, acheteur_siren, * EXCLUDE (acheteur_siren) FROM saisies_retenues
    UNION ALL
    SELECT 'consolide', NULL, indicateur_id, annee, min(periode_debut), max(periode_fin), dimension, modalite, NULL, NULL, NULL, max(date_saisie), NULL,
        count(*) || ' acheteurs sur ' || (SELECT count(DISTINCT acheteur_siren) FROM grille) || '.',
        CASE WHEN unite IN ('nombre', 'eur_ht', 'kwh', 'tonnes', 'tco2e', 'quantite', 'heures', 'jours', 'etp') AND count(*) = count(valeur) THEN sum(valeur)
             WHEN count(*) = count(num) AND count(*) = count(den) THEN (sum(num) / nullif(sum(den), 0))::DECIMAL(38, 6) END, sum(num), sum(den), unite
    FROM saisies_retenues GROUP BY indicateur_id, annee, dimension, modalite, unite
    HAVING count(*) > 1 OR (SELECT count(DISTINCT acheteur_siren) FROM grille) = 1
)
SELECT * FROM toutes WHERE valeur IS NOT NULL OR valeur_texte IS NOT NULL OR valeur_date IS NOT NULL;

-- An entry stands in for what could not be computed, never beside what could.
DELETE FROM lignes l WHERE origine = 'non_disponible' AND EXISTS (FROM saisies_dites s WHERE s.indicateur_id = l.indicateur_id AND s.niveau = l.niveau
    AND s.acheteur_siren IS NOT DISTINCT FROM l.acheteur_siren AND s.annee = l.annee);
INSERT INTO lignes
SELECT i.spaser, i.edition, i.indicateur_id, i.evolution, s.dimension, i.unite, i.compte, i.en_construction, s.niveau, s.acheteur_siren, s.annee, s.periode_debut, s.periode_fin,
    'sans_objet', s.modalite, s.num, s.den, s.valeur, s.valeur_texte, s.valeur_date, NULL, NULL, 1, 1, 'saisi', [], ['saisies'], p.personnes,
    nullif(concat_ws(' ', CASE WHEN s.service IS NOT NULL THEN 'Saisi par ' || s.service || ' le ' || strftime(s.date_saisie, '%d/%m/%Y') || '.' END, s.note), '')
FROM saisies_dites s JOIN indicateurs i USING (indicateur_id) JOIN specs p USING (spec)
WHERE NOT EXISTS (FROM lignes l WHERE l.spaser = i.spaser AND l.indicateur_id = i.indicateur_id AND l.niveau = s.niveau
    AND l.acheteur_siren IS NOT DISTINCT FROM s.acheteur_siren AND l.annee = s.annee AND l.origine = 'calcule');

-- A measure typed by hand has its headline row, whether or not somebody typed it.
INSERT INTO lignes
SELECT i.spaser, i.edition, i.indicateur_id, i.evolution, 'ensemble', i.unite, i.compte, i.en_construction, c.niveau, c.acheteur_siren, c.annee, make_date(c.annee, 1, 1), make_date(c.annee, 12, 31),
    'sans_objet', 'ensemble', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL,
    CASE WHEN EXISTS (FROM saisies_retenues s WHERE s.indicateur_id = i.indicateur_id AND s.annee = c.annee AND (c.niveau = 'consolide' OR s.acheteur_siren = c.acheteur_siren))
        THEN 'saisi' ELSE 'non_disponible' END, ['saisies'], ['saisies'], false,
    CASE WHEN c.niveau = 'consolide' THEN 'Voir chaque acheteur : cette valeur ne se consolide pas.' ELSE 'Voir chaque modalité.' END
FROM indicateurs i, (SELECT 'acheteur' AS niveau, acheteur_siren, annee FROM grille UNION ALL SELECT DISTINCT 'consolide', NULL, annee FROM grille) c
WHERE i.mode = 'saisie' AND NOT EXISTS (FROM lignes l WHERE l.spaser = i.spaser AND l.indicateur_id = i.indicateur_id AND l.niveau = c.niveau
    AND l.acheteur_siren IS NOT DISTINCT FROM c.acheteur_siren AND l.annee = c.annee AND l.modalite = 'ensemble');
UPDATE lignes SET dit = NULL WHERE origine = 'non_disponible' AND sources = ['saisies'];
