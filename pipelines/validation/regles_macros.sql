-- SIREN and SIRET in arithmetic: one pass over the digits of a number, no text function.
CREATE OR REPLACE TEMP MACRO chiffre(n, p) AS (n // p) % 10;
CREATE OR REPLACE TEMP MACRO double_chiffre(n, p) AS (2 * chiffre(n, p)) // 10 + (2 * chiffre(n, p)) % 10;

-- Luhn sum of the eight lowest digits: the even places from the right are doubled.
CREATE OR REPLACE TEMP MACRO luhn8(n) AS
    chiffre(n, 1) + double_chiffre(n, 10) + chiffre(n, 100) + double_chiffre(n, 1000)
    + chiffre(n, 10000) + double_chiffre(n, 100000) + chiffre(n, 1000000) + double_chiffre(n, 10000000);
CREATE OR REPLACE TEMP MACRO somme8(n) AS
    chiffre(n, 1) + chiffre(n, 10) + chiffre(n, 100) + chiffre(n, 1000)
    + chiffre(n, 10000) + chiffre(n, 100000) + chiffre(n, 1000000) + chiffre(n, 10000000);

CREATE OR REPLACE TEMP MACRO siren_juste(n) AS (luhn8(n) + chiffre(n, 100000000)) % 10 = 0;

-- La Poste (356000000): its establishments, the head office 00048 excepted, have a digit sum that is a multiple of 5.
CREATE OR REPLACE TEMP MACRO siret_juste(n) AS CASE
    WHEN n // 100000 = 356000000 AND n <> 35600000000048 THEN (somme8(n) + somme8(n // 100000000)) % 5 = 0
    ELSE (luhn8(n) + luhn8(n // 100000000)) % 10 = 0 AND siren_juste(n // 100000) END;

-- A number in its plain spelling, exact; NULL for any other spelling, which is then judged apart.
-- 18 digits and no more: a cast to DECIMAL(38, 12) costs 200 times as much.
CREATE OR REPLACE TEMP MACRO nombre(t) AS
    CASE WHEN regexp_full_match(t, '-?[0-9]{1,13}([.][0-9]{1,4})?') THEN TRY_CAST(t AS DECIMAL(18, 4)) END;

CREATE OR REPLACE TEMP MACRO jour(t) AS CASE WHEN regexp_full_match(t, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN t END;
