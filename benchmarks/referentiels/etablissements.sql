-- N establishments sorted by siret, 2.6 a legal unit, closed branches and moved ones included. No number can belong to
-- anyone: the key of every SIREN is one off what Luhn asks.
CREATE OR REPLACE MACRO somme_double(c) AS CASE WHEN 2 * c > 9 THEN 2 * c - 9 ELSE 2 * c END;
CREATE OR REPLACE MACRO chiffre(n, rang) AS (n // (10 ** rang)::BIGINT) % 10;
CREATE OR REPLACE MACRO cle_fausse(n) AS (1 + 90 - (
    somme_double(chiffre(n, 0)) + chiffre(n, 1) + somme_double(chiffre(n, 2)) + chiffre(n, 3)
    + somme_double(chiffre(n, 4)) + chiffre(n, 5) + somme_double(chiffre(n, 6)) + chiffre(n, 7))) % 10;

COPY (
    SELECT siren, nic, siren || nic AS siret, CASE WHEN tirage % 11 = 0 THEN 'P' ELSE 'O' END AS statutDiffusionEtablissement,
        (DATE '1980-01-01' + (tirage % 16000)::INTEGER)::VARCHAR AS dateCreationEtablissement,
        CASE WHEN tirage % 3 = 0 THEN lpad((tirage % 54)::VARCHAR, 2, '0') END AS trancheEffectifsEtablissement,
        (DATE '2020-01-01' + (tirage % 2000)::INTEGER)::VARCHAR || 'T09:15:00' AS dateDernierTraitementEtablissement,
        CASE WHEN rang = 0 THEN 'true' ELSE 'false' END AS etablissementSiege,
        (tirage % 300)::VARCHAR AS numeroVoieEtablissement,
        'RUE' AS typeVoieEtablissement, 'DE L''INVENTION ' || tirage % 90000 AS libelleVoieEtablissement,
        lpad((tirage % 95000)::VARCHAR, 5, '0') AS codePostalEtablissement,
        'COMMUNE INVENTEE ' || tirage % 34955 AS libelleCommuneEtablissement,
        lpad((1001 + tirage % 94000)::VARCHAR, 5, '0') AS codeCommuneEtablissement,
        CASE WHEN tirage % 5 < 2 THEN 'A' ELSE 'F' END AS etatAdministratifEtablissement,
        CASE WHEN tirage % 4 = 0 THEN 'ENSEIGNE FICTIVE ' || tirage % 700000 END AS enseigne1Etablissement,
        lpad((tirage % 99)::VARCHAR, 2, '0') || '.' || lpad((tirage % 37)::VARCHAR, 2, '0') || 'Z' AS activitePrincipaleEtablissement,
        CASE WHEN tirage % 6 = 0 THEN 'O' ELSE 'N' END AS caractereEmployeurEtablissement
    FROM (
        SELECT lpad(n::VARCHAR, 8, '0') || cle_fausse(n) AS siren, lpad((rang * 10 + 13)::VARCHAR, 5, '0') AS nic, rang, tirage
        FROM (
            -- thirteen establishments for five legal units: 1, 2, 2, 3, 5
            SELECT i // 13 AS lot, i % 13 AS place,
                CASE WHEN place < 1 THEN 0 WHEN place < 3 THEN 1 WHEN place < 5 THEN 2 WHEN place < 8 THEN 3 ELSE 4 END AS unite,
                place - CASE unite WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 3 WHEN 3 THEN 5 ELSE 8 END AS rang,
                10000000 + 7 * (5 * lot + unite) AS n, hash(i) AS tirage
            FROM range({nombre}) t(i)
        )
    )
    ORDER BY siret
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
