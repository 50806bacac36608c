-- Why contracts differ between two versions: one row a contract that an `ecarts` file names, from the decision log of both
-- (contrat_sources and decisions: which published records make a contract). A record is followed by its `empreinte`.

-- The records of these contracts, on both sides.
CREATE OR REPLACE TEMP TABLE traces_a AS FROM {traces_avant} SEMI JOIN concernes USING (contrat_id);
CREATE OR REPLACE TEMP TABLE traces_b AS FROM {traces_apres} SEMI JOIN concernes USING (contrat_id);

-- Who held these records, who holds them. A record has moved when one contract lost it and another won it: copies that two
-- contracts hold before and after are no move.
CREATE OR REPLACE TEMP TABLE tenants_a AS
SELECT DISTINCT contrat_id, empreinte FROM {traces_avant} SEMI JOIN (FROM traces_a UNION ALL FROM traces_b) USING (empreinte);
CREATE OR REPLACE TEMP TABLE tenants_b AS
SELECT DISTINCT contrat_id, empreinte FROM {traces_apres} SEMI JOIN (FROM traces_a UNION ALL FROM traces_b) USING (empreinte);

CREATE OR REPLACE TEMP TABLE deplaces AS
SELECT a.contrat_id AS ancien, b.contrat_id AS nouveau, empreinte
FROM (FROM tenants_a ANTI JOIN tenants_b USING (contrat_id, empreinte)) AS a
JOIN (FROM tenants_b ANTI JOIN tenants_a USING (contrat_id, empreinte)) AS b USING (empreinte);

CREATE OR REPLACE TEMP TABLE parentes AS
SELECT ancien, nouveau, count(*) OVER (PARTITION BY ancien) AS suites, count(*) OVER (PARTITION BY nouveau) AS origines
FROM (SELECT DISTINCT ancien, nouveau FROM deplaces);

-- What became of the records of each contract.
CREATE OR REPLACE TEMP TABLE etats AS
WITH
cote_a AS (
    SELECT contrat_id, list(DISTINCT empreinte ORDER BY empreinte) AS e,
        list(source_sha256 || '/' || rang ORDER BY source_sha256, rang) AS places, count(*) AS n,
        min(empreinte) FILTER (foi) AS foi, min(fichier || ', rang ' || rang) FILTER (foi) AS place
    FROM traces_a GROUP BY contrat_id
),
cote_b AS (
    SELECT contrat_id, list(DISTINCT empreinte ORDER BY empreinte) AS e,
        list(source_sha256 || '/' || rang ORDER BY source_sha256, rang) AS places, count(*) AS n,
        min(empreinte) FILTER (foi) AS foi, min(fichier || ', rang ' || rang) FILTER (foi) AS place
    FROM traces_b GROUP BY contrat_id
),
-- records won or lost that came from, or went to, no other contract, with a place to go and look
neuves AS (
    SELECT contrat_id, min(fichier || ', rang ' || rang) AS place
    FROM (FROM traces_b ANTI JOIN tenants_a USING (contrat_id, empreinte)) AS t
    ANTI JOIN deplaces AS d ON d.nouveau = t.contrat_id AND d.empreinte = t.empreinte GROUP BY contrat_id
),
perdues AS (
    SELECT contrat_id, min(fichier || ', rang ' || rang) AS place
    FROM (FROM traces_a ANTI JOIN tenants_b USING (contrat_id, empreinte)) AS t
    ANTI JOIN deplaces AS d ON d.ancien = t.contrat_id AND d.empreinte = t.empreinte GROUP BY contrat_id
),
recues AS (SELECT nouveau AS contrat_id, min(ancien) AS autre FROM parentes GROUP BY nouveau),
cedees AS (SELECT ancien AS contrat_id, min(nouveau) AS autre FROM parentes GROUP BY ancien)
SELECT k.contrat_id, coalesce(s.sort, 'garde') AS sort, a.e AS ea, b.e AS eb, a.n AS na, b.n AS nb,
    a.places IS NOT DISTINCT FROM b.places AND a.places IS NOT NULL AS memes_octets,
    a.foi IS DISTINCT FROM b.foi AND a.foi IS NOT NULL AND b.foi IS NOT NULL AS autre_foi,
    coalesce(b.place, a.place) AS place, neuves.place AS neuve, perdues.place AS perdue, recues.autre AS recu_de, cedees.autre AS cede_a
FROM concernes AS k LEFT JOIN sorts AS s USING (contrat_id) LEFT JOIN cote_a AS a USING (contrat_id)
LEFT JOIN cote_b AS b USING (contrat_id) LEFT JOIN neuves USING (contrat_id) LEFT JOIN perdues USING (contrat_id)
LEFT JOIN recues USING (contrat_id) LEFT JOIN cedees USING (contrat_id);

-- Contracts that come or go, and what can be said of their records, buyers, sources and dates.
CREATE OR REPLACE TEMP TABLE passages AS
WITH
fiches AS (
    SELECT contrat_id, acheteur_siren, try_cast(date_notification AS DATE) AS jour FROM fiches_b SEMI JOIN sorts ON sorts.contrat_id = fiches_b.contrat_id AND sort = 'ajoute'
    UNION ALL
    SELECT contrat_id, acheteur_siren, try_cast(date_notification AS DATE) FROM fiches_a SEMI JOIN sorts ON sorts.contrat_id = fiches_a.contrat_id AND sort = 'retire'
),
acheteurs AS (
    SELECT acheteur_siren, 'ajoute' AS sort FROM acheteurs_a UNION SELECT acheteur_siren, 'retire' FROM acheteurs_b
),
sources AS (SELECT fichier, source, refuse, 'ajoute' AS sort FROM {lues_avant} UNION ALL SELECT fichier, source, refuse, 'retire' FROM {lues_apres}),
records AS (
    SELECT contrat_id, fichier, rang, source_sha256, 'ajoute' AS sort FROM traces_b
    UNION ALL SELECT contrat_id, fichier, rang, source_sha256, 'retire' FROM traces_a
),
quarantaines AS (
    SELECT rang, source_sha256, 'ajoute' AS sort FROM {quarantaine_avant}
    UNION ALL SELECT rang, source_sha256, 'retire' FROM {quarantaine_apres}
),
-- of each record: the source of its file (as its own version names it), and whether the other version reads that source
lectures AS (
    SELECT r.contrat_id, r.sort,
        bool_or(q.rang IS NOT NULL) AS en_quarantaine,
        -- every record is in a file whose source the other version does not have
        bool_and(coalesce(o.source NOT IN (SELECT source FROM sources WHERE sources.sort = r.sort AND source IS NOT NULL), false)) AS source_autre,
        bool_and(coalesce(x.refuse = 'true', false)) AS refusee, min(o.source) AS source, min(r.fichier) AS fichier
    FROM records AS r
    LEFT JOIN (SELECT DISTINCT rang, source_sha256, sort FROM quarantaines) AS q USING (rang, source_sha256, sort)
    LEFT JOIN sources AS o ON o.fichier = r.fichier AND o.sort <> r.sort
    LEFT JOIN sources AS x ON x.fichier = r.fichier AND x.sort = r.sort
    GROUP BY r.contrat_id, r.sort
)
SELECT s.contrat_id, s.sort, f.jour, f.acheteur_siren,
    a.acheteur_siren IS NULL AS acheteur_absent, l.en_quarantaine, l.source_autre, l.refusee, l.source, l.fichier
FROM sorts AS s LEFT JOIN fiches AS f USING (contrat_id)
LEFT JOIN acheteurs AS a ON a.acheteur_siren = f.acheteur_siren AND a.sort = s.sort
LEFT JOIN lectures AS l ON l.contrat_id = s.contrat_id AND l.sort = s.sort;
