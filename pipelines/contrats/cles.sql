-- One row a published element (`elements`): what identity is judged on. Nothing wide stays in memory.
CREATE OR REPLACE TABLE acheteurs_lus AS
SELECT acheteur_id, siren_de(acheteur_id) AS siren, siret_de(acheteur_id) AS siret
FROM (SELECT DISTINCT acheteur_id FROM elements);

CREATE OR REPLACE TABLE cles AS
SELECT rid, source, rang, genre, format,
    CASE WHEN motif IS NOT NULL THEN motif
         WHEN id IS NULL AND objet IS NULL AND montant_publie IS NULL AND date_notification_publiee IS NULL
              AND code_cpv IS NULL AND len(coalesce(titulaires, [])) = 0 AND len(coalesce(concessionnaires, [])) = 0
             THEN 'sans_contenu'
         WHEN siren IS NULL THEN 'acheteur_inutilisable' END AS quarantaine,
    siren,
    CASE WHEN id_utilisable(id_normal(id)) THEN id_normal(id) END AS cle_id,
    coalesce(montant, decimal_de(montant_publie)) AS montant,
    date_plausible(date_notification) AS jour,
    date_plausible(date_publication) AS publie,
    md5(concat_ws(chr(31), genre, format, coalesce(id, ''), coalesce(acheteur_id, ''), coalesce(objet, ''),
        coalesce(nature, ''), coalesce(procedure, ''), coalesce(code_cpv, ''), coalesce(montant_publie, ''),
        coalesce(date_notification_publiee, ''), coalesce(date_publication_publiee, ''),
        coalesce(duree_mois_publiee, ''), coalesce(brut, ''),
        coalesce(CASE WHEN titulaires IS NOT NULL THEN titulaires::VARCHAR END, ''),
        coalesce(CASE WHEN concessionnaires IS NOT NULL THEN concessionnaires::VARCHAR END, ''),
        coalesce(CASE WHEN len(modifications) > 0 THEN modifications::VARCHAR END, ''))) AS empreinte
FROM elements LEFT JOIN acheteurs_lus USING (acheteur_id);
