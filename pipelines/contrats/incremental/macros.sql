-- The last date written anywhere in a nested value, as text: the largest of those that look like dates.
CREATE OR REPLACE MACRO derniere_date(texte, liste) AS
    CASE WHEN len(liste) > 0 THEN list_max(regexp_extract_all(texte, '[0-9]{4}-[0-9]{2}-[0-9]{1,2}')) END;
