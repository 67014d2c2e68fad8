"""Articles to claims: pure rules over text, published to tocsin:claims.

From the bottom to the top, and importing downwards only:

- `text` a text before any word is understood; `words` the lexicon and where its words stand; `grammar` what a rule is
- `places` names of places; `rules` the rules themselves, one module a phenomenon
- `clause` one sentence: its nodes, and what belongs to which trigger; `story` what the text has told so far
- `judging` what an item means and whether it counts; `claimants` who says it: side by side, none knows the other
- `statements` each item with who, when and where; `claims` all of them together, as claims of the contract
- `extract` the way through all of it; `explain` shows it, `answer` says it as events, `propose` asks a model; `app` starts it
"""
