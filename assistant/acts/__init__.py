"""What was done in a text: one account of techniques, places, sides, statuses and actors, made once for everybody.

`signs` finds the words that tell a technique, `placing` where it was used, `status` whether that was now, earlier, by
others, only planned ...; `document` says what kind of document the text is, `account` tells each act once. All words
are data (`knowledge/acts/`).

Measured on the 320 labelled passages of `samples/corpus/acts.jsonl`, F1 of technique, place, side and status together:

| passages | F1 | kind of document |
|---|---|---|
| the odd half, on which the words were first tuned | .72 | .95 |
| the even half at first look, unopened | .33 | .50 |
| a quarter, unopened, after the other three quarters had been read | .33 | .56 |
| all, after all had been read, before sides and attachments were settled | .61 | .87 |
| all, now (the floor of `tests/acts/test_corpus.py`) | .63 | .86 |

With the place left out of the comparison F1 is .76, with the status left out .71, the side .68, the technique .68;
techniques alone are found with .95. The kind of document is right in .61 of passages that its weights have not met, the status that follows from it in
.74; more texts (`samples/corpus`) or single words as features did not change that. So the account is far better on wordings that it has met: a new wording belongs into `knowledge/acts/`.
"""

from assistant.acts.account import find_acts

__all__ = ["find_acts"]
