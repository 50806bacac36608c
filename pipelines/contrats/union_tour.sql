-- One round: a pair is matched when each side is the one best choice of the other. Equal choices wait: a next round may
-- settle them, chance never does.
INSERT INTO apparies
SELECT d, r, 'identifiant', NULL FROM (
    SELECT d, r, score,
        score = max(score) OVER (PARTITION BY d) AND count(*) OVER (PARTITION BY d, score) = 1 AS choix_d,
        score = max(score) OVER (PARTITION BY r) AND count(*) OVER (PARTITION BY r, score) = 1 AS choix_r
    FROM paires
) WHERE choix_d AND choix_r;

DELETE FROM paires WHERE d IN (SELECT d FROM apparies) OR r IN (SELECT r FROM apparies);
