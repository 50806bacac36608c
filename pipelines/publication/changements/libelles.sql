array_to_string(list_transform(causes, c -> coalesce({noms}[c], c)), ', ')
