"""What a report says about the moment in which something broke."""

from rnnlab.gui.crash.crashes import Situation
from rnnlab.gui.instrument import Instrument


def situation_of(instrument: Instrument) -> Situation:
    """What a report says about the moment, without any text or name of the person's."""
    run = instrument.runs.current
    unsaved = sum(each.unsaved for each in instrument.runs.runs.values())
    facts = {
        "runs": f"{len(instrument.runs.runs)}, {unsaved} not saved",
        "status": run.status.value if run else "no run",
        "step": run.step if run else 0,
        "device": run.facts.device if run and run.facts else "none yet",
    }
    copies = (
        "Runs that are not saved are copied about once a minute."
        if instrument.autosave.folder is not None
        else "Save the runs that matter to you."
    )
    safe = f"Everything else goes on, and training with it. {copies}"
    return Situation(facts, run.config.values() if run else {}, safe)
