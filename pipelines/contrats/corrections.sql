-- Human corrections, read against the contracts as settled. A value is read as the rules on contracts read it; the
-- latest decision that can be read wins, and one that no longer corrects anything is listed.

CREATE OR REPLACE TABLE champs_corriges (champ VARCHAR);
INSERT INTO champs_corriges VALUES ('objet'), ('code_cpv'), ('procedure'), ('nature'), ('date_notification'), ('duree_mois'),
    ('montant_retenu_ht_eur'), ('type');

CREATE OR REPLACE TABLE libelles_admis AS
SELECT champ, libelle, cle_texte(libelle) AS cle FROM (
    SELECT 'procedure' AS champ, unnest({procedures}) AS libelle
    UNION ALL SELECT 'nature', unnest({natures})
    UNION ALL SELECT 'type', unnest({types})
);
INSERT INTO libelles_admis SELECT 'procedure', libelle, cle_texte(code) FROM codes_procedure
WHERE cle_texte(code) NOT IN (SELECT cle FROM libelles_admis WHERE champ = 'procedure');

-- A text as the value of a field, in the one spelling that the tables have; NULL when it cannot be read.
CREATE OR REPLACE MACRO valeur_lue(champ, t) AS CASE champ
    WHEN 'objet' THEN nullif(trim(t), '')
    WHEN 'code_cpv' THEN CASE WHEN regexp_full_match(trim(t), '[0-9]{8}(-[0-9])?') THEN left(trim(t), 8) END
    WHEN 'date_notification' THEN CASE WHEN regexp_full_match(trim(t), '[0-9]{4}-[0-9]{2}-[0-9]{2}')
        THEN date_plausible(try_cast(trim(t) AS DATE))::VARCHAR END
    WHEN 'duree_mois' THEN entier_de(trim(t), 0)::VARCHAR
    WHEN 'montant_retenu_ht_eur' THEN CASE WHEN decimal_de(t) >= 0 THEN montant_18(decimal_de(t))::VARCHAR END END;

CREATE OR REPLACE TABLE decisions_lues AS
WITH suivis AS (
    SELECT ancien_contrat_id, min(contrat_id) AS contrat_id FROM read_parquet({alias})
    WHERE ancien_contrat_id NOT IN (SELECT contrat_id FROM read_parquet({contrats}))
    GROUP BY ancien_contrat_id HAVING count(DISTINCT contrat_id) = 1
),
visees AS (
    SELECT k.*, c.contrat_id AS contrat_actuel_id, montant_anomalie, CASE k.champ
        WHEN 'objet' THEN c.objet WHEN 'code_cpv' THEN c.code_cpv WHEN 'procedure' THEN c.procedure WHEN 'nature' THEN c.nature WHEN 'type' THEN c.type
        WHEN 'date_notification' THEN c.date_notification::VARCHAR WHEN 'duree_mois' THEN c.duree_mois::VARCHAR
        WHEN 'montant_retenu_ht_eur' THEN c.montant_retenu_ht_eur::VARCHAR END AS valeur_avant,
        c.montant_initial_ht_eur::VARCHAR AS montant_initial
    FROM read_parquet({registre}) k
    LEFT JOIN suivis s ON s.ancien_contrat_id = k.contrat_id
    LEFT JOIN read_parquet({contrats}) c ON c.contrat_id = coalesce(s.contrat_id, k.contrat_id) AND c.acheteur_siren = k.acheteur_siren
),
lues AS (
    SELECT v.*, coalesce(n.libelle, valeur_lue(v.champ, valeur_corrigee)) AS valeur_apres, coalesce(a.libelle, valeur_lue(v.champ, ancienne_valeur)) AS attendue
    FROM visees v
    LEFT JOIN libelles_admis n ON n.champ = v.champ AND n.cle = cle_texte(valeur_corrigee)
    LEFT JOIN libelles_admis a ON a.champ = v.champ AND a.cle = cle_texte(ancienne_valeur)
)
SELECT *, CASE
    WHEN contrat_actuel_id IS NULL THEN 'contrat_inconnu'
    WHEN valeur_apres IS NULL OR champ NOT IN (SELECT champ FROM champs_corriges) THEN 'valeur_invalide'
    WHEN row_number() OVER (PARTITION BY contrat_actuel_id, champ ORDER BY (valeur_apres IS NULL), date_decision DESC, contrat_id DESC) > 1
        THEN 'remplacee'
    WHEN valeur_apres IS NOT DISTINCT FROM valeur_avant THEN 'sans_effet'
    -- decided on a value that is no longer the published one: to be decided again
    WHEN attendue IS NOT NULL AND attendue IS DISTINCT FROM valeur_avant AND NOT (champ = 'montant_retenu_ht_eur'
        AND valeur_avant IS NULL AND attendue IS NOT DISTINCT FROM montant_initial) THEN 'perimee'
    ELSE 'appliquee' END AS sort
FROM lues;

COPY (
    SELECT acheteur_siren, contrat_id, champ, date_decision, contrat_actuel_id, valeur_avant, valeur_apres,
        CASE sort WHEN 'perimee' THEN 'sans_effet' ELSE sort END AS etat, CASE sort
            WHEN 'appliquee' THEN 'La valeur corrigée remplace celle qui était lue.'
            WHEN 'remplacee' THEN 'Une décision plus récente porte sur le même champ de ce contrat.'
            WHEN 'sans_effet' THEN 'La valeur lue est déjà celle de la décision.'
            WHEN 'perimee' THEN 'La valeur lue n''est plus celle que la décision corrigeait : à décider de nouveau.'
            WHEN 'contrat_inconnu' THEN 'Aucun contrat de cet acheteur ne porte cet identifiant.'
            WHEN 'valeur_invalide' THEN 'La valeur corrigée ne convient pas à ce champ.' END AS explication,
        service, motif
    FROM decisions_lues
    ORDER BY acheteur_siren, contrat_id, champ, date_decision
) TO {corrections_appliquees} (FORMAT parquet, COMPRESSION zstd);
