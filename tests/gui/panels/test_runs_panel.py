import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panels.run_delegate import Zone, wrapped
from rnnlab.gui.panels.runs_panel import RunsPanel
from rnnlab.training.records import StepRecord, ValidationRecord

AddRun = Callable[..., Run]
Until = Callable[[Callable[[], object]], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """What the dialog for saving answers: a name without its suffix."""
    return tmp_path / "kept"


@pytest.fixture
def panel(qtbot: QtBot, look: Look, instrument: Instrument, path: Path) -> RunsPanel:
    made = RunsPanel(
        look,
        instrument.runs,
        instrument.files,
        ask_save_path=lambda parent, title, suggested, filters: path,
        ask_open_paths=lambda parent, title, filters: [path.with_suffix(".rnnlab")],
    )
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def two(panel: RunsPanel, add_run: AddRun) -> tuple[Run, Run]:
    """An older and a newer run; the newer one is in front."""
    return add_run("old"), add_run("new", cell="gru")


def _names(panel: RunsPanel) -> list[str]:
    return [row.name for row in panel.list.rows()]


def _center(panel: RunsPanel, run: Run, zone: Zone = "") -> QPoint:
    """A point in a line: on a small button, or on the name."""
    if zone:
        return panel.list.place_of(run.key, zone).center()
    index = panel.list.model().index(panel.list.keys().index(run.key), 0)
    return panel.list.visualRect(index).topLeft() + QPoint(40, 12)


def _click(qtbot: QtBot, panel: RunsPanel, point: QPoint) -> None:
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=point)


def test_without_runs_it_says_how_to_get_one(panel: RunsPanel) -> None:
    assert panel.empty.isVisible()
    assert not panel.list.isVisible()


def test_the_newest_run_is_on_top(panel: RunsPanel, two: tuple[Run, Run]) -> None:
    assert _names(panel) == ["new", "old"]


def test_the_run_in_front_is_marked(panel: RunsPanel, two: tuple[Run, Run]) -> None:
    assert panel.list.currentIndex().row() == 0


def test_a_click_puts_a_run_in_front(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot, instrument: Instrument
) -> None:
    _click(qtbot, panel, _center(panel, two[0]))
    assert instrument.runs.current is two[0]


def test_the_arrow_keys_put_a_run_in_front(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot, instrument: Instrument
) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert instrument.runs.current is two[0]


def test_a_pinned_run_is_on_top(panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot) -> None:
    _click(qtbot, panel, _center(panel, two[0], "pin"))
    assert two[0].pinned
    assert _names(panel) == ["old", "new"]


def test_pinning_leaves_the_run_in_front_in_front(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot, instrument: Instrument
) -> None:
    _click(qtbot, panel, _center(panel, two[0], "pin"))
    assert instrument.runs.current is two[1]
    assert panel.list.currentIndex().row() == 1


def test_the_eye_hides_and_shows(panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot) -> None:
    seen = []
    for _ in range(2):
        _click(qtbot, panel, _center(panel, two[0], "eye"))
        seen.append(two[0].visible)
    assert seen == [False, True]


def test_the_eye_does_not_put_a_run_in_front(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot, instrument: Instrument
) -> None:
    _click(qtbot, panel, _center(panel, two[0], "eye"))
    assert instrument.runs.current is two[1]


def test_space_hides_the_run_in_front(panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    assert not two[1].visible


def test_a_double_click_renames_in_place(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot
) -> None:
    qtbot.mouseDClick(panel.list.viewport(), LEFT, pos=_center(panel, two[0]))
    assert panel.list.editor is not None
    qtbot.keyClicks(panel.list.editor, "short memory")
    qtbot.keyClick(panel.list.editor, Qt.Key.Key_Return)
    assert two[0].name == "short memory"
    assert _names(panel) == ["new", "short memory"]


def test_escape_keeps_the_old_name(panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    assert panel.list.editor is not None
    qtbot.keyClicks(panel.list.editor, "other")
    qtbot.keyClick(panel.list.editor, Qt.Key.Key_Escape)
    assert two[1].name == "new"
    assert panel.list.editor is None


def test_the_menu_has_everything_that_the_buttons_have(
    panel: RunsPanel, two: tuple[Run, Run]
) -> None:
    words = [each.text() for each in panel.make_menu(two[0].key).actions() if each.text()]
    assert words == ["Rename", "Pin to the top", "Hide its curves", "Save…", "Remove"]


def test_the_menu_opens_by_the_dots(panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.list.menu_wanted) as wanted:
        _click(qtbot, panel, _center(panel, two[0], "more"))
    assert wanted.args is not None
    assert wanted.args[0] == two[0].key
    panel.close()


def test_delete_removes_the_run_in_front(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot
) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert _names(panel) == ["old"]


def test_a_trained_run_that_was_removed_can_be_brought_back(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot, instrument: Instrument
) -> None:
    two[0].history.add(_step(5))
    panel.remove([two[0].key])
    assert panel.notice is not None
    assert panel.notice.text() == "Removed “old”."
    qtbot.mouseClick(panel.notice.button, LEFT)
    assert instrument.runs.current is two[0]
    assert sorted(_names(panel)) == ["new", "old"]


def test_removing_the_unpinned_keeps_the_pinned(
    panel: RunsPanel, two: tuple[Run, Run], qtbot: QtBot, instrument: Instrument
) -> None:
    instrument.runs.set_pinned(two[0].key, True)
    qtbot.mouseClick(panel.remove_button, LEFT)
    assert _names(panel) == ["old"]
    assert not panel.remove_button.isEnabled()


def test_the_perplexity_is_the_exponential_of_the_validation_loss(
    panel: RunsPanel, two: tuple[Run, Run], instrument: Instrument
) -> None:
    two[0].history.add(ValidationRecord(step=5, tokens=500, loss=math.log(7.5)))
    instrument.runs.records_arrived.emit({two[0].key})
    assert panel.list.rows()[1].perplexity == "7.50"


def test_new_numbers_repaint_a_line_without_building_the_list_anew(
    panel: RunsPanel, two: tuple[Run, Run], instrument: Instrument, qtbot: QtBot
) -> None:
    two[1].history.add(_step(1_240))
    with qtbot.assertNotEmitted(panel.list.model().modelReset):
        instrument.runs.records_arrived.emit({two[1].key})
    assert panel.list.rows()[0].status == "ready · step 1,240"


def test_numbers_that_say_nothing_new_repaint_nothing(
    panel: RunsPanel, two: tuple[Run, Run], instrument: Instrument, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(panel.list.model().dataChanged):
        instrument.runs.records_arrived.emit({two[1].key})


def test_a_broken_run_says_why(panel: RunsPanel, add_run: AddRun) -> None:
    run = add_run("wild", Status.FAILED)
    run.sentence = "The device is full; take fewer hidden units."
    panel.refresh()
    row = panel.list.rows()[0]
    assert row.trouble == run.sentence
    assert run.sentence in row.summary
    assert row.remedy == ""


def test_a_line_grows_for_the_sentence_of_a_broken_run(
    panel: RunsPanel, add_run: AddRun, instrument: Instrument, qtbot: QtBot
) -> None:
    run = add_run("wild")
    index = panel.list.model().index(0, 0)
    before = panel.list.visualRect(index).height()
    run.status, run.sentence = Status.FAILED, "The device is full; take fewer hidden units."
    instrument.runs.run_changed.emit(run.key)
    qtbot.waitUntil(lambda: panel.list.visualRect(index).height() > before)


def test_a_diverged_run_without_clip_offers_a_clip(panel: RunsPanel, add_run: AddRun) -> None:
    add_run("wild", Status.DIVERGED, gradient_clip=0.0).history.add(_step(3))
    panel.refresh()
    assert panel.list.rows()[0].remedy == "Train with gradient clip 1"


def test_a_diverged_run_with_clip_offers_a_tenth_of_the_rate(
    panel: RunsPanel, add_run: AddRun
) -> None:
    add_run("wild", Status.DIVERGED, learning_rate=0.04).history.add(_step(3))
    panel.refresh()
    assert panel.list.rows()[0].remedy == "Train with learning rate 0.004"


def test_a_run_that_diverged_at_once_offers_other_weights(
    panel: RunsPanel, add_run: AddRun
) -> None:
    add_run("wild", Status.DIVERGED, recurrent_gain=9.0, gradient_clip=0.0)
    assert panel.list.rows()[0].remedy == "Train with recurrent gain 1"


@pytest.mark.parametrize(
    "model", [{"cell": "rnn-tanh", "reservoir": True}, {"cell": "window"}, {"cell": "average"}]
)
def test_recurrent_gain_is_no_remedy_where_it_has_no_effect(
    model: dict[str, str | bool], panel: RunsPanel, add_run: AddRun
) -> None:
    add_run("wild", Status.DIVERGED, recurrent_gain=9.0, gradient_clip=0.0, **model)
    assert panel.list.rows()[0].remedy == "Train with torch’s default"


def test_the_remedy_changes_the_setting_and_trains_a_new_run(
    panel: RunsPanel,
    add_run: AddRun,
    instrument: Instrument,
    until: Until,
    qtbot: QtBot,
) -> None:
    wild = add_run("wild", Status.DIVERGED, learning_rate=0.04)
    wild.history.add(_step(3))
    wild.sentence = "The loss was no longer a finite number."
    panel.refresh()
    panel.list.doItemsLayout()
    _click(qtbot, panel, _center(panel, wild, "remedy"))
    run = instrument.runs.current
    assert run is not None
    assert run is not wild
    until(lambda: run.status is Status.FINISHED)
    assert run.config.training.learning_rate == pytest.approx(0.004)


def test_a_run_in_training_is_removed_once_it_has_stopped(
    panel: RunsPanel, add_run: AddRun, instrument: Instrument, until: Until
) -> None:
    run = add_run("long", steps=100_000)
    instrument.runs.train()
    until(lambda: run.step > 0)
    panel.remove([run.key])
    until(lambda: not instrument.runs.runs)
    assert panel.notice is not None
    assert panel.empty.isVisible()


def test_the_line_of_a_run_in_training_counts_its_steps(
    panel: RunsPanel, add_run: AddRun, instrument: Instrument, until: Until
) -> None:
    run = add_run("short")
    instrument.runs.train()
    until(lambda: run.status is Status.FINISHED)
    assert panel.list.rows()[0].status == "finished · step 20"


def test_a_run_is_saved_and_opened(
    panel: RunsPanel,
    add_run: AddRun,
    instrument: Instrument,
    until: Until,
    path: Path,
    qtbot: QtBot,
) -> None:
    run = add_run("kept")
    instrument.runs.train()
    until(lambda: run.status is Status.FINISHED)
    qtbot.mouseClick(panel.save_button, LEFT)
    until(lambda: not run.unsaved)
    qtbot.mouseClick(panel.open_button, LEFT)
    until(lambda: len(instrument.runs.runs) == 2)
    assert path.with_suffix(".rnnlab").exists()
    assert _names(panel) == ["kept", "kept"]


def test_a_run_that_has_learnt_nothing_cannot_be_saved(
    panel: RunsPanel, two: tuple[Run, Run]
) -> None:
    assert not panel.save_button.isEnabled()


def test_a_screen_reader_hears_the_whole_line(panel: RunsPanel, two: tuple[Run, Run]) -> None:
    two[0].pinned = True
    two[0].history.add(ValidationRecord(step=5, tokens=500, loss=math.log(7.5)))
    panel.refresh()
    spoken = panel.list.model().index(0, 0).data(Qt.ItemDataRole.DisplayRole)
    assert spoken == "old, ready, perplexity 7.50, shown, pinned"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_long_sentence_is_cut_into_lines_that_fit(look: Look, most: int) -> None:
    metrics = QFontMetrics(look.font("small"))
    lines = wrapped("one two three four five six seven eight nine ten eleven", metrics, 80, most)
    assert len(lines) == most
    assert max(map(metrics.horizontalAdvance, lines)) <= 80
    assert lines[-1].endswith("…")


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.4, 2.0])
@pytest.mark.parametrize("width", [200, 250, 420])
def test_nothing_in_a_line_overlaps(
    panel: RunsPanel, two: tuple[Run, Run], look: Look, qtbot: QtBot, scale: float, width: int
) -> None:
    two[0].history.add(ValidationRecord(step=5, tokens=500, loss=math.log(7.5)))
    look.set_scale(scale)
    panel.refresh()
    panel.resize(width, 400)
    panel.list.doItemsLayout()
    index = panel.list.model().index(1, 0)
    places = panel.list.places(index)
    parts = [places.swatch, places.name, places.status, places.number, *places.buttons.values()]
    inside = panel.list.visualRect(index)
    assert all(inside.contains(part) for part in parts)
    assert not any(a.intersects(b) for i, a in enumerate(parts) for b in parts[i + 1 :])


def _step(step: int) -> StepRecord:
    return StepRecord(step, step * 64, 2.0, 0.01, 1.0, 1.0, 0.1)


def test_a_run_may_go_while_its_name_is_being_typed(
    panel: RunsPanel, two: tuple[Run, Run], instrument: Instrument, qtbot: QtBot
) -> None:
    panel.list.rename(two[0].key)
    editor = panel.list.editor
    assert editor is not None
    instrument.runs.remove(two[0].key)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert _names(panel) == ["new"]


def test_a_run_may_go_while_its_menu_is_open(
    panel: RunsPanel, two: tuple[Run, Run], instrument: Instrument
) -> None:
    menu = panel.make_menu(two[0].key)
    instrument.runs.remove(two[0].key)
    for action in menu.actions():
        action.trigger()
    assert _names(panel) == ["new"]


def test_the_offer_to_bring_back_goes_when_the_run_is_back(
    panel: RunsPanel, add_run: AddRun, instrument: Instrument, until: Until
) -> None:
    run = add_run("long", steps=100_000)
    instrument.runs.train()
    until(lambda: run.step > 0)
    panel.remove([run.key])
    until(lambda: not instrument.runs.runs)
    instrument.undoing.undo()
    assert panel.notice is None
    assert _names(panel) == ["long"]
