-- Records that are blank, too long or too short, in the words of frictionless: a blank record has no other fault but that
-- of its key; an absent cell is also judged as such (`absentes`), before the extra and missing cells of its record.
COPY (
    WITH
    vides AS (SELECT enregistrement FROM {passe} WHERE douteuses[1].numero = 0),
    ecarts AS (SELECT * FROM {largeurs} ANTI JOIN vides USING (enregistrement)),
    fautes AS (
        SELECT enregistrement, 0 AS etage, 0 AS ordre, NULL AS numero, NULL AS champ, 'blank-row' AS code,
            'blank-row' AS regle, '' AS note, NULL AS cellule
        FROM vides
        UNION ALL
        SELECT enregistrement, 1, rang, rang, NULL, 'extra-cell', 'extra-cell', '', NULL
        FROM (SELECT enregistrement, unnest(range({colonnes} + 1, cellules + 1)) AS rang FROM ecarts)
        UNION ALL
        SELECT e.enregistrement, 2, c.numero, c.numero, c.champ, 'missing-cell', 'missing-cell', '', ''
        FROM ecarts AS e JOIN {champs} AS c ON c.numero > e.cellules
        UNION ALL
        SELECT e.enregistrement, a.etage, a.ordre, a.numero, a.champ, a.code, a.regle, a.note, 'None'
        FROM ecarts AS e JOIN {absentes} AS a ON a.numero > e.cellules
    )
    SELECT
        1::UTINYINT AS groupe, enregistrement, etage::UTINYINT AS etage, ordre::BIGINT AS ordre, NULL::BIGINT AS ligne,
        numero::INTEGER AS numero, champ::VARCHAR AS champ, code, regle, note, NULL::VARCHAR AS valeur,
        NULL::BIGINT AS precedent, NULL::VARCHAR AS message, NULL::VARCHAR AS suggestion, cellule
    FROM fautes
) TO {dest} (FORMAT parquet)
