"""Bring your own catalogue: any JSON, JSON Lines or CSV file becomes a folder that `recommender.load` reads.

    file → Table          rows of flat cells: files, delimited, documents, flatten
    columns → Schema      what each column is (facts, families, roles, kinds, splitting, units) and the words for it
                          (lexicon, fields, wording); infer puts them together
    rows → records        cleaned values, or a problem with its remedy: values, titles, identity, records
    both → the folder     catalogue.toml and items.jsonl: toml_text, importer

What is known of catalogues in general is data, not code: recommender/data/lexicon/*.toml.
"""
