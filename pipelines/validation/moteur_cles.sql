-- Repeated keys in the words of frictionless.
COPY (
    SELECT
        1::UTINYINT AS groupe, d.enregistrement, {etage}::UTINYINT AS etage, {ordre}::BIGINT AS ordre, NULL::BIGINT AS ligne,
        {numero}::INTEGER AS numero, {champ}::VARCHAR AS champ, '{code}' AS code, '{code}' AS regle,
        coalesce('the same as in the row at position ' || d.precedent, 'cells composing the primary keys are all "None"')
            AS note,
        {valeur} AS valeur, d.precedent, NULL::VARCHAR AS message, NULL::VARCHAR AS suggestion, NULL::VARCHAR AS cellule
    FROM doubles AS d JOIN {passe} AS p USING (enregistrement)
) TO {dest} (FORMAT parquet)
