"""What each page shows, and what is behind its “?”: three sentences with the equation."""

NAMES = {
    "Write": "Write: the network, and an n-gram model beside it",
    "Draws": "Same draws: the text at several temperatures from the same random numbers",
    "Next": "Next token: what the choices make of its distribution",
    "Beam": "Beam search: the likeliest texts",
    "Diary": "Diary: what was written while training",
}

EXPLANATIONS = {
    "Write": (
        "The model reads the prime text, then draws one token after another from "
        "p<sub>i</sub> ∝ exp(z<sub>i</sub> / T), where z are its scores and T is the "
        "temperature. The ground of a token shows how surprised the model itself was, "
        "−log<sub>2</sub> p bits at T = 1: none for a certain token, the strongest for 8 bits "
        "or more. Rest the pointer on a token to see what else could have stood there; click, "
        "type, and press Ctrl+Enter to have all that follows written anew."
    ),
    "Draws": (
        "The token at place t of every text is picked with the same random number "
        "u<sub>t</sub>: the first in a row from the likeliest on with "
        "p<sub>1</sub> + … + p<sub>k</sub> &gt; u<sub>t</sub>, where "
        "p<sub>i</sub> ∝ exp(z<sub>i</sub> / T). Two texts therefore part only where the "
        "temperature T changes a choice, and there the warmer one takes a less likely token. "
        "Tokens that differ from those of the text before have a ground, the first of them a "
        "strong one."
    ),
    "Next": (
        "Each column is the distribution of the next token after one more transformation: the "
        "model’s own p<sub>i</sub> ∝ exp(z<sub>i</sub>), then those that are switched on, such "
        "as p<sub>i</sub> ∝ exp(z<sub>i</sub> / T) or “only the k likeliest”. The last column "
        "is what is drawn from; a token that can no longer be drawn has a dash. The scores z "
        "are kept, so that a slider changes the bars without the network being run again."
    ),
    "Beam": (
        "Beam search keeps the b beginnings with the highest "
        "log p(x) = Σ<sub>t</sub> log p(x<sub>t</sub> | x<sub>&lt;t</sub>) at every token, "
        "where drawing takes one at random. Width b = 1 is greedy; the larger b, the likelier "
        "the text that is found. The likeliest text is mostly dull, as it repeats what is safe: "
        "compare it with the one that was drawn, which is far less likely."
    ),
    "Diary": (
        "Every so many steps n a copy of the weights θ<sub>n</sub> is taken between two steps "
        "and goes on from the same prime text, x<sub>t</sub> ~ p(· | x<sub>&lt;t</sub>; "
        "θ<sub>n</sub>), with the same random numbers. What changes from one entry to the next "
        "is therefore what was learnt in between. The copy writes in the background, and an "
        "entry is left out while the one before it is still being written."
    ),
}
