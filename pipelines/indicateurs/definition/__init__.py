"""A SPASER as data: what its text asks to track, its targets, its actions. Computing belongs to `calcul`."""
