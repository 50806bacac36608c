-- Records whose key holds no value at all: each is a fault of its own.
INSERT INTO doubles
SELECT enregistrement, NULL
FROM (SELECT p.enregistrement, {valeurs} FROM {passe} AS p {canons})
WHERE {absente}
