-- Whether some record of a file says who buys, what, or under which identifier.
SELECT count(coalesce(id, acheteur_id, objet)) > 0 FROM read_parquet({parts})
