-- What a cell says once read: identifiers with their zeros, dates, yes or no. NULL: nothing that can be read.

CREATE OR REPLACE MACRO chiffres(x) AS
    regexp_replace(regexp_replace(trim(x::VARCHAR), '[.]0+$', ''), '[ \x{00A0}\x{202F}.]', '', 'g');

-- A SIREN whose zeros were lost, or the one inside a SIRET.
CREATE OR REPLACE MACRO numero_siren(x) AS CASE
    WHEN NOT regexp_full_match(chiffres(x), '0*[1-9][0-9]*') THEN NULL
    WHEN length(chiffres(x)) <= 9 THEN lpad(chiffres(x), 9, '0')
    WHEN length(chiffres(x)) <= 14 THEN left(lpad(chiffres(x), 14, '0'), 9)
END;

CREATE OR REPLACE MACRO numero_siret(x) AS CASE
    WHEN regexp_full_match(chiffres(x), '0*[1-9][0-9]*') AND length(chiffres(x)) BETWEEN 10 AND 14
        THEN lpad(chiffres(x), 14, '0')
END;

-- A code of commune or department whose zero was lost.
CREATE OR REPLACE MACRO code_insee(x) AS CASE WHEN regexp_full_match(trim(x), '[0-9]{4}|[0-9]') THEN '0' || trim(x) ELSE trim(x) END;

-- What cannot be a SIREN is on no list, which is not a « no ».
CREATE OR REPLACE MACRO est_siren(x) AS regexp_full_match(x, '[0-9]{9}');

CREATE OR REPLACE MACRO texte(x) AS nullif(nullif(trim(x::VARCHAR), ''), '[ND]');

CREATE OR REPLACE MACRO jour(x) AS CASE
    WHEN regexp_full_match(left(trim(x), 10), '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN try_cast(left(trim(x), 10) AS DATE)
    WHEN regexp_full_match(left(trim(x), 10), '[0-9]{2}[/.-][0-9]{2}[/.-][0-9]{4}') THEN try_strptime(regexp_replace(left(trim(x), 10), '[.-]', '/', 'g'), '%d/%m/%Y')::DATE
    -- the number that a workbook keeps of a day, between 2000 and 2099
    WHEN regexp_full_match(trim(x), '[0-9]{5}') AND trim(x)::INTEGER BETWEEN 36526 AND 73050 THEN DATE '1899-12-30' + trim(x)::INTEGER
END;

CREATE OR REPLACE MACRO oui_non(x) AS CASE
    WHEN lower(trim(x)) IN ('true', 'o', 'oui', '1', 't', 'vrai') THEN true
    WHEN lower(trim(x)) IN ('false', 'n', 'non', '0', 'f', 'faux') THEN false
END;

-- Insee, catégories juridiques, niveau III : « coopérative de production (SCOP) », SARL, SA à conseil, SA à directoire.
CREATE OR REPLACE MACRO est_scop(juridique) AS juridique IN ('5458', '5558', '5658');

CREATE TYPE familles AS ENUM ('taille', 'ess', 'esus', 'inclusion', 'cooperative', 'territoire');
CREATE TYPE sources AS ENUM ({sources});
CREATE TYPE confiances AS ENUM ('siret', 'siret_ferme', 'siren', 'siege');
