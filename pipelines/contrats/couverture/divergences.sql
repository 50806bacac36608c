-- One row a contract, a field on which its sources do not all agree, and a source that says something of it.

CREATE OR REPLACE TABLE disputes AS
SELECT DISTINCT c, unnest(champs) AS champ
FROM (SELECT c, list_filter([{desaccords}], x -> x IS NOT NULL) AS champs FROM paires)
WHERE len(champs) > 0;

CREATE OR REPLACE TABLE vises AS
SELECT c, contrat_id FROM connus SEMI JOIN disputes USING (c);

CREATE OR REPLACE TABLE equipes_montrees AS
SELECT c, o, string_agg(DISTINCT montre, ' ' ORDER BY montre) AS texte
FROM nommes SEMI JOIN (FROM disputes WHERE champ = 'titulaires') USING (c) JOIN identites USING (id_publie) GROUP BY c, o;

-- What the contract keeps, as its own tables say it.
CREATE OR REPLACE TABLE gardees AS
WITH equipes_gardees AS (
    SELECT c, list_sort(list(DISTINCT i.numero)) AS titulaires
    FROM read_parquet({titulaires}) t JOIN vises USING (contrat_id)
    LEFT JOIN (SELECT DISTINCT cle, numero FROM identites) i ON i.cle = coalesce(siren, nullif(cle_texte(titulaire_id_publie), ''))
    WHERE rang_modification = 0 GROUP BY c
)
SELECT c, contrat_id, montant_initial_ht_eur AS montant, date_notification, nature, procedure, code_cpv, duree_mois, forme_prix, e.titulaires, objet
FROM read_parquet({contrats}) JOIN vises USING (contrat_id) LEFT JOIN equipes_gardees e USING (c);

COPY (
    WITH dits AS (
        SELECT d.c, d.champ, v.o, CASE d.champ
                WHEN 'montant' THEN rtrim(rtrim(v.montant::VARCHAR, '0'), '.') WHEN 'date_notification' THEN v.date_notification::VARCHAR
                WHEN 'titulaires' THEN q.texte
                -- the text itself is in no published table but contrats
                WHEN 'objet' THEN CASE WHEN v.objet_dit THEN 'diffère' END
                ELSE x.valeur END AS valeur,
            v.montant, v.date_notification, v.titulaires, CASE WHEN d.champ = 'objet' THEN v.rid END AS rid
        FROM disputes d JOIN valeurs v USING (c) LEFT JOIN equipes_montrees q USING (c, o)
        LEFT JOIN (SELECT DISTINCT split_part(champ, ' ', 1) AS champ, valeur, numero FROM lexique) x
          ON x.champ = d.champ AND x.numero = CASE d.champ WHEN 'nature' THEN v.nature WHEN 'procedure' THEN v.procedure
              WHEN 'code_cpv' THEN v.code_cpv WHEN 'duree_mois' THEN v.duree_mois WHEN 'forme_prix' THEN v.forme_prix END
    ),
    textes AS (SELECT rid, nullif(trim(objet), '') AS texte FROM elements SEMI JOIN dits USING (rid))
    SELECT contrat_id, d.champ, source, valeur, coalesce(CASE d.champ
            WHEN 'montant' THEN trunc(d.montant) = trunc(g.montant) WHEN 'date_notification' THEN d.date_notification = g.date_notification
            WHEN 'titulaires' THEN d.titulaires = g.titulaires WHEN 'objet' THEN objets_concordent(texte, g.objet)
            WHEN 'nature' THEN valeur = g.nature WHEN 'procedure' THEN valeur = g.procedure WHEN 'code_cpv' THEN valeur = g.code_cpv
            WHEN 'duree_mois' THEN valeur = g.duree_mois::VARCHAR WHEN 'forme_prix' THEN valeur = g.forme_prix END, false) AS retenu
    FROM dits d JOIN gardees g USING (c) JOIN sources USING (o) LEFT JOIN textes USING (rid)
    WHERE valeur IS NOT NULL
    ORDER BY contrat_id, d.champ, source
) TO {divergences_sources} (FORMAT parquet, COMPRESSION zstd);
