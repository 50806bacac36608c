-- One step further: the elements that hold a key that is reached, and the keys that they hold.
INSERT INTO touches
SELECT DISTINCT rid FROM porteurs SEMI JOIN atteintes USING (cle) ANTI JOIN touches USING (rid);

INSERT INTO atteintes
SELECT DISTINCT cle FROM porteurs SEMI JOIN touches USING (rid) ANTI JOIN atteintes USING (cle);
