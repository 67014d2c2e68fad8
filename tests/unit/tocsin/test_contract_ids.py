"""Ids are pinned: a change of one character here would give every known article, claim and incident a new name."""

from hypothesis import given
from hypothesis import strategies as st

from tocsin import streams
from tocsin.ids import article_id, claim_id, digest_id, event_id, incident_id

PARTS = st.lists(st.one_of(st.none(), st.integers(), st.text().filter(lambda text: "\x1f" not in text)), min_size=1)


def test_ids_are_the_same_for_ever() -> None:
    stated = ["interception", "uav", 7, None]
    assert article_id("bbc", "https://bbc.example/1") == "art_pr2xyk2vqaggtnyf7c2vivbaav"
    assert claim_id("art_x", stated) == "clm_s7q5s45lienbnmba2pqcn4myeo"
    assert claim_id("art_x", stated, 1) == "clm_dabbzlvitysx3gngse65wr2sgy"
    assert incident_id("RU-KLU:aerial", "clm_x") == "inc_tkist4jg5p46cnkzjceg3y65e3"
    assert event_id("tocsin.claim.extracted.v1", "clm_x") == "evt_bli7jorvkabfkokf6fjfvtjbu5"
    assert event_id("tocsin.claim.extracted.v1", "clm_x", 2) == "evt_tvlrryj2ebba5xnnvrifwsiocp"


def test_partitions_are_the_same_for_ever() -> None:
    claims = streams.by_name(streams.CLAIMS)
    chosen = [streams.key_for(claims, f"art_{number}", 4) for number in range(4)]
    assert chosen == ["tocsin:claims:{1}", "tocsin:claims:{3}", "tocsin:claims:{3}", "tocsin:claims:{3}"]


@given(PARTS, PARTS)
def test_different_parts_give_different_ids(one: list[str | int | None], other: list[str | int | None]) -> None:
    same = [None if part is None else str(part) for part in one] == [None if part is None else str(part) for part in other]
    assert (digest_id("x", one) == digest_id("x", other)) == same or "\x00" in (*one, *other)


@given(PARTS)
def test_an_id_is_safe_in_addresses_and_file_names(parts: list[str | int | None]) -> None:
    made = digest_id("art", parts)
    assert len(made) == len("art_") + 26
    assert all(sign.isascii() and (sign.isalnum() or sign == "_") for sign in made)
