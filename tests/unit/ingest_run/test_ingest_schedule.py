"""When a source is read next: faster with news, slower without, ever slower with failures, never given up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.pacing import schedule
from services.ingest.pacing.schedule import Answered
from services.ingest.settings import Interval

LIMITS = Interval(min=120, start=900, max=86_400)
CHANCE = st.floats(0, 1)


@given(interval=st.floats(1, 1e7), seen=st.integers(0, 2000), share=st.floats(0, 1), asked=st.floats(0, 1e9), chance=CHANCE)
def test_the_next_poll_is_never_sooner_than_the_least_nor_later_than_a_day_and_jitter(interval, seen, share, asked, chance):
    answer = Answered(seen, int(seen * share), asked)
    adapted = schedule.adapted(interval, LIMITS, answer)
    wait = schedule.wait(adapted, LIMITS, answer, chance)
    assert LIMITS.min <= adapted <= LIMITS.max
    assert LIMITS.min * 0.9 <= wait <= schedule.DAY * 1.1


def test_a_source_without_news_slows_down_to_ten_times_its_start_and_one_with_news_speeds_up():
    slow = fast = LIMITS.start
    for _ in range(50):
        slow = schedule.adapted(slow, LIMITS, Answered(30, 0))
        fast = schedule.adapted(fast, LIMITS, Answered(30, 15))
    assert (slow, fast) == (9000, 120)


@given(failures=st.floats(0, 1e6), more=st.floats(0.25, 10), chance=CHANCE)
def test_more_failures_never_mean_sooner_and_never_mean_never(failures, more, chance):
    sooner, later = schedule.backoff(900, failures, chance), schedule.backoff(900, failures + more, chance)
    assert 0 < sooner <= later <= schedule.LONGEST_BACKOFF


def test_back_off_is_linear():
    steps = [schedule.backoff(900, failures, 0.5) for failures in (1, 2, 3, 4)]
    assert {later - earlier for earlier, later in pairwise(steps)} == {900}


@given(asked=st.floats(-1e6, 1e9), strikes=st.integers(1, 1000), chance=CHANCE)
def test_a_pause_is_never_longer_than_a_day_and_its_jitter(asked, strikes, chance):
    assert 0 <= schedule.penalty(asked, strikes, chance) <= schedule.LONGEST_OBEYED * 1.1
    assert schedule.FIRST_PENALTY <= schedule.penalty(None, strikes, chance) <= schedule.LONGEST_PENALTY * 1.1


def test_first_polls_are_spread_over_the_interval_and_the_same_after_a_restart():
    offsets = [schedule.start_offset(f"source-{number}", 900) for number in range(1000)]
    assert offsets == [schedule.start_offset(f"source-{number}", 900) for number in range(1000)]
    quarters = [sum(low <= offset < low + 225 for offset in offsets) for low in (0, 225, 450, 675)]
    assert all(200 <= count <= 300 for count in quarters)


@pytest.mark.parametrize(("last", "now", "due"), [(None, 0, True), (0, schedule.DAY - 1, False), (0, schedule.DAY, True)])
def test_once_a_day_without_validators(last, now, due):
    assert schedule.unconditional(last, now) is due


@pytest.mark.parametrize(
    ("known", "history", "gap"),
    [([False, False], True, True), ([False, True], True, False), ([False], False, False), ([], True, False)],
)
def test_all_new_in_a_source_with_history_may_hide_a_gap(known, history, gap):
    assert schedule.gap_suspected(known, has_history=history) is gap
