"""Assets and checks, one module per stage of pipelines.etapes. No computation belongs here."""
