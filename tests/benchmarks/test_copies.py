"""The benchmark of copied pieces, on little text."""

from rnnlab.benchmarks.copies import measure_copies


def test_index_and_comparison_are_measured_against_their_goals() -> None:
    result = measure_copies(length=20_000, sample_length=500, rounds=2)
    rows = [row.plain() for row in result.rows]
    assert [row["unit"] for row in rows] == ["s", "s"]
    assert [row["goal"] for row in rows] == [{"at most": 10.0}, {"at most": 0.5}]
    assert all(0 < row["lowest"] <= row["median"] for row in rows)
