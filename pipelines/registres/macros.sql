-- One macro per type: a trimmed text `t` and its mark `m` (how a workbook typed the cell, NULL for text) become
-- {v: canonical spelling or the text itself, k: what was done, one bit each; see normalisations.py}.
-- A doubt is numbered from 1 in the high bits: k >> 20.
-- The first test is for speed: most texts begin and end by a visible ASCII sign.
CREATE OR REPLACE TEMP MACRO rogner(x) AS CASE
    WHEN ascii(x) BETWEEN 33 AND 126 AND ascii(x[-1]) BETWEEN 33 AND 126 THEN x
    ELSE trim(x, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(8239) || chr(8199)
            || chr(8201) || chr(8203) || chr(65279))
END;

-- No case, no accent, no linking word: « Appel d'offres ouvert » is appel_offres_ouvert.
CREATE OR REPLACE TEMP MACRO plier(x) AS array_to_string(list_filter(
    string_split(trim(regexp_replace(lower(strip_accents(x)), '[^a-z0-9]+', '_', 'g'), '_'), '_'),
    mot -> NOT regexp_full_match(mot, 'd|de|du|des|l|la|le|les|avec')), '_');

CREATE OR REPLACE TEMP MACRO douteux(t, m, n) AS {'v': t, 'k': n::BIGINT << 20};
CREATE OR REPLACE TEMP MACRO tel_quel(t) AS {'v': t, 'k': 0::BIGINT};
CREATE OR REPLACE TEMP MACRO fait(t, n) AS {'v': t, 'k': n::BIGINT};

CREATE OR REPLACE TEMP MACRO sans_reponse(t) AS regexp_full_match(
    t, '(?i:n\.?c\.?|n/c|n[ée]ant|-+|–|—|sans objet|non communiqu[ée]e?|non renseign[ée]e?|\?+|n/?[ads]|n\.[ads]\.|inconnue?)');
CREATE OR REPLACE TEMP MACRO sans_reponse_texte(t) AS regexp_full_match(
    t, '(?i:n\.?c\.?|n/c|n[ée]ant|-+|–|—|sans objet|non communiqu[ée]e?|non renseign[ée]e?|\?+)');
CREATE OR REPLACE TEMP MACRO en_erreur(t) AS starts_with(t, '#') AND regexp_full_match(
    t, '#(?:N/A|REF!|DIV/0!|VALUE!|VALEUR!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!)') OR starts_with(t, 'Err:5');

CREATE OR REPLACE TEMP MACRO serre(x) AS
    replace(replace(replace(replace(x, ' ', ''), chr(8239), ''), chr(160), ''), chr(8201), '');

-- `u` is the text without the currency or per cent sign that its column allows; `signe` is the decimal sign that
-- the column settles for 1.234 and 1,234 ('' when it has no such cell).
CREATE OR REPLACE TEMP MACRO nombre(t, u, m, signe) AS CASE
    WHEN regexp_full_match(u, '-?[0-9]+(?:\.[0-9]+)?')
         AND (m IS NOT NULL OR signe <> ',' OR NOT regexp_full_match(u, '-?[1-9][0-9]{0,2}\.[0-9]{3}'))
        THEN fait(u, CASE WHEN u <> t THEN 16 ELSE 0 END)
    WHEN m IS NOT NULL AND NOT ends_with(t, '%') THEN tel_quel(t)
    WHEN regexp_full_match(u, '-?[0-9]+,[0-9]+')
         AND (signe <> '.' OR NOT regexp_full_match(u, '-?[1-9][0-9]{0,2},[0-9]{3}'))
        THEN fait(replace(u, ',', '.'), 2 + CASE WHEN u <> t THEN 16 ELSE 0 END)
    WHEN regexp_full_match(u, '-?[1-9][0-9]{0,2}(?:[ \x{00A0}\x{202F}\x{2009}][0-9]{3})+(?:[.,][0-9]+)?')
        THEN fait(replace(serre(u), ',', '.'),
                  4 + CASE WHEN contains(u, ',') THEN 2 ELSE 0 END + CASE WHEN u <> t THEN 16 ELSE 0 END)
    WHEN regexp_full_match(u, '-?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,}|\.[0-9]{3})')
        THEN fait(replace(replace(u, '.', ''), ',', '.'), 8 + CASE WHEN u <> t THEN 16 ELSE 0 END)
    WHEN regexp_full_match(u, '-?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,}|,[0-9]{3})')
        THEN fait(replace(u, ',', ''), 8 + CASE WHEN u <> t THEN 16 ELSE 0 END)
    WHEN sans_reponse(t) THEN douteux(t, m, 1)
    WHEN regexp_full_match(t, '-?[0-9., \x{00A0}\x{202F}]+ ?%') THEN douteux(t, m, 10)
    ELSE tel_quel(t)
END;

CREATE OR REPLACE TEMP MACRO sans_decimales(s) AS CASE
    WHEN regexp_full_match(s.v, '-?[0-9]+\.0+') THEN fait(regexp_extract(s.v, '^-?[0-9]+'), s.k | 8192)
    ELSE s
END;

CREATE OR REPLACE TEMP MACRO multiplier(t, s, facteur) AS CASE
    WHEN regexp_full_match(s.v, '-?[0-9]{1,14}(?:\.[0-9]{1,10})?') THEN
        fait(rtrim(rtrim((s.v::DECIMAL(24, 10) * facteur::DECIMAL(13, 6))::VARCHAR, '0'), '.'), s.k | 1024)
    WHEN regexp_full_match(s.v, '-?[0-9]+(?:\.[0-9]+)?') THEN douteux(t, NULL, 11)
    ELSE s
END;

-- Hours in seconds to decimal hours: no floating point, half up at the number of decimals of the column.
CREATE OR REPLACE TEMP MACRO en_heures(secondes, decimales, dix, bits) AS fait(
    rtrim(rtrim(((secondes * dix + 1800) // 3600 // dix)::VARCHAR
        || '.' || lpad(((secondes * dix + 1800) // 3600 % dix)::VARCHAR,
                       decimales, '0'), '0'), '.'),
    bits | CASE WHEN secondes * dix % 3600 <> 0 THEN 4096 ELSE 0 END);

CREATE OR REPLACE TEMP MACRO heures(t, m, sinon, decimales, dix) AS CASE
    WHEN regexp_full_match(t, '[0-9]{1,6} ?(?:[hH] ?(?:[0-5][0-9] ?(?:min|mn)?)?|:[0-5][0-9](?::[0-5][0-9])?)')
        THEN en_heures(
            regexp_extract(t, '^[0-9]+')::BIGINT * 3600
            + coalesce(nullif(regexp_extract(t, '^[0-9]+ ?[hH:] ?([0-5][0-9])', 1), ''), '0')::BIGINT * 60
            + coalesce(nullif(regexp_extract(t, ':[0-5][0-9]:([0-5][0-9])$', 1), ''), '0')::BIGINT, decimales, dix, 2048)
    ELSE sinon
END;

CREATE OR REPLACE TEMP MACRO premier(t) AS regexp_extract(t, '^[0-9]+');
CREATE OR REPLACE TEMP MACRO second(t) AS regexp_extract(t, '^[0-9]+.([0-9]+)', 1);

CREATE OR REPLACE TEMP MACRO jour_ou(iso, t, m, bits) AS CASE
    WHEN TRY_CAST(iso AS DATE) IS NOT NULL THEN fait(iso, bits) ELSE tel_quel(t)
END;

-- `americain`: the mapping says mm/jj/aaaa. `serie`: '' or the day before day 1 of the serial numbers.
CREATE OR REPLACE TEMP MACRO jour(t, m, americain, serie) AS CASE
    WHEN m = 'd' OR regexp_full_match(t, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN tel_quel(t)
    WHEN NOT americain AND regexp_full_match(t, '[0-9]{2}[/.-][0-9]{2}[/.-][0-9]{4}')
        THEN jour_ou(t[7:10] || '-' || t[4:5] || '-' || t[1:2], t, m, 32)
    WHEN regexp_full_match(t, '[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}(?: 0?0:00(?::00)?)?') THEN jour_ou(
        regexp_extract(t, '([0-9]{4})', 1) || '-'
        || lpad(CASE WHEN americain THEN premier(t) ELSE second(t) END, 2, '0') || '-'
        || lpad(CASE WHEN americain THEN second(t) ELSE premier(t) END, 2, '0'), t, m, 32)
    WHEN regexp_full_match(t, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ T]00:00(?::00(?:\.0+)?)?)?') THEN jour_ou(
        regexp_extract(t, '^([0-9]+)', 1) || '-' || lpad(regexp_extract(t, '^[0-9]+-([0-9]+)', 1), 2, '0') || '-'
        || lpad(regexp_extract(t, '^[0-9]+-[0-9]+-([0-9]+)', 1), 2, '0'), t, m, 32)
    WHEN serie <> '' AND regexp_full_match(t, '[0-9]{2,6}(?:[.,]0+)?') AND regexp_extract(t, '^[0-9]+')::INTEGER > 60
        THEN fait((serie::DATE + regexp_extract(t, '^[0-9]+')::INTEGER)::VARCHAR, 64)
    WHEN regexp_full_match(t, '[1-9][0-9]{3,4}(?:[.,][0-9]+)?') THEN douteux(t, m, 2)
    WHEN regexp_full_match(t, '[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}') THEN douteux(t, m, 3)
    WHEN regexp_full_match(t, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9:.]+')
        THEN douteux(t, m, 4)
    WHEN sans_reponse(t) THEN douteux(t, m, 1)
    ELSE tel_quel(t)
END;

CREATE OR REPLACE TEMP MACRO logique(t, m) AS CASE
    WHEN t = 'true' OR t = 'false' THEN tel_quel(t)
    WHEN regexp_full_match(t, '(?i:oui|o|vrai|true|x|1)') THEN fait('true', 128)
    WHEN regexp_full_match(t, '(?i:non|n|faux|false|0)') THEN fait('false', 128)
    WHEN sans_reponse(t) THEN douteux(t, m, 1)
    ELSE tel_quel(t)
END;

CREATE OR REPLACE TEMP MACRO liste_fermee(t, m, codes, plis) AS CASE
    WHEN list_contains(codes, t) THEN tel_quel(t)
    WHEN plis[plier(t)] IS NOT NULL THEN fait(plis[plier(t)], 256)
    WHEN sans_reponse(t) THEN douteux(t, m, 1)
    ELSE tel_quel(t)
END;

-- `motif`: the pattern of the column, '' without one.
CREATE OR REPLACE TEMP MACRO identifiant(t, m, motif) AS CASE
    WHEN m = 'd' THEN douteux(t, m, 7)
    WHEN m = 'n' AND contains(t, 'e') OR regexp_full_match(t, '[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2}') THEN douteux(t, m, 5)
    WHEN sans_reponse_texte(t) THEN douteux(t, m, 1)
    WHEN regexp_full_match(t, motif) THEN tel_quel(t)
    WHEN regexp_full_match(t, '[0-9]+') AND regexp_full_match('0' || t, motif) THEN douteux(t, m, 6)
    WHEN regexp_full_match(t, '[0-9]+(?:[ \x{00A0}\x{202F}][0-9]+)+')
         AND regexp_full_match(serre(t), motif)
        THEN fait(serre(t), 16384)
    WHEN sans_reponse(t) THEN douteux(t, m, 1)
    ELSE tel_quel(t)
END;

CREATE OR REPLACE TEMP MACRO texte(t, m) AS CASE
    WHEN m = 'd' THEN douteux(t, m, 7)
    WHEN m = 'n' AND contains(t, 'e') THEN douteux(t, m, 5)
    WHEN sans_reponse_texte(t) THEN douteux(t, m, 1)
    ELSE tel_quel(t)
END;

CREATE OR REPLACE TEMP MACRO minutes(t, s, decimales, dix) AS CASE
    WHEN regexp_full_match(s.v, '[0-9]{1,9}(?:\.[0-9]{1,2})?')
        THEN en_heures((s.v::DECIMAL(11, 2) * 60)::BIGINT, decimales, dix, s.k | 2048)
    WHEN regexp_full_match(s.v, '-?[0-9]+(?:\.[0-9]+)?') THEN douteux(t, NULL, 11)
    ELSE s
END;
