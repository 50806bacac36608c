"""The life of a release once it is out: verified, repaired, withdrawn. Publishing belongs to `publier` and `depot`."""
