"""One fact per contract: identity, merging, modifications, decisions. Reading files and indicators belong elsewhere."""
