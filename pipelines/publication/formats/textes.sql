-- Texts of the cells of a workbook. Nearly all are written as they are: one look tells which.

CREATE OR REPLACE TEMP MACRO longueur_utf16(t) AS
    length(t) + length(regexp_replace(t, '[^\x{10000}-\x{10FFFF}]+', '', 'g'));

-- In a cell, a line ends by a line feed, whatever ended it: the carriage return is a sign in some readers, lost in others.
CREATE OR REPLACE TEMP MACRO en_lignes(t) AS regexp_replace(t, '\r\n?', chr(10), 'g');

-- Excel counts in UTF-16: beyond the first 65,536 characters of Unicode, one counts for two.
CREATE OR REPLACE TEMP MACRO trop_long(t) AS
    CASE WHEN strlen(t) > {limite} THEN longueur_utf16(en_lignes(t)) > {limite} ELSE false END;

CREATE OR REPLACE TEMP MACRO coupe(t) AS
    concat(left(t, ({limite} - length({mention})) // if(length(t) = longueur_utf16(t), 1, 2)), {mention});

CREATE OR REPLACE TEMP MACRO en_cellule(t) AS
    CASE WHEN trop_long(t) THEN coupe(en_lignes(t)) ELSE en_lignes(t) END;

CREATE OR REPLACE TEMP MACRO en_xml(t) AS
    replace(replace(replace(t, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');

CREATE OR REPLACE TEMP MACRO tel_quel(t) AS
    strlen(t) <= {limite} AND NOT regexp_matches(t, '[&<>\x00-\x1f\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}|^ | $|  ');

-- XLSX: a character that XML refuses is written _xHHHH_, and so is the underscore of a text that looks like that. What is
-- no character at all (U+FFFE, U+FFFF) becomes the sign of a lost one: no reader takes it back.
CREATE OR REPLACE TEMP MACRO texte_xlsx(t) AS concat('<t xml:space="preserve">', array_to_string([
    CASE WHEN regexp_matches(c, '^[\x00-\x08\x0B-\x1F]') THEN printf('_x%04X_', unicode(c)) ELSE c END
    FOR c IN regexp_extract_all(
        regexp_replace(
            en_xml(regexp_replace(en_cellule(t), '_(x[0-9A-Fa-f]{4})', '_x005F_\1', 'g')),
            '[\x{FFFE}\x{FFFF}]', chr(65533), 'g'
        ),
        '(?s)[^\x00-\x08\x0B-\x1F]+|.'
    )
], ''), '</t>');

-- ODS: what XML refuses cannot be spelled there, so a sign stands for it; a line is a paragraph. A tabulation stays as it
-- is: LibreOffice 7 writes <text:tab/> but does not read it.
CREATE OR REPLACE TEMP MACRO texte_ods(t) AS concat('<text:p>', replace(replace(
    en_xml(translate(en_cellule(t), {refuses}, {signes})),
    ' ', CASE WHEN regexp_matches(t, '^ | $|  |[\t\r\n] | [\t\r\n]') THEN '<text:s/>' ELSE ' ' END),
    chr(10), '</text:p><text:p>'), '</text:p>');

-- Fifteen significant digits at most: a spreadsheet keeps no more.
CREATE OR REPLACE TEMP MACRO quinze_chiffres(t) AS
    length(trim(replace(replace(t, '.', ''), '-', ''), '0')) <= 15
