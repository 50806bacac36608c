-- Modifications of each contract, once each, in order of date, and what their amounts mean.

CREATE OR REPLACE TABLE modifications_versions AS
SELECT contrat_id, rid AS sources_rid, modification AS sources_modification, preference, m.* EXCLUDE (rid, modification)
FROM modifications_lues m JOIN provenance USING (rid)
UNION ALL
-- each later version of a flat file is a modification, its date being the modification's
SELECT contrat_id, rid, 0, preference, e.modification_id, e.date_notification_publiee, p.jour, p.publie,
    entier_de(e.duree_mois_publiee, 0), e.montant_publie, p.montant, NULL, 'version_plate'
FROM provenance p JOIN elements e USING (rid)
WHERE p.format = 'plat' AND plat_seul AND p.jour > premiere_version;

-- The same modification in several snapshots is one, however its date and amount are spelled; where its titulaires are read
-- is kept with it.
CREATE OR REPLACE TABLE modifications_rangees AS
WITH nommees AS (
    SELECT *, coalesce(date_notification::VARCHAR, date_publiee, '') AS cle_date, coalesce(montant::VARCHAR, montant_publie, '') AS cle_montant,
        coalesce(cle_texte(objet_modification), '') AS cle_objet, coalesce(duree_mois, -1) AS cle_duree
    FROM modifications_versions
),
rangs AS (
    SELECT contrat_id, cle_date, cle_montant, cle_duree, cle_objet,
        row_number() OVER (PARTITION BY contrat_id ORDER BY date_notification NULLS LAST, numero NULLS LAST, montant NULLS FIRST,
            cle_duree, cle_objet, cle_date, cle_montant)::INTEGER AS rang_modification
    FROM (
        SELECT contrat_id, cle_date, cle_montant, cle_duree, cle_objet, min(date_notification) AS date_notification,
            min(montant) AS montant, min(try_cast(id_publie AS BIGINT)) AS numero
        FROM nommees GROUP BY ALL
    )
)
SELECT n.* EXCLUDE (cle_date, cle_montant, cle_duree, cle_objet), rang_modification
FROM nommees n JOIN rangs USING (contrat_id, cle_date, cle_montant, cle_duree, cle_objet);

-- Where another source gives the same amount with its cents, that is the amount.
CREATE OR REPLACE TABLE precis AS
SELECT contrat_id, p.montant, e.montant_publie
FROM provenance p JOIN provenance r USING (contrat_id) JOIN elements e ON e.rid = p.rid
WHERE r.preference = 1 AND p.preference > 1 AND r.montant = trunc(r.montant) AND trunc(p.montant) = r.montant AND p.montant > r.montant
QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY p.preference) = 1;

CREATE OR REPLACE TABLE modifications_retenues AS
WITH choisies AS (
    SELECT r.*, i.montant AS initial
    FROM modifications_rangees r
    -- a symbolic or absurd amount is no base to compare with
    JOIN (SELECT contrat_id, CASE WHEN p.montant > 1 AND NOT montant_aberrant(p.montant, genre) THEN coalesce(x.montant, p.montant) END AS montant
          FROM provenance p LEFT JOIN precis x USING (contrat_id) WHERE preference = 1) i USING (contrat_id)
    QUALIFY row_number() OVER (PARTITION BY contrat_id, rang_modification
        ORDER BY preference, date_publication DESC NULLS LAST, id_publie, sources_modification) = 1
),
interpretees AS (
    -- the schema says that the amount is the new total; producers also publish the increase alone
    SELECT *, CASE
        WHEN montant IS NULL THEN 'sans_montant'
        WHEN montant BETWEEN 0 AND 1 THEN 'inexploitable'
        WHEN montant < 0 THEN 'increment'
        WHEN initial IS NULL OR montant >= initial * 0.5 THEN 'total'
        -- the same small amount again and again is a yearly price restated, not a series of increases
        WHEN montant < initial * 0.25 AND NOT coalesce(montant BETWEEN precedent * 0.9 AND precedent * 1.1, false)
             AND NOT coalesce(suivant BETWEEN montant * 0.9 AND montant * 1.1, false) THEN 'increment'
        ELSE 'indetermine' END AS interpretation
    FROM (SELECT *, lag(montant) OVER (PARTITION BY contrat_id ORDER BY rang_modification) AS precedent,
              lead(montant) OVER (PARTITION BY contrat_id ORDER BY rang_modification) AS suivant
          FROM choisies)
),
segments AS (
    SELECT *, count(*) FILTER (interpretation = 'total') OVER (PARTITION BY contrat_id ORDER BY rang_modification) AS segment
    FROM interpretees
)
-- An amount that may be a total or an increase leaves the total unknown until the next one that is a total.
SELECT *, CASE WHEN NOT coalesce(bool_or(interpretation = 'indetermine') OVER (
        PARTITION BY contrat_id, segment ORDER BY rang_modification), false) THEN coalesce(max(montant) FILTER (interpretation = 'total') OVER (PARTITION BY contrat_id, segment), initial)
    + coalesce(sum(montant) FILTER (interpretation = 'increment') OVER (
        PARTITION BY contrat_id, segment ORDER BY rang_modification), 0) END AS total_retenu
FROM segments;

COPY (
    SELECT contrat_id, rang_modification, id_publie AS modification_id_publie, date_plausible(date_notification) AS date_notification,
        date_publiee AS date_notification_publiee, date_publication, duree_mois, montant_publie,
        montant_18(montant) AS montant_ht_eur, interpretation, montant_18(total_retenu) AS montant_total_retenu_ht_eur,
        objet_modification, origine
    FROM modifications_retenues
    ORDER BY contrat_id, rang_modification
) TO {modifications} (FORMAT parquet, COMPRESSION zstd);
