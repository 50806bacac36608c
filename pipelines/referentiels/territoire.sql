-- Every code of commune that an establishment may have, and whether it is in the territory: true, false, NULL (unknown).

-- From the code alone: three characters overseas.
CREATE OR REPLACE MACRO departement_du_code(code) AS CASE WHEN left(code, 2) IN ('97', '98') THEN left(code, 3) ELSE left(code, 2) END;

-- The municipal districts of Paris, Lyon and Marseille, when no file says so.
CREATE OR REPLACE MACRO commune_entiere(code) AS CASE
    WHEN code BETWEEN '75101' AND '75120' THEN '75056'
    WHEN code BETWEEN '69381' AND '69389' THEN '69123'
    WHEN code BETWEEN '13201' AND '13216' THEN '13055'
    ELSE code
END;

-- A district, a delegated or an associated commune is its commune; a code that is both is the commune.
CREATE OR REPLACE TEMP TABLE cog AS
SELECT code, coalesce(max(code) FILTER (type = 'COM'), min(texte(parent))) AS commune
FROM lu_communes
WHERE texte(code) IS NOT NULL
GROUP BY code;

CREATE OR REPLACE TEMP TABLE departements AS
SELECT code AS commune, min(texte(departement)) AS departement FROM lu_communes WHERE type = 'COM' GROUP BY code;

CREATE OR REPLACE TEMP TABLE territoire_communes AS
SELECT DISTINCT coalesce(g.commune, commune_entiere(t.code)) AS commune
FROM (
    SELECT code FROM dit_communes
    UNION ALL
    SELECT code FROM lu_epci_communes SEMI JOIN dit_epci d ON d.code = epci
) t
LEFT JOIN cog g USING (code);

CREATE OR REPLACE TEMP TABLE lieux AS
SELECT code, commune, CASE
    WHEN NOT (SELECT count(*) > 0 FROM (FROM dit_communes UNION ALL FROM dit_epci UNION ALL FROM dit_departements)) THEN NULL
    WHEN commune IN (FROM territoire_communes) THEN true
    WHEN departement IN (FROM dit_departements) THEN true
    -- a code that the file of communes does not have may be the old code of one of the territory
    WHEN NOT connu AND departement IN (SELECT departement_du_code(commune) FROM territoire_communes) THEN NULL
    ELSE false
END AS dedans
FROM (
    SELECT c.code, coalesce(g.commune, commune_entiere(c.code)) AS commune,
        g.commune IS NOT NULL OR (SELECT count(*) FROM cog) = 0 AS connu,
        coalesce(d.departement, departement_du_code(coalesce(g.commune, c.code))) AS departement
    FROM (SELECT DISTINCT texte(commune) AS code FROM lu_sirene_etablissements WHERE texte(commune) IS NOT NULL) c
    LEFT JOIN cog g USING (code)
    LEFT JOIN departements d ON d.commune = g.commune
);
