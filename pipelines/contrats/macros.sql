-- What a published text means as a key, an identifier, a number or a boolean. Every rule: docs/regles-contrats.md.

-- Letters and digits only, without case or accents (translate is four times as fast as strip_accents; an accent written as
-- a character of its own falls with the other signs).
CREATE OR REPLACE MACRO cle_texte(t) AS regexp_replace(
    CASE WHEN strlen(t) = length(t) THEN lower(t)
         ELSE translate(lower(t), 'àâäáãåçéèêëíîïìñóôöòõúùûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy') END, '[^a-z0-9]+', '', 'g');

-- The same with every character that an encoding can break left out ("qualité", "qualit?" and "qualit\uFFFD" agree).
CREATE OR REPLACE MACRO squelette(t) AS regexp_replace(lower(t), '[^a-z0-9]+', '', 'g');

-- The lot that a text names, if it names one ("Lot n°3", "lot B", "LOT06b").
CREATE OR REPLACE MACRO lot_de(t) AS nullif(upper(ltrim(coalesce(
    nullif(regexp_extract(t, '(?i)(?:^|[^\pL])lots?[ _:-]*(?:n[°o.]*[ :]*)?([a-z]?[0-9]+[a-z]?)(?:\b|_)', 1), ''),
    regexp_extract(t, '(?:^|[^\pL])[Ll][Oo][Tt][ _-]+([A-Z])(?:[ :.,)-]|$)', 1)), '0')), '');

-- The identifier of a contract as a key: upper case, and the characters that consolidators replace become "_".
CREATE OR REPLACE MACRO id_normal(t) AS regexp_replace(upper(trim(t)), '[^A-Z0-9_-]+', '_', 'g');

-- An empty, all-zero or placeholder identifier is no key.
CREATE OR REPLACE MACRO id_utilisable(i) AS
    i IS NOT NULL AND regexp_matches(i, '[A-Z1-9]') AND i NOT IN ('NC', 'MQ', 'CDL', 'INX', 'NULL', 'NONE', 'NAN', 'XXX');

-- Digits of an identifier that was perhaps read as a number ("38103128500491.0", blanks).
CREATE OR REPLACE MACRO chiffres(t) AS regexp_replace(t, '\.0+$|[\s\x{00A0}\x{202F}]', '', 'g');

CREATE OR REPLACE MACRO chiffre(n, p) AS (n // p) % 10;
CREATE OR REPLACE MACRO double_chiffre(n, p) AS (2 * chiffre(n, p)) // 10 + (2 * chiffre(n, p)) % 10;

-- Luhn over 14 digits (the even places from the right are doubled).
CREATE OR REPLACE MACRO luhn14(n) AS (
    double_chiffre(n, 10000000000000) + chiffre(n, 1000000000000) + double_chiffre(n, 100000000000)
    + chiffre(n, 10000000000) + double_chiffre(n, 1000000000) + chiffre(n, 100000000)
    + double_chiffre(n, 10000000) + chiffre(n, 1000000) + double_chiffre(n, 100000) + chiffre(n, 10000)
    + double_chiffre(n, 1000) + chiffre(n, 100) + double_chiffre(n, 10) + chiffre(n, 1)) % 10 = 0;

CREATE OR REPLACE MACRO somme_chiffres14(n) AS
    chiffre(n, 10000000000000) + chiffre(n, 1000000000000) + chiffre(n, 100000000000) + chiffre(n, 10000000000)
    + chiffre(n, 1000000000) + chiffre(n, 100000000) + chiffre(n, 10000000) + chiffre(n, 1000000)
    + chiffre(n, 100000) + chiffre(n, 10000) + chiffre(n, 1000) + chiffre(n, 100) + chiffre(n, 10) + chiffre(n, 1);

-- A SIRET: Luhn, or for the establishments of La Poste (SIREN 356000000) a sum of digits that is a multiple of 5.
CREATE OR REPLACE MACRO siret_valide(s) AS CASE
    WHEN NOT regexp_full_match(s, '[0-9]{14}') THEN false
    WHEN luhn14(s::BIGINT) THEN true
    WHEN left(s, 9) = '356000000' THEN somme_chiffres14(s::BIGINT) % 5 = 0
    ELSE false END;

-- A SIRET as text: lost zeros are put back only when Luhn then agrees.
CREATE OR REPLACE MACRO siret_de(t) AS CASE
    WHEN regexp_full_match(chiffres(t), '[0-9]{14}') THEN chiffres(t)
    WHEN regexp_full_match(chiffres(t), '[0-9]{10,13}') AND siret_valide(lpad(chiffres(t), 14, '0'))
        THEN lpad(chiffres(t), 14, '0') END;

-- The SIREN of a SIRET or of a SIREN published alone; all zeros is nobody.
CREATE OR REPLACE MACRO siren_de(t) AS nullif(coalesce(
    left(siret_de(t), 9), CASE WHEN regexp_full_match(chiffres(t), '[0-9]{9}') THEN chiffres(t) END), '000000000');

-- What may be shown of an operator's identifier: it has the form of an identifier, not of a name (law 5).
CREATE OR REPLACE MACRO identifiant_montrable(t, siret, siren) AS CASE WHEN siret IS NOT NULL THEN siret WHEN siren IS NOT NULL THEN siren
    WHEN regexp_full_match(t, '[A-Za-z]{0,4}[-. ]?[0-9][0-9A-Za-z.-]{3,20}') THEN upper(t) END;

-- oui / non in every spelling met; anything else, NC included, is unknown.
CREATE OR REPLACE MACRO booleen(t) AS CASE
    WHEN lower(trim(t)) IN ('true', 'oui', '1') OR lower(trim(t)) = 'vrai' THEN true
    WHEN lower(trim(t)) IN ('false', 'non', '0') OR lower(trim(t)) = 'faux' THEN false END;

-- A decimal with a dot, or with a comma and at most two decimals; anything else is unknown.
CREATE OR REPLACE MACRO decimal_de(t) AS coalesce(try_cast(t AS DECIMAL(18, 2))::DECIMAL(38, 2), try_cast(t AS DECIMAL(38, 2)),
    CASE WHEN regexp_full_match(trim(t), '-?[0-9]+,[0-9]{1,2}') THEN try_cast(replace(trim(t), ',', '.') AS DECIMAL(38, 2)) END);

-- An amount that no contract has: negative, above 3 billion euros (15 for a concession), or one digit over and over.
CREATE OR REPLACE MACRO montant_aberrant(d, genre) AS d < 0
    OR d > CASE WHEN genre = 'concession' THEN 15000000000 ELSE 3000000000 END
    OR d >= 10000000 AND regexp_matches(trunc(d)::VARCHAR,
        '^(1{7,}|2{7,}|3{7,}|4{7,}|5{7,}|6{7,}|7{7,}|8{7,}|9{7,}|123456789)');

CREATE OR REPLACE MACRO montant_18(d) AS try_cast(d AS DECIMAL(18, 2));

-- A whole number of at least `minimum`; "12.0" is 12, "12.7" is unknown.
CREATE OR REPLACE MACRO entier_de(t, minimum) AS CASE
    WHEN try_cast(t AS DECIMAL(18, 4)) >= minimum AND try_cast(t AS DECIMAL(18, 4)) = trunc(try_cast(t AS DECIMAL(18, 4)))
    THEN try_cast(trunc(try_cast(t AS DECIMAL(18, 4))) AS INTEGER) END;

-- A date written yyyy-mm-dd, whatever follows (time zone, hour).
CREATE OR REPLACE MACRO date_de(t) AS
    CASE WHEN substr(t, 5, 1) = '-' AND substr(t, 8, 1) = '-' THEN try_cast(left(t, 10) AS DATE) END;

-- A date that can be one of a public contract: from 2000 to the day after the state is drawn up.
CREATE OR REPLACE MACRO date_plausible(d) AS CASE WHEN d BETWEEN DATE '2000-01-01' AND getvariable('demain') THEN d END;
