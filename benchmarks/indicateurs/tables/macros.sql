-- Chance that depends on nothing but a number and a word; then the contracts that all tables speak of (a dozen in a row
-- have one buyer, so that projects and consultations have several).
CREATE OR REPLACE MACRO u(i, mot) AS (hash(i, mot) >> 11)::DOUBLE / 9007199254740992.0;
CREATE OR REPLACE MACRO n(i, mot, k) AS (u(i, mot) * k)::INTEGER % k;
CREATE OR REPLACE MACRO siren(k) AS lpad((100000000 + k)::VARCHAR, 9, '0');
CREATE OR REPLACE MACRO peut_etre(i, mot, oui, inconnu) AS
    CASE WHEN u(i, mot || '?') < inconnu THEN NULL ELSE u(i, mot) < oui END;
-- three in five are known of both sides, a quarter of the buyer alone; few buyers have most contracts
CREATE OR REPLACE TABLE socle AS
SELECT range AS i, siren((pow(u(range // 12, 'acheteur'), 2) * {acheteurs})::INTEGER % {acheteurs}) AS acheteur, 'R' || range AS reference,
    siren((pow(u(range // 12, 'acheteur'), 2) * {acheteurs})::INTEGER % {acheteurs}) || '-R' || range AS contrat_id,
    CASE WHEN range % 20 < 12 THEN 'apparie' WHEN range % 20 < 15 THEN 'decp_seul' ELSE 'registre_seul' END AS etat,
    (DATE '2023-01-01' + n(range, 'jour', 1461)) AS jour,
    CASE WHEN u(range, 'type') < 0.62 THEN 'marche' WHEN u(range, 'type') < 0.8 THEN 'accord_cadre' WHEN u(range, 'type') < 0.95 THEN 'marche_subsequent'
         WHEN u(range, 'type') < 0.98 THEN 'concession' ELSE 'inconnu' END AS type,
    (500 * pow(10, u(range, 'montant') * 4))::DECIMAL(18, 2) AS montant, 1 + n(range, 'duree', 60) AS duree,
    lpad((10 + n(range, 'cpv', 82))::VARCHAR, 2, '0') || '000000' AS code_cpv, 'V' || (range // 4) AS projet, 'K' || (range // 3) AS consultation
FROM range({contrats});
