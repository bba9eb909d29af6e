"""The count tables: type a context and see what follows, how often, and who says so."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit

from rnnlab.gui.desks.look_up import Answer, Kind, LookUpDesk, Next, Ngram, Wish
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.counting.share_bars import ShareBarDelegate, share_words
from rnnlab.gui.widgets import Card, ElidedLabel, SegmentedControl, make_label
from rnnlab.gui.widgets.rows_model import Cell, Heading, Row, RowsModel
from rnnlab.gui.widgets.table_view import TableView
from rnnlab.gui.words import visible_token

_EXPLANATION = (
    "After a context <i>h</i> the table has how often each token <i>w</i> followed it, "
    "<i>c</i>(<i>h w</i>), and its probability after smoothing: "
    "<i>p</i>(<i>w</i> | <i>h</i>) = own(<i>h w</i>) + weight(<i>h</i>) · "
    "<i>p</i>(<i>w</i> | <i>h</i>′), where <i>h</i>′ is <i>h</i> without its first token. "
    "The bar has what each order adds to it, the highest at the left: the model falls back on "
    "shorter contexts where longer ones were seen too rarely. "
    "Without a context the most frequent n-grams are listed."
)
_NEXT = (
    Heading("token", number=False),
    Heading("count", "How often it followed the whole context"),
    Heading("seen in", "The longest n-gram of context and token in the training text", False),
    Heading("probability", "After smoothing; all of them sum to 1"),
    Heading("share of each order", "What each order adds to the probability", False),
)
_NGRAMS = (
    Heading("n-gram", number=False),
    Heading("count", "How often it occurs in the training text"),
    Heading("next", "How many different tokens follow it"),
    Heading("", number=False),
)
_NEXT_WIDTHS, _NGRAM_WIDTHS = [60, 62, 116, 84], [190, 84, 66]
_KINDS: dict[str, Kind] = {"next": "next", "ngrams": "ngrams"}
_WORD, _FEW = 40, 20  # more room for a word than for a character; rows that tell which it is
_PATIENCE = 120  # milliseconds after the last key
_FIELD_WIDTH, _ORDER_WIDTH = 130, 96


class TablePage(Card):
    """A field for the context, and a table that is never longer than its bounded answer.

    Args:
        look: Gives colours and lengths.
        desk: Answers.
        ngrams: Says which orders there are.
    """

    def __init__(self, look: Look, desk: LookUpDesk, ngrams: NgramDesk) -> None:
        super().__init__(look, "Counts", _EXPLANATION)
        self._look = look
        self._desk = desk
        self._ngrams = ngrams
        self._shown: Answer | None = None
        self._of_words = False
        self.field = QLineEdit()
        self.field.setPlaceholderText("context, e.g. th")
        self.field.setAccessibleName("Context to look up")
        self.field.setClearButtonEnabled(True)
        self.kind = SegmentedControl({"next": "what follows", "ngrams": "n-grams"})
        self.kind.setToolTip("The tokens after this context, or the n-grams that begin with it")
        self.order = QComboBox()
        self.order.setAccessibleName("Order")
        self.model = RowsModel(look, _NGRAMS, self)
        self.view = TableView(look, self.model, "N-grams and their counts")
        self._bars = ShareBarDelegate(look, self.view)
        self.view.setItemDelegateForColumn(len(_NEXT) - 1, self._bars)
        self.facts = ElidedLabel("", "small")
        self.error = make_label("", "error", wrap=True)
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE)
        self._timer.timeout.connect(self._ask)
        self.field.textChanged.connect(self._timer.start)
        self.field.returnPressed.connect(self._ask)
        self.kind.chosen.connect(self._ask)
        self.order.activated.connect(self._ask)
        look.changed.connect(self._resize)
        self._resize()

    def refresh(self) -> None:
        """Show what the desk has found."""
        self._fill_orders()
        desk = self._desk
        sentence = desk.sentence or self._ngrams.sentence
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        if desk.answer is not None and desk.answer is not self._shown:
            self._show(desk.answer)
        if desk.answer is None:
            self._shown = None
            self.model.set_rows([])
            self.facts.setText("" if sentence else "The n-grams are being counted.")

    def begin(self) -> None:
        """Ask for the first time."""
        self._fill_orders()
        self._ask()

    def _fill_orders(self) -> None:
        orders = sorted(self._ngrams.models)
        words = [f"{order}-grams" for order in orders]
        if [self.order.itemText(place) for place in range(self.order.count())] == words:
            return
        chosen, all_before = self.order.currentData(), self.order.count()
        highest = self.order.currentIndex() == all_before - 1
        self.order.clear()
        for order, word in zip(orders, words, strict=True):
            self.order.addItem(word, order)
        place = self.order.findData(chosen)
        self.order.setCurrentIndex(len(orders) - 1 if highest or place < 0 else place)
        self._ask()

    def _ask(self) -> None:
        self._timer.stop()
        order = self.order.currentData()
        if order is None:
            return
        text = self.field.text()
        kind = _KINDS[self.kind.value()] if text else "ngrams"
        self._desk.ask(Wish(text, int(order), kind))

    def _show(self, answer: Answer) -> None:
        self._shown = answer
        following = answer.wish.kind == "next"
        headings, widths = (_NEXT, _NEXT_WIDTHS) if following else (_NGRAMS, _NGRAM_WIDTHS)
        words = any(len(token) > 1 for row in answer.rows[:_FEW] for token in _tokens(row))
        if self.model.headings() != headings or words != self._of_words:
            self._of_words = words
            self.model.set_headings(headings)
            self.view.set_widths([widths[0] + (_WORD if words else 0), *widths[1:]])
        rows = [_row(place, found) for place, found in enumerate(answer.rows)]
        self.model.set_rows(rows)
        self.facts.setText(_facts(answer))

    def _arrange(self) -> None:
        for widget in (self.field, self.kind, self.order):
            self.add_action(widget)
        for part in (self.error, self.facts):
            self.body.addWidget(part)
        self.body.addWidget(self.view, 1)
        self.view.setMinimumHeight(1)
        self.error.hide()

    def _resize(self) -> None:
        self.field.setFixedWidth(self._look.px(_FIELD_WIDTH))
        self.field.setFont(self._look.font("mono"))
        self.order.setFixedWidth(self._look.px(_ORDER_WIDTH))


def _tokens(found: Next | Ngram) -> tuple[str, ...]:
    return found.tokens if isinstance(found, Ngram) else (found.token,)


def _row(place: int, found: Next | Ngram) -> Row:
    if isinstance(found, Ngram):
        words = spelled(found.tokens)
        cells = (
            Cell(words, tip=words),
            Cell(f"{found.count:,}", float(found.count)),
            Cell(f"{found.followers:,}" if found.followers else "", float(found.followers)),
            Cell(""),
        )
        return Row(words, cells)
    seen = f"{found.order}-gram × {found.order_count:,}" if found.order else "never"
    shares = tuple(found.shares.tolist())
    return Row(
        f"{place} {found.token}",
        (
            Cell(visible_token(found.token)),
            Cell(f"{found.count:,}", float(found.count)),
            Cell(seen, float(found.order), color="" if found.count else "muted"),
            Cell(probability_words(found.probability), found.probability),
            Cell("", found.probability, share_words(shares), drawn=shares),
        ),
    )


def probability_words(probability: float) -> str:
    """A probability with three digits: 41.3 %, 0.000213 %."""
    percent = 100.0 * probability
    return f"{percent:.3g} %" if percent >= 1e-3 or not percent else f"{percent:.2g} %"


def spelled(tokens: tuple[str, ...]) -> str:
    """Characters side by side, words with spaces between them."""
    apart = " " if any(len(token) > 1 for token in tokens) else ""
    return apart.join(visible_token(token) for token in tokens)


def _facts(answer: Answer) -> str:
    shown = f"the first {len(answer.rows):,} of " if len(answer.rows) < answer.found else ""
    if answer.wish.kind == "ngrams":
        what = f"{shown}{answer.found:,} different {answer.wish.order}-grams"
        beginning = f" that begin with “{spelled(answer.context)}”" if answer.context else ""
        return f"{answer.note}{_capital(what)}{beginning}, by count."
    context = f"“{spelled(answer.context)}”" if answer.context else "nothing"
    whole = answer.followed[0] if answer.followed else 0
    cut = ""
    if len(answer.context) == answer.wish.order - 1:
        cut = f" (the {answer.wish.order}-gram looks no further back)"
    return f"{answer.note}After {context}{cut}: followed {whole:,} times in the training text."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
