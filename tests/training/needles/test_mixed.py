"""One bit carried over mixed distances, and what comes back of its gradient."""

import numpy as np
import pytest

from rnnlab.training.needles.mixed import LONGEST, MixedRun, train_mixed
from rnnlab.training.needles.point import NeedleLearner
from rnnlab.training.needles.results import Budget
from rnnlab.training.needles.verdict import mixed_verdict


def test_a_network_that_is_quite_sure_sends_no_gradient_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(NeedleLearner, "curves", lambda *_: [np.zeros(LONGEST + 1)] * 3)
    *_, report = train_mixed(MixedRun("rnn-tanh", Budget(60.0, 1)))
    np.testing.assert_array_equal(report.gradient, np.zeros(LONGEST + 1))
    assert "nothing of the gradient" in mixed_verdict(report)
