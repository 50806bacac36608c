-- Each doubtful cell takes the faults of its text, judged once.
COPY (
    SELECT
        1::UTINYINT AS groupe, c.enregistrement, v.etage, v.ordre, NULL::BIGINT AS ligne, c.numero, v.champ, v.code,
        v.regle, v.note, CASE WHEN v.montrable THEN c.texte END AS valeur, NULL::BIGINT AS precedent,
        NULL::VARCHAR AS message, NULL::VARCHAR AS suggestion, {cellule} AS cellule
    FROM cellules_douteuses AS c JOIN {verdicts} AS v ON v.numero = c.numero AND v.texte = c.texte
    WHERE v.code IS NOT NULL AND {garder}
) TO {dest} (FORMAT parquet)
