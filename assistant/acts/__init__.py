"""What was done in a text: one account of techniques, places, sides, statuses and actors, made once for everybody.

`signs` finds the words that tell a technique, `placing` where it was used, `status` whether that was now, earlier, by
others, only planned ...; `document` says what kind of document the text is, `account` tells each act once. All words
are data (`knowledge/acts/`).

Measured on the 320 labelled passages of `samples/corpus/acts.jsonl`, F1 of technique, place, side and status together:

| passages | F1 | kind of document |
|---|---|---|
| the even half at first look, unopened | .33 | .50 |
| a quarter, unopened, after the other three quarters had been read | .33 | .56 |
| all, after all had been read | .64 | .85 |
| the odd half, after it was read again | .74 | .86 |
| the even half then, unopened since its first look | .57 | .84 |
| all, now, after all had been read again | .73 | .83 |
| the 40 later passages of `tests/acts/passages.jsonl` at first look | .48 | .78 |
| their even half, now, unopened | .55 | .90 |
| 40 further passages, before and after all had been read again, unopened | .48, .52 | |

Techniques alone are found with .95, technique and status together with .86 (.73 on the 40 further passages). The kind of
document is right in .64 of passages that its weights have not met, the status that follows from it in .77; the short
passages of `samples/kinds` made it so, single words as features did not. So the account is better on wordings that it has
met: a new wording belongs into `knowledge/acts/`.
"""

from assistant.acts.account import find_acts

__all__ = ["find_acts"]
