-- Records whose quotes are doubtful.
COPY (
    SELECT 1::UTINYINT AS groupe, enregistrement, 8::UTINYINT AS etage, 0::BIGINT AS ordre, code, code AS regle
    FROM {octets}
) TO {dest} (FORMAT parquet)
