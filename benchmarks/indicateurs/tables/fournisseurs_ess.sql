SELECT DISTINCT siren(500000000 + n(range, 'ess', 60000)) AS siren, (['ESS', 'ESUS', 'SCOP', 'EI', 'ACI', 'EA', 'ESAT'])[1 + n(range, 'categorie', 7)] AS categorie,
    DATE '2024-01-01' + n(range, 'du', 400) AS valide_du, CASE WHEN u(range, 'au') < 0.2 THEN DATE '2025-12-31' END AS valide_au
FROM range(6000) ORDER BY ALL
