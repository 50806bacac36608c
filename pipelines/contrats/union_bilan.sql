-- The account of a union: each contract and each row of the register in one place, and what waits for a human.
WITH u AS (FROM read_parquet({union_contrats})), c AS (FROM read_parquet({union_conflits}))
SELECT
    (SELECT count(*) FROM read_parquet({contrats})) AS contrats,
    (SELECT count(*) FROM read_parquet({registre_contrats})) AS lignes_registre,
    (SELECT count(*) FROM u WHERE etat = 'apparie') AS apparies,
    (SELECT count(*) FROM u WHERE etat = 'decp_seul') AS decp_seuls,
    (SELECT count(*) FROM u WHERE etat = 'registre_seul') AS registre_seuls,
    (SELECT count(*) FROM u WHERE methode = 'decision_humaine') AS decisions_humaines,
    (SELECT count(*) FROM u WHERE methode = 'probable') AS probables,
    (SELECT count(*) FROM u WHERE methode = 'identifiant_ambigu') AS identifiants_ambigus,
    (SELECT count(*) FROM u WHERE methode = 'identifiant_sans_accord') AS identifiants_sans_accord,
    (SELECT count(*) FROM c WHERE retenue <> 'correction') AS conflits,
    (SELECT count(*) FROM c WHERE retenue = 'correction') AS conflits_corriges,
    (SELECT count(*) - count(DISTINCT contrat_id) FROM u) AS identifiants_en_double,
    (SELECT count(*) - count(DISTINCT (registre_acheteur_siren, reference)) FROM u WHERE reference IS NOT NULL) AS lignes_en_double
