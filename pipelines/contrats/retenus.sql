-- In each group the order of preference of its elements, and the identifier of the contract.
-- Preference: format 2022, then 2019, then the consolidated flat file; the 2019 id with the lowest modification number;
-- the first version of a flat file; then the latest publication; then the content, so that files never decide.

CREATE OR REPLACE TABLE provenance_sans_id AS
SELECT rid, rid AS groupe, source, rang, genre, format, siren, cle_id, montant, jour, publie, empreinte, 1 AS preference
FROM cles ANTI JOIN groupes USING (rid)
WHERE quarantaine IS NULL
UNION ALL
SELECT rid, groupe, source, rang, genre, c.format, siren, cle_id, montant, jour, publie, empreinte,
    row_number() OVER (PARTITION BY groupe ORDER BY
        CASE c.format WHEN '2022' THEN 1 WHEN '2019' THEN 2 ELSE 3 END,
        CASE WHEN c.format = '2019' THEN cle_id END NULLS LAST,
        CASE WHEN c.format = 'plat' THEN jour END NULLS LAST,
        publie DESC NULLS LAST, empreinte, detail, source, rang)
FROM cles c JOIN groupes USING (rid)
-- what the empreinte leaves out: two records that differ in anything are ordered by it, not by their files
JOIN (SELECT rid, md5(row(*COLUMNS(* EXCLUDE (rid, source, rang)))::VARCHAR) AS detail
      FROM elements SEMI JOIN groupes USING (rid)) USING (rid);

-- A contract without a usable id is named by its content, so that its name does not depend on its neighbours.
CREATE OR REPLACE TABLE identifiants AS
WITH tetes AS (
    SELECT groupe, siren, coalesce(min(cle_id), 'SANS-ID-' || min(nom)) AS racine,
        min(publie) AS publie, min(jour) AS jour, min(empreinte) AS empreinte
    FROM provenance_sans_id
    LEFT JOIN (SELECT rid, left(md5(concat_ws('|', genre, cle_texte(objet), montant_publie, date_notification_publiee)), 12) AS nom
               FROM elements WHERE NOT coalesce(id_utilisable(id_normal(id)), false)) USING (rid)
    GROUP BY groupe, siren
),
jumeaux AS (
    SELECT groupe FROM tetes QUALIFY count(*) OVER (PARTITION BY siren, racine, publie, jour, empreinte) > 1
),
details AS (
    SELECT groupe, min(md5(row(*COLUMNS(e.* EXCLUDE (rid, source, rang)))::VARCHAR)) AS detail
    FROM elements e JOIN (SELECT rid, groupe FROM provenance_sans_id SEMI JOIN jumeaux USING (groupe)) USING (rid)
    GROUP BY groupe
)
SELECT groupe, siren || '-' || racine || CASE WHEN place = 1 THEN '' ELSE '.' || place END AS contrat_id
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY siren, racine ORDER BY publie NULLS LAST, jour NULLS LAST, empreinte, detail, groupe) AS place
    FROM tetes LEFT JOIN details USING (groupe)
);

CREATE OR REPLACE TABLE provenance AS
SELECT *, min(CASE WHEN format = 'plat' THEN jour END) OVER (PARTITION BY groupe) AS premiere_version,
    min(preference) FILTER (format <> 'plat') OVER (PARTITION BY groupe) IS NULL AS plat_seul
FROM provenance_sans_id JOIN identifiants USING (groupe);
DROP TABLE provenance_sans_id;
