COPY (
    SELECT q.demande, coalesce(m.acheteur_siren, '') AS acheteur, m.annee, m.perimetre, m.num, m.den, m.valeur, m.bmin, m.bmax, m.connus, m.possibles
    FROM mesures_calculees m JOIN (VALUES {demandes}) q(demande, spec) USING (spec)
) TO {sortie} (FORMAT parquet);
