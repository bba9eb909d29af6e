"""Streams of tokens and of text."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.config import ModelConfig, SamplingConfig, TextConfig
from rnnlab.generation import GenerationError, Writer, forbidden_ids, prime_ids, write, write_text
from rnnlab.models import build_model
from rnnlab.text import Codec, TextError, Vocabulary

V = 7
WORDS = ("<unk>", "the", "cat", ",", '"', "'", "(", ")", ".", "<eos>", "sat")


class Scripted:
    """A reader whose next token is certain: one more than the last, and it notes what it reads."""

    def __init__(self, vocabulary_size: int = V) -> None:
        self.vocabulary_size = vocabulary_size
        self.read: list[int] = []

    def start(self) -> int:
        return 0

    def step(self, state: int, token_id: int) -> tuple[np.ndarray, int]:
        self.read.append(token_id)
        logits = np.full(self.vocabulary_size, -1000.0)
        logits[(token_id + 1) % self.vocabulary_size] = 1000.0
        return logits, state + 1


class Even:
    """A reader to which all tokens are equally likely."""

    def __init__(self, vocabulary_size: int) -> None:
        self.logits = np.zeros(vocabulary_size)

    def start(self) -> None:
        return None

    def step(self, state: None, token_id: int) -> tuple[np.ndarray, None]:
        return self.logits, None


def small_writer() -> Writer:
    return Writer.from_model(build_model(ModelConfig(hidden_size=8, embedding_size=4), V, 3))


def test_each_token_is_read_before_the_next_is_drawn() -> None:
    reader = Scripted()
    assert list(write(reader, [2, 5], SamplingConfig(length=4))) == [6, 0, 1, 2]
    assert reader.read == [2, 5, 6, 0, 1]


def test_nothing_is_read_before_the_first_token_is_asked_for() -> None:
    reader = Scripted()
    write(reader, [2], SamplingConfig())
    assert reader.read == []


def test_nothing_is_done_ahead_of_what_is_asked_for() -> None:
    reader = Scripted()
    assert list(islice(write(reader, [2], SamplingConfig(length=10**9)), 3)) == [3, 4, 5]
    assert reader.read == [2, 3, 4]


def test_closing_the_stream_ends_the_writing() -> None:
    stream = write(Scripted(), [2], SamplingConfig())
    next(stream)
    stream.close()
    assert list(stream) == []


def test_without_a_prime_text_the_most_frequent_token_is_read_first() -> None:
    reader = Scripted()
    assert list(write(reader, [], SamplingConfig(length=1))) == [1]
    assert reader.read == [0]


def test_the_same_seed_gives_the_same_text() -> None:
    config = SamplingConfig(length=200, seed=11)
    assert list(write(small_writer(), [1], config)) == list(write(small_writer(), [1], config))


def test_another_seed_gives_another_text() -> None:
    one, two = (
        list(write(small_writer(), [1], SamplingConfig(length=200, seed=s))) for s in (1, 2)
    )
    assert one != two


def test_greedy_writing_does_not_depend_on_the_seed() -> None:
    one, two = (
        list(write(small_writer(), [1], SamplingConfig(length=50, seed=s, greedy=True)))
        for s in (1, 2)
    )
    assert one == two


def test_a_forbidden_token_is_never_written() -> None:
    written = list(write(Even(3), [0], SamplingConfig(length=5_000), forbidden=(1,)))
    assert set(written) == {0, 2}


def test_a_prime_of_numpy_integers_is_read_like_any() -> None:
    prime = np.array([2, 5], dtype=np.int32)
    assert list(write(Scripted(), prime, SamplingConfig(length=2))) == [6, 0]


def test_a_model_that_has_diverged_ends_in_a_sentence() -> None:
    model = build_model(ModelConfig(cell="rnn-relu", hidden_size=8), V, 3)
    model.load_torch_weights({n: 1e20 * w for n, w in model.torch_weights().items()})
    with pytest.raises(GenerationError, match="diverged"):
        list(write(Writer.from_model(model), [1], SamplingConfig(length=50)))


def characters(*tokens: str) -> Codec:
    return Codec(TextConfig(), Vocabulary(tokens))


def words(*tokens: str) -> Codec:
    return Codec(TextConfig(unit="word"), Vocabulary(tokens))


@pytest.mark.parametrize(
    ("codec", "opening"),
    [
        (characters("e", "\n", "a"), 1),
        (words("<unk>", "the", "<eos>"), 2),
        (characters("e", "a"), 0),
        (words("<unk>", "the"), 1),
        (words("<unk>"), 0),
    ],
)
def test_an_empty_prime_text_begins_a_line_or_with_the_most_frequent_known_token(
    codec: Codec, opening: int
) -> None:
    assert prime_ids(codec, "").tolist() == [opening]


def test_a_prime_text_is_encoded() -> None:
    assert prime_ids(characters("e", "\n", "a"), "ae").tolist() == [2, 0]


def test_a_prime_text_with_a_strange_character_is_refused() -> None:
    with pytest.raises(TextError):
        prime_ids(characters("e", "a"), "ax")


@pytest.mark.parametrize(
    ("codec", "reject", "forbidden"),
    [
        (words("the", "<unk>"), True, (1,)),
        (words("the", "<unk>"), False, ()),
        (characters("a"), True, ()),
    ],
)
def test_the_unknown_token_is_forbidden_if_there_is_one_and_it_is_wished(
    codec: Codec, reject: bool, forbidden: tuple[int, ...]
) -> None:
    config = SamplingConfig(reject_unknown=reject)
    assert forbidden_ids(codec.vocabulary, config) == forbidden


def test_characters_come_one_by_one() -> None:
    codec = characters(*"abcdefg")
    pieces = write_text(Scripted(), codec, [2], SamplingConfig(length=4))
    assert list(pieces) == ["d", "e", "f", "g"]


def test_words_come_with_the_space_before_them() -> None:
    pieces = write_text(Scripted(len(WORDS)), words(*WORDS), [1], SamplingConfig(length=2))
    assert list(pieces) == [" cat", ","]


def test_a_word_text_never_holds_the_unknown_token_unless_wished() -> None:
    codec = words(*WORDS)
    text = "".join(write_text(Even(len(WORDS)), codec, [1], SamplingConfig(length=2_000)))
    assert "<unk>" not in text


@given(st.lists(st.integers(1, len(WORDS) - 1), max_size=90), st.integers(0, 2**31 - 1))
def test_the_pieces_of_a_word_text_join_to_what_the_codec_decodes(
    prime: list[int], seed: int
) -> None:
    codec, config = words(*WORDS), SamplingConfig(length=150, seed=seed)
    reader, unknown = Even(len(WORDS)), (0,)
    written = list(write(reader, prime, config, unknown))
    text = "".join(write_text(reader, codec, prime, config))
    assert codec.decode(prime) + text == codec.decode(prime + written)


def test_the_pieces_of_one_endless_line_join_to_what_the_codec_decodes() -> None:
    codec, config = words(*WORDS[:9]), SamplingConfig(length=3_000)
    written = list(write(Even(9), [4, 5, 1], config, (0,)))
    text = "".join(write_text(Even(9), codec, [4, 5, 1], config))
    assert codec.decode([4, 5, 1]) + text == codec.decode([4, 5, 1, *written])
