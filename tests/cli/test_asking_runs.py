"""``score``, ``probe``, ``sample`` and ``info``: what a trained run is asked."""

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn.functional import cross_entropy

from rnnlab.models import run_readable
from rnnlab.models.readable import Trace
from rnnlab.session import load_run, open_codec, open_model, save_run

Run = Callable[..., Any]
TEXT = "the cat sat"


@pytest.fixture(scope="session")
def two_layers(text: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GRU of two layers, hardly trained."""
    from rnnlab.cli import run_command

    path = tmp_path_factory.mktemp("runs") / "gru.rnnlab"
    options = ["--cell", "gru", "--layers", "2", "--hidden-size", "6", "--steps", "2"]
    options += ["--batch-size", "4", "--sequence-length", "6", "--device", "cpu"]
    assert run_command(["train", str(text), *options, "--out", str(path), "--json"]) == 0
    return path


def answer_of(outcome: Any) -> dict[str, Any]:
    assert outcome.code == 0, outcome.err
    assert outcome.err == ""
    assert outcome.out.count("\n") == 1
    answer = json.loads(outcome.out)
    assert isinstance(answer, dict)
    return answer


def read_by_hand(path: Path, text: str) -> tuple[Trace, torch.Tensor]:
    """The readable cells in float64, and the ids."""
    saved = load_run(path)
    ids = torch.from_numpy(open_codec(saved).encode(text)).long()
    weights = open_model(saved).weights().copy(dtype=torch.float64)
    weights = weights.copy()
    for tensor in (weights.output, weights.output_bias):
        tensor.requires_grad_()
    for layer in weights.layers:
        layer.weight_ih.requires_grad_()
    trace = run_readable(weights, ids[:-1, None], weights.initial_state(1))
    return trace, ids


# score


def test_scores_are_those_of_the_readable_cells(run: Run, trained: Path) -> None:
    answer = answer_of(run("score", trained, "--text", TEXT, "--json"))
    trace, ids = read_by_hand(trained, TEXT)
    expected = trace.logits[:, 0].log_softmax(-1)[range(len(TEXT) - 1), ids[1:]].tolist()
    assert set(answer) == {"tokens", "log_probabilities", "perplexity", "bits_per_token"}
    assert answer["tokens"] == list(TEXT)
    assert answer["log_probabilities"] == pytest.approx(expected, rel=1e-9)
    mean = -sum(expected) / len(expected)
    assert answer["perplexity"] == pytest.approx(math.exp(mean), rel=1e-9)
    assert answer["bits_per_token"] == pytest.approx(mean / math.log(2), rel=1e-9)


def test_a_file_is_scored_like_its_text(run: Run, trained: Path, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(TEXT)
    from_file = answer_of(run("score", trained, "--file", path, "--json"))
    assert from_file == answer_of(run("score", trained, "--text", TEXT, "--json"))


def test_a_person_sees_the_perplexity(run: Run, trained: Path) -> None:
    answer = answer_of(run("score", trained, "--text", TEXT, "--json"))
    outcome = run("score", trained, "--text", TEXT)
    assert f"perplexity       {answer['perplexity']:.4f}" in outcome.out.splitlines()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [("", "at least two tokens"), ("t", "at least two tokens"), ("the Zoo", "“Z”")],
)
def test_a_text_that_cannot_be_scored_is_one_sentence(
    run: Run, trained: Path, given: str, complaint: str
) -> None:
    outcome = run("score", trained, "--text", given, "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


# probe


def norms_by_hand(path: Path, loss_at: str) -> dict[str, list[list[float]]]:
    trace, ids = read_by_hand(path, TEXT)
    losses = cross_entropy(trace.logits[:, 0], ids[1:], reduction="none")
    places = {"all": slice(None), "last": slice(-1, None)}
    loss = losses[places.get(loss_at) or slice(int(loss_at), int(loss_at) + 1)].sum()
    found: dict[str, list[list[float]]] = {"hidden": [], "cell": []}
    for layer in trace.layers:
        for kind, nodes in (("hidden", layer.hidden), ("cell", layer.cell if lstm(layer) else [])):
            if nodes:
                gradients = torch.autograd.grad(loss, nodes, retain_graph=True, allow_unused=True)
                norms = [0.0 if g is None else g.norm().item() for g in gradients]
                found[kind].append(norms)
    return found


def lstm(layer: Any) -> bool:
    return len(layer.states[0]) == 2


@pytest.mark.parametrize("loss_at", ["last", "all", "3"])
def test_gradient_norms_are_those_of_autograd_on_the_readable_cells(
    run: Run, trained: Path, two_layers: Path, loss_at: str
) -> None:
    for path in (trained, two_layers):
        answer = answer_of(run("probe", path, "--text", TEXT, "--loss-at", loss_at, "--json"))
        expected = norms_by_hand(path, loss_at)
        assert answer["tokens"] == list(TEXT)
        for norms, by_hand in zip(answer["hidden_gradient_norm"], expected["hidden"], strict=True):
            assert norms == pytest.approx(by_hand, rel=1e-9)
        for norms, by_hand in zip(
            answer.get("cell_gradient_norm", []), expected["cell"], strict=True
        ):
            assert norms == pytest.approx(by_hand, rel=1e-9)


def test_gates_are_means_over_units(run: Run, trained: Path, two_layers: Path) -> None:
    for path, names in [
        (trained, ["input", "forget", "candidate", "output"]),
        (two_layers, ["reset", "update", "candidate"]),
    ]:
        answer = answer_of(run("probe", path, "--text", TEXT, "--json"))
        trace, _ = read_by_hand(path, TEXT)
        assert list(answer["gates"]) == names
        for name in names:
            for row, layer in zip(answer["gates"][name], trace.layers, strict=True):
                expected = [gates[name].mean().item() for gates in layer.gates]
                assert row == pytest.approx(expected, rel=1e-9)


def test_only_an_lstm_has_a_cell(run: Run, trained: Path, two_layers: Path) -> None:
    assert "cell_gradient_norm" in answer_of(run("probe", trained, "--text", TEXT, "--json"))
    assert "cell_gradient_norm" not in answer_of(run("probe", two_layers, "--text", TEXT, "--json"))


def test_a_person_sees_each_token_with_its_norm(run: Run, two_layers: Path) -> None:
    outcome = run("probe", two_layers, "--text", TEXT)
    assert outcome.code == 0
    assert len(outcome.out.splitlines()) == 2 * len(TEXT)


def test_a_person_sees_where_a_norm_is_no_number(run: Run, trained: Path, tmp_path: Path) -> None:
    broken = load_run(trained)
    broken.weights["output.weight"].fill_(torch.inf)
    save_run(tmp_path / "broken.rnnlab", broken)
    outcome = run("probe", tmp_path / "broken.rnnlab", "--text", TEXT)
    assert (outcome.code, outcome.err) == (0, "")
    assert "not finite" in outcome.out


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--text", "t"], "two"),
        (["--text", "the Zoo"], "“Z”"),
        (["--text", TEXT, "--loss-at", "end"], "--loss-at must be last, all or a number"),
        (["--text", TEXT, "--loss-at", "10"], "10"),
        (["--text", TEXT, "--loss-at", "-1"], "-1"),
    ],
)
def test_what_cannot_be_probed_is_one_sentence(
    run: Run, trained: Path, options: list[str], complaint: str
) -> None:
    outcome = run("probe", trained, *options, "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


# sample


def test_a_sample_goes_on_from_its_prime(run: Run, trained: Path) -> None:
    outcome = run("sample", trained, "--prime", "the cat", "--length", 30)
    assert outcome.code == 0
    assert outcome.out.startswith("the cat")
    assert len(outcome.out) == len("the cat") + 30


def test_the_seed_decides_what_is_written(run: Run, trained: Path) -> None:
    first, again, other = (
        run("sample", trained, "--length", 60, "--seed", seed).out for seed in (1, 1, 2)
    )
    assert first == again != other


def test_a_greedy_sample_takes_the_likeliest_token(run: Run, trained: Path) -> None:
    for options in (["--greedy"], ["--top-k", 1], ["--top-p", 0.001]):
        written = run("sample", trained, "--prime", "the", "--length", 20, *options).out
        trace, ids = read_by_hand(trained, written)
        likeliest = trace.logits[2:, 0].argmax(-1)
        assert torch.equal(likeliest, ids[3:])


def test_a_person_gets_a_line_end_after_the_sample(
    run: Run, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run("sample", trained, "--length", 3).out.endswith("\n")


def test_a_prime_that_the_model_cannot_read_is_one_sentence(run: Run, trained: Path) -> None:
    outcome = run("sample", trained, "--prime", "Zoo")
    assert (outcome.code, outcome.out) == (2, "")
    assert "“Z”" in outcome.err


# info


def test_the_program_tells_versions_and_devices(run: Run) -> None:
    answer = answer_of(run("info", "--json"))
    assert answer["packages"]["torch"] == torch.__version__
    assert set(answer["devices"]) == {"cpu", "cuda", "mps"}
    assert "cats-and-clauses" in answer["built_in_texts"]
    assert set(answer["folders"]) == {"logs", "settings", "recovery"}


def test_a_run_tells_what_it_is(run: Run, trained: Path) -> None:
    answer = answer_of(run("info", trained, "--json"))
    assert (answer["name"], answer["text"], answer["steps"]) == ("cats", "cats.txt", 60)
    assert answer["settings"]["hidden_size"] == 8
    assert answer["parameters"] == sum(w.numel() for w in load_run(trained).weights.values())
    assert answer["last_validation_loss"] == load_run(trained).history["validation"][-1, 2]


def test_a_person_sees_a_line_for_each_fact(run: Run, trained: Path) -> None:
    lines = run("info", trained).out.splitlines()
    assert any(line.split() == ["settings.hidden_size", "8"] for line in lines)


# runs that are none


@pytest.mark.parametrize("command", [["score", "--text", "ab"], ["probe", "--text", "ab"]])
@pytest.mark.parametrize("kind", ["missing", "folder", "foreign", "cut"])
def test_what_is_no_run_is_one_sentence(
    run: Run, trained: Path, tmp_path: Path, command: list[str], kind: str
) -> None:
    path = tmp_path / "run.rnnlab"
    if kind == "folder":
        path.mkdir()
    if kind == "foreign":
        path.write_text("To be, or not to be.")
    if kind == "cut":
        shutil.copy(trained, path)
        path.write_bytes(path.read_bytes()[:-200])
    for name, *options in (command, ["sample"], ["info"]):
        outcome = run(name, path, *options)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.count("\n") == 1
        assert "run.rnnlab" in outcome.err
