-- The reason of each difference of a table of results. A cause is told only where nothing else that the result reads
-- has changed; sources that are not published may have: then nothing is certain.
CREATE OR REPLACE TEMP TABLE lus AS
SELECT coalesce(b.cle, a.cle) AS cle, coalesce(b.edition, a.edition) AS edition, coalesce(b.indicateur_id, a.indicateur_id) AS indicateur_id,
    coalesce(b.acheteur_siren, a.acheteur_siren) AS acheteur_siren, try_cast(coalesce(b.periode_debut, a.periode_debut) AS DATE) AS debut,
    try_cast(coalesce(b.periode_fin, a.periode_fin) AS DATE) AS fin, coalesce(b.sources, a.sources) AS sources,
    a.cle IS NOT NULL AND b.cle IS NOT NULL AND (a.secret IS DISTINCT FROM b.secret) AS secret_change
FROM (SELECT DISTINCT cle FROM read_parquet({ecarts}) WHERE cle IS NOT NULL) AS e
LEFT JOIN (SELECT {cle_avant} AS cle, * FROM {avant}) AS a USING (cle)
LEFT JOIN (SELECT {cle_apres} AS cle, * FROM {apres}) AS b USING (cle);

CREATE OR REPLACE TEMP TABLE larges AS
SELECT DISTINCT i.indicateur_id FROM {indicateurs_apres} AS i LEFT JOIN {mesures} AS m ON m.code = i.mesure
WHERE m.population IS NULL OR m.population NOT IN ('contrats', 'titulaires') OR contains(coalesce(i.filtre, ''), 'transform=');

-- What happened to the contracts that a result can read: those of its buyer (of all, when consolidated) notified in its
-- period, or up to its end when it counts contracts in force or an evolution.
CREATE OR REPLACE TEMP TABLE contextes AS
WITH demandes AS (SELECT DISTINCT acheteur_siren, debut, fin, indicateur_id IN (FROM larges) AS large FROM lus)
SELECT d.acheteur_siren, d.debut, d.fin, d.large, list(DISTINCT m.motif ORDER BY m.motif) AS causes
FROM demandes AS d JOIN mouvements AS m ON (d.acheteur_siren IS NULL OR d.acheteur_siren = m.acheteur_siren)
    AND CASE WHEN d.large THEN m.jour IS NULL OR m.jour <= d.fin ELSE m.jour BETWEEN d.debut AND d.fin END
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE causes_resultats AS
WITH
colonnes AS (SELECT cle, min(nature) AS nature, list(DISTINCT colonne) AS colonnes FROM read_parquet({ecarts}) WHERE cle IS NOT NULL GROUP BY cle),
definis AS (
    SELECT coalesce(a.indicateur_id, b.indicateur_id) AS indicateur_id
    FROM {indicateurs_avant} AS a FULL JOIN {indicateurs_apres} AS b ON a.indicateur_id = b.indicateur_id AND a.edition = b.edition
    WHERE a.dit IS DISTINCT FROM b.dit
),
sources AS (
    SELECT cle, list(DISTINCT j.cause ORDER BY j.cause) FILTER (j.cause IS NOT NULL AND j.cause NOT IN ('decp', 'inconnu')) AS causes,
        bool_or(coalesce(j.cause, '') = 'decp') AS decp,
        string_agg(DISTINCT s.jeton, ', ' ORDER BY s.jeton) FILTER (j.cause = 'inconnu') AS inconnues
    FROM (SELECT cle, unnest(string_split(sources, '|')) AS jeton FROM lus) AS s LEFT JOIN jetons AS j USING (jeton)
    GROUP BY cle
),
reunies AS (
    SELECT l.cle, c.nature, c.colonnes, l.secret_change, s.inconnues, l.indicateur_id, l.edition, l.debut, l.fin,
        list_sort(list_distinct(list_concat(
            CASE WHEN s.decp THEN x.causes END, s.causes,
            CASE WHEN l.indicateur_id IN (FROM definis) THEN ['definition'] END,
            CASE WHEN list_contains(string_split(l.sources, '|'), 'saisies') AND l.indicateur_id IN (FROM {saisies}) THEN ['saisie'] END
        ))) AS causes
    FROM lus AS l JOIN colonnes AS c USING (cle) LEFT JOIN sources AS s USING (cle)
    LEFT JOIN contextes AS x ON x.acheteur_siren IS NOT DISTINCT FROM l.acheteur_siren AND x.debut = l.debut AND x.fin = l.fin
        AND x.large = (l.indicateur_id IN (FROM larges))
),
motivees AS (
    SELECT cle, causes, inconnues, CASE
        WHEN nature <> 'corrige' AND (edition NOT IN (SELECT edition FROM {autres_editions}) OR indicateur_id NOT IN (SELECT indicateur_id FROM {communs}))
            THEN 'definition'
        WHEN nature = 'ajoute' AND row(debut::VARCHAR, fin::VARCHAR) NOT IN (SELECT row(periode_debut, periode_fin) FROM {periodes_avant}) THEN 'nouvelle_periode'
        WHEN secret_change THEN 'secret'
        WHEN list_has_all(['stade', 'arrete_au'], colonnes) AND nature = 'corrige' THEN 'date'
        WHEN list_has_all({cibles}, colonnes) AND nature = 'corrige' THEN CASE
            WHEN indicateur_id IN (FROM {objectifs}) THEN 'objectif' ELSE 'indetermine' END
        WHEN inconnues IS NOT NULL OR len(coalesce(causes, [])) = 0 OR list_contains(causes, 'indetermine') THEN 'indetermine'
        WHEN len(causes) = 1 THEN causes[1]
        ELSE 'causes_multiples' END AS motif
    FROM reunies
)
SELECT cle, motif, CASE
    WHEN motif = 'arrive_tard' THEN 'Parmi les contrats comptés, seuls ont changé des contrats arrivés tard.'
    WHEN motif = 'causes_multiples' THEN 'Plusieurs causes : ' || {libelles} || '.'
    WHEN motif = 'indetermine' AND inconnues IS NOT NULL THEN CASE WHEN len(coalesce(causes, [])) > 0
        THEN 'Ont changé : ' || {libelles} || ' ; mais ' ELSE 'Rien de ce qui est publié ne l''explique ; ' END
        || 'des sources qui ne sont pas publiées (' || inconnues || ') ont pu changer aussi.'
    WHEN motif = 'indetermine' THEN 'Rien de ce qui est publié ne suffit à l''expliquer.'
    WHEN motif NOT IN ('definition', 'nouvelle_periode', 'secret', 'date', 'objectif', 'saisie')
        THEN 'Seul a changé, dans ce que compte ce résultat : ' || {libelles} || '.' END AS dite
FROM motivees;

CREATE OR REPLACE TEMP VIEW motives AS
SELECT e.*, NULL::VARCHAR AS date_decision, NULL::VARCHAR AS code_correction, false AS correction_retiree, NULL::VARCHAR AS place, r.dite,
    coalesce(r.motif, {defaut}) AS motif, r.motif AS cause
FROM read_parquet({ecarts}) AS e LEFT JOIN causes_resultats AS r USING (cle);
