-- To whom a contract of a group of buyers counts, and for what part (schemas/groupements, docs/perimetre.md). One contract is
-- counted once (law 2): two members that tell the same one have one between them. Contracts outside groups have no row here.
-- regle: coordonnateur (its contract), quote_part (each member for its part), membre (each its own), hors_dates (no member
-- on that day), inconnu (no such group). compte: acheteur, ensemble, les_deux, ecarte.
CREATE OR REPLACE MACRO meme_jour(a, b) AS abs(date_diff('day', a, b)) <= 31;
CREATE OR REPLACE MACRO lot_de(lot) AS nullif(upper(ltrim(trim(lot), '0')), '');
CREATE OR REPLACE MACRO memes_lots(a, b) AS coalesce(a = b, true);

CREATE OR REPLACE MACRO id_nu(id) AS lower(regexp_replace(id, '[^0-9A-Za-z]', '', 'g'));

-- The lines of registers that name a group, with the rule of their own buyer on that day.
CREATE OR REPLACE TABLE lignes_de_groupes AS
SELECT u.contrat_id, u.acheteur_siren, coalesce(d.date_notification, r.date_notification) AS jour, r.groupement_id, u.etat, r.acheteur_siren AS registre_siren, r.reference,
    lower(trim(coalesce(d.objet, r.objet))) AS objet, id_nu(coalesce(d.id_publie, r.decp_id)) AS id, lot_de(coalesce(r.lot_numero, d.lot)) AS lot,
    CASE WHEN d.contrat_id IS NOT NULL THEN d.acheteur_siren END AS publieur
FROM r_registre_contrats r
JOIN u_contrats u ON coalesce(u.registre_acheteur_siren, u.acheteur_siren) = r.acheteur_siren AND u.reference = r.reference
LEFT JOIN e_contrats d ON d.contrat_id = u.contrat_id
WHERE r.groupement_id IS NOT NULL;

-- One member publishes what another files, the most usual case of a group: both are one contract, and read as a pair. One
-- line a published record, and one record a line: the same id first, then the nearest day.
CREATE OR REPLACE TABLE publies_de_groupes AS
    SELECT DISTINCT u.contrat_id, l.contrat_id AS ligne_id, id_nu(d.id_publie) IS DISTINCT FROM l.id AS autre_id, abs(date_diff('day', d.date_notification, l.jour)) AS jours
    FROM lignes_de_groupes l
    JOIN r_groupements g ON g.groupement_id = l.groupement_id AND g.attribution <> 'membre' AND g.date_debut <= l.jour AND (g.date_fin IS NULL OR g.date_fin >= l.jour)
    JOIN u_contrats u ON u.etat = 'decp_seul' AND u.acheteur_siren IN (g.membre_siren, g.coordonnateur_siren) AND u.acheteur_siren <> l.acheteur_siren
    JOIN e_contrats d ON d.contrat_id = u.contrat_id
    WHERE l.etat = 'registre_seul' AND meme_jour(d.date_notification, l.jour) AND memes_lots(lot_de(d.lot), l.lot) AND (id_nu(d.id_publie) = l.id OR lower(trim(d.objet)) = l.objet)
        -- a buyer who signs its own has no part in what another publishes
        AND NOT EXISTS (FROM r_groupements m WHERE m.groupement_id = l.groupement_id AND m.membre_siren = l.acheteur_siren AND m.attribution = 'membre'
            AND m.date_debut <= l.jour AND (m.date_fin IS NULL OR m.date_fin >= l.jour));
CREATE OR REPLACE TABLE paires_de_groupes AS
WITH par_record AS (FROM publies_de_groupes QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY autre_id, jours, ligne_id) = 1)
SELECT contrat_id, ligne_id FROM par_record QUALIFY row_number() OVER (PARTITION BY ligne_id ORDER BY autre_id, jours, contrat_id) = 1;

CREATE OR REPLACE TABLE attributions AS
WITH lus AS (
    SELECT * EXCLUDE (registre_siren, reference) FROM lignes_de_groupes ANTI JOIN paires_de_groupes p ON p.ligne_id = lignes_de_groupes.contrat_id
    UNION ALL
    SELECT p.contrat_id, l.acheteur_siren, d.date_notification, l.groupement_id, 'apparie', lower(trim(d.objet)), id_nu(d.id_publie), coalesce(l.lot, lot_de(d.lot)), d.acheteur_siren
    FROM paires_de_groupes p JOIN lignes_de_groupes l ON l.contrat_id = p.ligne_id JOIN e_contrats d ON d.contrat_id = p.contrat_id
    UNION ALL
    -- a line filed whole of what is published lot by lot: the other lots are of the group too
    SELECT p.contrat_id, d.acheteur_siren, d.date_notification, l.groupement_id, 'decp_seul', lower(trim(d.objet)), id_nu(d.id_publie), lot_de(d.lot), d.acheteur_siren
    FROM (FROM publies_de_groupes QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY autre_id, jours, ligne_id) = 1) p
    JOIN lignes_de_groupes l ON l.contrat_id = p.ligne_id JOIN e_contrats d ON d.contrat_id = p.contrat_id
    WHERE p.contrat_id NOT IN (SELECT contrat_id FROM paires_de_groupes)
),
-- the rows of the group on the day of the contract; of two periods of a member that overlap, the later one
adhesions AS (
    SELECT l.contrat_id, l.acheteur_siren, l.jour, g.membre_siren, g.coordonnateur_siren, g.attribution, (g.quote_part_pct / 100)::DECIMAL(9, 6) AS part
    FROM lus l JOIN r_groupements g ON g.groupement_id = l.groupement_id AND g.date_debut <= l.jour AND (g.date_fin IS NULL OR g.date_fin >= l.jour)
    QUALIFY row_number() OVER (PARTITION BY l.contrat_id, g.membre_siren ORDER BY g.date_debut DESC) = 1
),
-- the rule of a contract is that of the buyer who filed it, else of the coordinator, else of the first member
regles AS (
    SELECT contrat_id, attribution, coordonnateur_siren, {coordonnateur_du_perimetre} AS coordonnateur_dedans FROM adhesions a
    QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY membre_siren <> acheteur_siren, membre_siren <> coordonnateur_siren, membre_siren) = 1
),
membres AS (
    -- parts that make more than the whole are wrong: the amounts are unknown
    SELECT contrat_id, membre_siren AS acheteur_siren, CASE WHEN sum(part) OVER (PARTITION BY contrat_id) <= 1.001 THEN part END AS part, {membre_du_perimetre} AS dedans FROM adhesions a WHERE attribution = 'quote_part'
),
dits AS (
    SELECT l.*, r.coordonnateur_siren, r.coordonnateur_dedans,
        CASE WHEN l.groupement_id NOT IN (SELECT groupement_id FROM r_groupements) THEN 'inconnu' ELSE coalesce(r.attribution, 'hors_dates') END AS regle,
        -- the record kept of several: that of the coordinator, then one that is published
        row_number() OVER (PARTITION BY l.groupement_id ORDER BY coalesce(l.acheteur_siren <> r.coordonnateur_siren, true), l.etat = 'registre_seul', l.contrat_id) AS rang
    FROM lus l LEFT JOIN regles r USING (contrat_id)
),
doubles AS (
    SELECT DISTINCT a.contrat_id
    FROM dits a JOIN dits b ON b.groupement_id = a.groupement_id AND b.rang < a.rang AND b.acheteur_siren <> a.acheteur_siren
    WHERE a.regle IN ('coordonnateur', 'quote_part') AND b.regle = a.regle
        -- what one buyer publishes apart is apart
        AND coalesce(a.publieur <> b.publieur, true) AND meme_jour(a.jour, b.jour) AND memes_lots(a.lot, b.lot) AND (a.id = b.id OR a.objet = b.objet)
),
comptes AS (
    SELECT contrat_id, groupement_id, regle, acheteur_siren, NULL::DECIMAL(9, 6)[] AS parts, 'ecarte' AS compte, 'meme_contrat_deja_compte' AS motif FROM dits SEMI JOIN doubles USING (contrat_id)
    UNION ALL
    SELECT p.ligne_id, d.groupement_id, d.regle, d.acheteur_siren, NULL, 'ecarte', 'meme_contrat_deja_compte' FROM paires_de_groupes p JOIN dits d USING (contrat_id)
    UNION ALL
    SELECT contrat_id, groupement_id, regle, coordonnateur_siren, [1::DECIMAL(9, 6)], CASE WHEN coordonnateur_dedans THEN 'les_deux' ELSE 'ecarte' END,
        CASE WHEN NOT coordonnateur_dedans THEN 'coordonnateur_hors_perimetre' END
    FROM dits ANTI JOIN doubles USING (contrat_id) WHERE regle = 'coordonnateur'
    UNION ALL
    SELECT d.contrat_id, d.groupement_id, d.regle, m.acheteur_siren, [m.part], 'acheteur', NULL
    FROM dits d ANTI JOIN doubles USING (contrat_id) JOIN membres m USING (contrat_id) WHERE d.regle = 'quote_part' AND m.dedans
    UNION ALL
    -- all together: once, for the parts of the members that are of the perimeter
    SELECT d.contrat_id, d.groupement_id, d.regle, d.acheteur_siren, coalesce(list(m.part ORDER BY m.acheteur_siren) FILTER (m.dedans), []),
        CASE WHEN bool_or(m.dedans) THEN 'ensemble' ELSE 'ecarte' END, CASE WHEN NOT bool_or(m.dedans) THEN 'aucun_membre_du_perimetre' END
    FROM dits d ANTI JOIN doubles USING (contrat_id) JOIN membres m USING (contrat_id) WHERE d.regle = 'quote_part' GROUP BY ALL
    UNION ALL
    SELECT contrat_id, groupement_id, regle, acheteur_siren, NULL, 'les_deux', NULL FROM dits WHERE regle NOT IN ('coordonnateur', 'quote_part')
)
FROM comptes ORDER BY contrat_id, compte, acheteur_siren;

-- What is left out of the usual rule « the buyer who published it »: only those change how a contract counts. `porte`: the one
-- row that stands for the contract in the registers that follow it (payments, hours), whether or not it is counted.
CREATE OR REPLACE TABLE attribues AS
SELECT contrat_id, acheteur_siren, parts, compte IN ('acheteur', 'les_deux') AS compte_acheteur, compte IN ('ensemble', 'les_deux') AS compte_ensemble,
    compte <> 'acheteur' AND contrat_id NOT IN (SELECT ligne_id FROM paires_de_groupes) AS porte
FROM attributions WHERE regle IN ('coordonnateur', 'quote_part') OR contrat_id IN (SELECT ligne_id FROM paires_de_groupes);

-- The union, where a record that one member publishes takes the line that another files.
CREATE OR REPLACE VIEW u_groupes AS
SELECT u.contrat_id, u.acheteur_siren, coalesce(l.registre_siren, u.registre_acheteur_siren) AS registre_acheteur_siren, coalesce(l.reference, u.reference) AS reference,
    CASE WHEN l.contrat_id IS NULL THEN u.etat ELSE 'apparie' END AS etat
FROM u_contrats u LEFT JOIN paires_de_groupes p USING (contrat_id) LEFT JOIN lignes_de_groupes l ON l.contrat_id = p.ligne_id;
