-- The keys by which the elements of one file may bear on others. A key too many costs time, one that lacks is a fault.
-- `a_prouver`: it only counts if some element bears that identifier. `jusque`: the last date written in the element.
COPY (
    WITH elements AS (SELECT * FROM read_parquet({parts})),
    acheteurs AS (SELECT acheteur_id, siren_de(acheteur_id) AS siren FROM (SELECT DISTINCT acheteur_id FROM elements)),
    lus AS (
        SELECT rang, siren, genre, format, CASE WHEN id_utilisable(id_normal(id)) THEN id_normal(id) END AS cle_id,
            id_normal(id_accord_cadre) AS cadre, coalesce(montant, decimal_de(montant_publie)) AS montant, date_notification AS jour,
            objet, montant_publie, date_notification_publiee,
            greatest(left(date_notification_publiee, 10), left(date_publication_publiee, 10), left(date_debut_publiee, 10),
                derniere_date(modifications::VARCHAR, modifications),
                derniere_date(actes::VARCHAR, actes), derniere_date(modifications_actes::VARCHAR, modifications_actes),
                derniere_date(execution::VARCHAR, execution)) AS jusque
        FROM elements JOIN acheteurs USING (acheteur_id)
        WHERE siren IS NOT NULL AND motif IS NULL
    ),
    portees AS (
        -- the identifier, of marchés and concessions alike: they are named after it
        SELECT rang, siren || '|id|' || cle_id AS cle, false AS a_prouver, jusque FROM lus WHERE cle_id IS NOT NULL
        UNION ALL
        SELECT rang, siren || '|id|' || left(cle_id, -2), format = 'plat', jusque FROM lus
        WHERE cle_id IS NOT NULL AND (format = 'plat' OR format = '2019' AND length(cle_id) >= 7 AND regexp_matches(cle_id, '[0-2][0-9]$'))
        UNION ALL
        -- its framework agreement, whose contract it names
        SELECT rang, siren || '|id|' || cadre, true, jusque FROM lus WHERE id_utilisable(cadre)
        UNION ALL
        SELECT rang, siren || '|sans_id|' || trunc(montant) || '|' || jour, false, jusque FROM lus
        WHERE cle_id IS NULL AND montant IS NOT NULL AND jour IS NOT NULL
        UNION ALL
        -- without an identifier, it is named by its content
        SELECT rang, siren || '|id|SANS-ID-' || left(md5(concat_ws('|', genre, cle_texte(objet), montant_publie, date_notification_publiee)), 12),
            false, jusque
        FROM lus WHERE cle_id IS NULL
    )
    SELECT rang, hash(cle) AS cle, a_prouver, jusque FROM portees
) TO {cles} (FORMAT parquet)
