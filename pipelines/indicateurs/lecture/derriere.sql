-- What is behind a result: each row of the population that counts for it, against it, or may do either.
SELECT {cle}, CASE WHEN ({d}) AND ({c}) THEN 'compte' WHEN ({d}) AND NOT ({c}) THEN 'ne compte pas' ELSE 'inconnu' END AS reponse
FROM {population}_faits
WHERE annee = {annee} AND {acheteur} AND {perimetre} AND ({d}) IS DISTINCT FROM false
ORDER BY ALL
