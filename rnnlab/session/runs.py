"""From a trainer to a run file's content and back."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rnnlab.config import RunConfig, Value, all_settings
from rnnlab.models.language_model import LanguageModel, build_model
from rnnlab.session.atomic import try_to_write
from rnnlab.session.errors import RunFileError, cannot_save
from rnnlab.session.run_file import SavedRun
from rnnlab.text import Codec, Corpus, Source, build_corpus
from rnnlab.text.regular_file import open_regular
from rnnlab.training.history import History
from rnnlab.training.state import TrainerState
from rnnlab.training.trainer import Trainer


def capture_run(
    name: str,
    config: RunConfig,
    corpus: Corpus,
    source: Source,
    state: TrainerState,
    history: History,
) -> SavedRun:
    """Everything that a run file keeps of a run."""
    return SavedRun(
        name=name,
        config=config,
        vocabulary=corpus.vocabulary,
        corpus_name=corpus.name,
        corpus_sha256=corpus.sha256,
        step=state.step,
        tokens=state.step * config.training.batch_size * config.training.sequence_length,
        seed=config.training.seed,
        weights=state.weights,
        optimizer=state.optimizer,
        state={"trainer": state.plain, "seconds": state.seconds, "source": _reference(source)},
        history=history.arrays(),
    )


def open_codec(saved: SavedRun) -> Codec:
    """What turns text into the tokens of a saved run."""
    return Codec(saved.config.text, saved.vocabulary)


def open_model(saved: SavedRun) -> LanguageModel:
    """The model of a saved run, on the CPU.

    Raises:
        ModelError: The weights do not fit the configuration.
    """
    model = build_model(saved.config.model, len(saved.vocabulary), saved.seed)
    model.load_torch_weights(saved.weights)
    return model


def restored_trainer(saved: SavedRun, config: RunConfig, corpus: Corpus) -> Trainer:
    """A trainer at the place where a saved run stood.

    Args:
        saved: The run.
        config: Its settings, possibly with another length or other live settings.
        corpus: The same text, cut into the same tokens.

    Raises:
        RunFileError: The text or its vocabulary is another one.
        ModelError, TrainingError: The saved state fits another model or is damaged.
        DeviceError: The device is not there.
    """
    check_same_text(saved, corpus)
    trainer = Trainer(config, corpus)
    trainer.restore(
        TrainerState(
            step=saved.step,
            seconds=_seconds(saved),
            weights=saved.weights,
            optimizer=saved.optimizer,
            plain=dict(_table(saved.state.get("trainer"))),
        )
    )
    return trainer


def resume(
    saved: SavedRun, source: Source, changes: Mapping[str, Value]
) -> tuple[Trainer, History]:
    """Open a saved run on its text, ready to go on.

    Args:
        saved: The run.
        source: Its text.
        changes: Settings to be taken instead of the saved ones: those that may change while
            training, and those that say how long and where it runs. New ``epochs`` count even
            if the run's length was given in steps before.

    Raises:
        RunFileError: The text is another one, a setting cannot change in a run, or the run is
            already longer than it should become.
        UserError: As in `restored_trainer`, or a value cannot be used.
    """
    _check_changes(saved.config, changes)
    length = {"steps": 0} if "epochs" in changes else {}
    config = saved.config.changed(**{**length, **changes})
    trainer = restored_trainer(saved, config, build_corpus(source, config.text))
    if trainer.step > trainer.total_steps:
        raise RunFileError(
            f"The run has made {trainer.step:,} steps and cannot be cut to "
            f"{trainer.total_steps:,}; the length counts from its beginning, so give more."
        )
    return trainer, History.from_arrays(saved.history)


def check_same_text(saved: SavedRun, corpus: Corpus) -> None:
    """Raise `RunFileError` unless ``corpus`` is the text a run was trained on."""
    if corpus.sha256 != saved.corpus_sha256:
        raise RunFileError(
            f"The run was trained on another text (“{saved.corpus_name}”); open that text, or "
            "begin a new run on this one."
        )
    if corpus.vocabulary.tokens != saved.vocabulary.tokens:
        raise RunFileError("The run file’s vocabulary is not that of its text; it is damaged.")


def source_reference(saved: SavedRun) -> Mapping[str, Any]:
    """Where the text of a saved run came from: ``name`` and ``paths``, as far as known."""
    return _table(saved.state.get("source"))


def check_writable(path: Path) -> None:
    """Raise `RunFileError` at once where a run could not be written after long training.

    A file that is there already may be replaced only if it is a run or empty.
    """
    folder = path.absolute().parent
    if path.is_dir():
        raise RunFileError(f"“{path}” is a folder; give the name of a file in it.")
    if not folder.is_dir():
        raise RunFileError(f"There is no folder “{path.parent}”; make it or choose another.")
    try:
        try_to_write(folder)
    except PermissionError as error:
        raise RunFileError(
            f"You may not write to the folder “{path.parent}”; choose another."
        ) from error
    except OSError as error:
        raise cannot_save(path, error) from error
    if path.exists() and not _may_replace(path):
        raise RunFileError(f"“{path}” is there already and is not a run; choose another name.")


_ZIP = b"PK"
_MAY_CHANGE = ("steps", "epochs", "device", "threads", "validation_interval")


def _check_changes(config: RunConfig, changes: Mapping[str, Value]) -> None:
    declarations = all_settings()
    before = config.values()
    for name, value in changes.items():
        free = declarations[name].live or name in _MAY_CHANGE
        if not free and value != before[name]:
            raise RunFileError(
                f"{declarations[name].option} is {before[name]} in this run and cannot change; "
                "leave it out, or begin a new run."
            )


def _may_replace(path: Path) -> bool:
    try:
        with open_regular(path) as file:
            return file.read(len(_ZIP)) in (b"", _ZIP)
    except OSError:
        return False


def _seconds(saved: SavedRun) -> float:
    seconds = saved.state.get("seconds")
    return seconds if isinstance(seconds, float) and 0.0 <= seconds < math.inf else 0.0


def _table(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}


def _reference(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "paths": [str(path.absolute()) for path in source.paths],
        "encoding": source.encoding,
        "size": source.size,
    }
