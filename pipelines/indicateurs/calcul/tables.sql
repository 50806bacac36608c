-- What the passes write, before it is told of each indicator.
CREATE OR REPLACE TABLE mesures_calculees (
    spec INTEGER, niveau VARCHAR, acheteur_siren VARCHAR, annee INTEGER, perimetre VARCHAR, modalite VARCHAR,
    num DECIMAL(38, 6), den DECIMAL(38, 6), valeur DECIMAL(38, 6), bmin DECIMAL(38, 6), bmax DECIMAL(38, 6),
    connus BIGINT, possibles BIGINT, jour DATE
);
CREATE OR REPLACE TABLE specs (spec INTEGER, population VARCHAR, formule VARCHAR, unite VARCHAR, contrats BOOLEAN, registre VARCHAR, personnes BOOLEAN, interne BOOLEAN, sources VARCHAR[], exigences VARCHAR[]);
CREATE OR REPLACE TABLE indicateurs (
    spaser VARCHAR, edition VARCHAR, indicateur_id VARCHAR, spec INTEGER, evolution BOOLEAN, dimension VARCHAR, unite VARCHAR, unite_mesure VARCHAR, compte VARCHAR, en_construction BOOLEAN, mode VARCHAR
);
-- `partie` is computed to break `spec` down
CREATE OR REPLACE TABLE moments (spec INTEGER, partie INTEGER, moment VARCHAR);
