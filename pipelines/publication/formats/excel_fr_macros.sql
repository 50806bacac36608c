-- What a spreadsheet would take for a formula, or for the apostrophe that we put before one.
CREATE OR REPLACE TEMP MACRO passe_pour_formule(t) AS regexp_matches(t, {motif});

CREATE OR REPLACE TEMP MACRO entre_guillemets(t) AS CASE
    WHEN regexp_matches(t, '[;"\r\n]') THEN concat('"', replace(t, '"', '""'), '"')
    ELSE t
END;

CREATE OR REPLACE TEMP MACRO texte_excel_fr(t) AS CASE
    WHEN passe_pour_formule(t) THEN entre_guillemets(concat('''', t))
    ELSE entre_guillemets(t)
END
