-- From answers to days. A picture answers from its day to the eve of the next picture of the same file; before its day,
-- back to where an earlier one answered, it answers too, but as something seen afterwards (`certain_du`).

CREATE OR REPLACE TEMP TABLE periodes AS
SELECT r.*, lag(i.suivante) OVER (PARTITION BY n, famille, source ORDER BY r.observe_le) AS du, i.suivante - 1 AS au
FROM reponses r JOIN images i ON i.format = r.source AND i.observe_le = r.observe_le;
DROP TABLE reponses;

-- Rows that say themselves from when to when. A later picture replaces what an earlier one said of the same approval, or,
-- for the history of a legal unit, all that it said of it. A start that is not said is certain from the day it was seen.
CREATE OR REPLACE TEMP TABLE datees AS
SELECT siren, 'ESUS' AS categorie, 'liste_esus' AS source, debut AS du, fin AS au, observe_le
FROM agrements
WHERE datee
QUALIFY observe_le = max(observe_le) OVER (PARTITION BY siren, debut)
UNION ALL
SELECT siren, unnest(CASE WHEN ess = 'O' THEN ['ESS'] ELSE [] END || CASE WHEN est_scop(juridique) THEN ['SCOP'] ELSE [] END),
    'sirene_unites_legales_historique', jour(du), jour(au), observe_le
FROM historique;

CREATE OR REPLACE TEMP TABLE qualites AS
SELECT n, categorie, du, au, certain_du, source, min(observe_le) AS observe_le, confiance
FROM (
    SELECT n, unnest(categories) AS categorie, du, au, observe_le AS certain_du, source::VARCHAR AS source, observe_le, confiance::VARCHAR AS confiance
    FROM periodes WHERE len(categories) > 0
    UNION ALL
    SELECT n, categorie, du, au, coalesce(du, least(observe_le, au)), source, observe_le, 'siren'
    FROM demandes JOIN datees USING (siren)
)
GROUP BY ALL;

COPY (
    SELECT siren, siret, categorie, du, au, certain_du, source, observe_le, confiance
    FROM qualites JOIN demandes USING (n)
    ORDER BY n, categorie, source, du NULLS FIRST, au, confiance, observe_le
) TO {qualites} (FORMAT parquet, COMPRESSION zstd);
