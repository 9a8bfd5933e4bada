"""From the conversation so far to the next item: what was said and what was named decide, beside what is often told.

    conversation ── said.py ──→ Said: words, items with their weights, the text for the encoder
    Said ── terms.py ──→ terms: words (BM25, expanded by what others said), likeness (text, values, titles),
                         what goes together (together.py), what was told after words like these, how common it is
    terms ── model.py, the head ──→ a score for every item

Learnt by `recommender.training.conversations`, numpy alone at serve time.
"""
