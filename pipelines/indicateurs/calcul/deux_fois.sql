(
        -- a contract that members of a group share counts for each of them, and once for all together
        SELECT * FROM lignes WHERE compte_acheteur UNION ALL SELECT * REPLACE (NULL AS acheteur_siren) FROM lignes WHERE compte_ensemble
    )
