"""What accompanies the tables of a release: descriptors for machines, a dictionary and pages for people."""
