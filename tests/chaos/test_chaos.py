"""Whatever happens to processes, Redis and databases: nothing lost, nothing twice, dead letters exactly the poison that was sent.

`make chaos` runs fifty rounds from a random seed, each named by its own; `make chaos ROUNDS=1 SEED=…` runs one again.
"""

import os

import pytest
from chaos_round import Material, Outcome, Round, difference
from chaos_system import System

ROUNDS = int(os.environ.get("ROUNDS") or 5)
SEED = int(os.environ.get("SEED") or 1)


def run(seed: int, troubles: int, material: Material, undisturbed: Outcome, directory) -> None:
    system = System(directory, material.databases)
    try:
        disturbed = Round(system, material, seed, troubles)
        disturbed.run()
        story = f"SEED={seed} reproduces this round:\n" + "\n".join(disturbed.books.done) + "\n" + system.logs()
        assert not (wrong := difference(disturbed.outcome(), undisturbed)), f"{wrong}\n{story}"
        assert disturbed.dead() == disturbed.books.poison, f"dead letters are not the poison that was sent\n{story}"
        assert not (gone := disturbed.unpublished()), f"called published, and on no stream: {gone}\n{story}"
        found, expected = disturbed.on_claims(), disturbed.expected_on_claims()
        assert not found - expected, f"on the stream of claims twice: {found - expected}\n{story}"
        assert not expected - found, f"missing on the stream of claims: {expected - found}\n{story}"
    finally:
        system.stop()


def test_a_round_of_trouble_ends_where_an_undisturbed_run_does(material, undisturbed, tmp_path):
    run(1741, 5, material, undisturbed, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_many_rounds_of_trouble(seed, material, undisturbed, tmp_path):
    run(seed, 3 + seed % 7, material, undisturbed, tmp_path)
