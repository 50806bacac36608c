-- The table as it becomes: rows that stay, with their corrections, then rows added.
CREATE OR REPLACE TEMP VIEW suivies AS SELECT * {suivies};
CREATE OR REPLACE TEMP VIEW refaite AS
{anciennes}
UNION ALL
SELECT {ajoutees} FROM suivies WHERE nature = 'ajoute';
