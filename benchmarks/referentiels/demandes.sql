-- Who is looked for, spread over the whole file: establishments that exist, others that the file does not have.
COPY (
    SELECT siren, siret FROM read_parquet({etablissements}) WHERE hash(siret) % {nombre} < {connus}
    UNION ALL
    SELECT siren, siren || '99999' FROM read_parquet({etablissements}) WHERE hash(siret || '?') % {nombre} < {inconnus}
    ORDER BY ALL
) TO {sortie} (FORMAT parquet);
