-- Law 1: each published element is in one of these three tables, once.

COPY (
    SELECT contrat_id, fichier, rang, sha256 AS source_sha256, genre, format, empreinte
    FROM provenance JOIN sources USING (source) WHERE preference = 1
    ORDER BY contrat_id
) TO {contrat_sources} (FORMAT parquet, COMPRESSION zstd);

CREATE OR REPLACE TABLE fusions AS
WITH couples AS (
    SELECT d.*, r.rid AS retenu, r.empreinte AS empreinte_retenue, r.cle_id AS cle_retenue, r.montant AS montant_retenu, r.jour AS jour_retenu,
        r.format AS format_retenu,
        count(*) FILTER (d.format = 'plat') OVER (PARTITION BY d.contrat_id ORDER BY d.preference) AS plats,
        count(*) OVER (PARTITION BY d.contrat_id, d.empreinte ORDER BY d.preference) AS deja
    FROM provenance d JOIN provenance r USING (contrat_id)
    WHERE d.preference > 1 AND r.preference = 1
),
juges AS (
    SELECT c.*, x.objet_cle = y.objet_cle OR x.objet_squelette = y.objet_squelette AS objet_concorde,
        CASE WHEN EXISTS (SELECT 1 FROM fournisseurs f WHERE f.rid = c.rid) AND EXISTS (SELECT 1 FROM fournisseurs f WHERE f.rid = c.retenu)
             THEN EXISTS (SELECT 1 FROM fournisseurs f JOIN fournisseurs g USING (fournisseur) WHERE f.rid = c.rid AND g.rid = c.retenu) END
            AS titulaire_concorde,
        abs(c.jour - c.jour_retenu) <= 31 AS date_concorde, trunc(c.montant) = trunc(c.montant_retenu) AS montant_concorde
    FROM couples c JOIN candidats x ON x.rid = c.rid JOIN candidats y ON y.rid = c.retenu
)
SELECT rid, source, rang, contrat_id, empreinte, objet_concorde, titulaire_concorde, date_concorde, montant_concorde,
    abs(jour - jour_retenu)::INTEGER AS ecart_jours, montant_18(montant - montant_retenu) AS ecart_montant_ht_eur,
    CASE WHEN format = 'plat' AND (format_retenu = 'plat' OR plats > 1) THEN 'ligne_aplatie'
         WHEN empreinte = empreinte_retenue OR deja > 1 THEN 'instantane_identique'
         WHEN cle_id IS NULL THEN 'identique_sans_id'
         WHEN cle_id IS DISTINCT FROM cle_retenue THEN 'souche_2019'
         WHEN jour = jour_retenu AND montant_concorde AND titulaire_concorde AND objet_concorde THEN 'republication'
         WHEN objet_concorde AND titulaire_concorde IS NOT DISTINCT FROM false THEN 'cotitulaire_separe'
         WHEN objet_concorde THEN 'valeurs_divergentes'
         ELSE 'objet_divergent' END AS regle
FROM juges;

COPY (
    SELECT fichier, rang, sha256 AS source_sha256, contrat_id, regle, objet_concorde, titulaire_concorde, date_concorde, montant_concorde,
        ecart_jours, ecart_montant_ht_eur, empreinte, champs_inconnus
    FROM fusions JOIN sources USING (source)
    -- the unknown fields of a record that is merged are kept with the decision (law 1)
    LEFT JOIN (SELECT rid, champs_inconnus FROM elements WHERE champs_inconnus IS NOT NULL) USING (rid)
    ORDER BY fichier, rang
) TO {decisions} (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT fichier, c.rang, sha256 AS source_sha256, quarantaine AS motif, CASE quarantaine
            WHEN 'pas_un_objet' THEN 'L''élément n''est pas un objet : il ne contient aucun champ.'
            WHEN 'sans_contenu' THEN 'L''enregistrement ne porte ni identifiant, ni objet, ni montant, ni date, ni CPV, ni titulaire.'
            WHEN 'acheteur_inutilisable' THEN 'L''identifiant de l''acheteur ne donne pas un SIREN (9 chiffres) : absent, tronqué ou non numérique.'
        END AS explication,
        coalesce(e.brut, to_json({'id': e.id, 'acheteur_id': e.acheteur_id, 'objet': e.objet, 'montant': e.montant_publie,
            'dateNotification': e.date_notification_publiee, 'titulaires': e.titulaires, 'concessionnaires': e.concessionnaires,
            'modifications': e.modifications, 'champs_inconnus': e.champs_inconnus})::VARCHAR) AS brut
    FROM cles c JOIN sources USING (source) JOIN elements e USING (rid)
    WHERE quarantaine IS NOT NULL
    ORDER BY fichier, c.rang
) TO {quarantaine} (FORMAT parquet, COMPRESSION zstd);
