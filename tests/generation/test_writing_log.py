"""Which texts of a training are kept."""

from rnnlab.generation.writing_log import WritingLog


def filled(log: WritingLog, steps: range) -> list[int]:
    for step in steps:
        if log.due(step):
            log.add(step, f"text {step}")
    return [entry.step for entry in log.entries]


def test_the_first_text_is_due_at_once_and_then_at_every_multiple() -> None:
    assert filled(WritingLog(200), range(1_001)) == [0, 200, 400, 600, 800, 1_000]


def test_steps_that_are_looked_at_rarely_are_made_up_for_at_the_next_one() -> None:
    assert filled(WritingLog(10), range(3, 40, 7)) == [3, 10, 24, 31]


def test_a_full_log_keeps_an_even_story_from_the_first_step() -> None:
    log = WritingLog(10, most=8)
    assert filled(log, range(1_001)) == [0, 160, 320, 480, 640, 800, 960]
    assert log.every == 160


def test_a_run_that_goes_back_forgets_what_came_later() -> None:
    log = WritingLog(10)
    filled(log, range(51))
    log.add(20, "again")
    assert [(entry.step, entry.text) for entry in log.entries][1:] == [
        (10, "text 10"),
        (20, "again"),
    ]
