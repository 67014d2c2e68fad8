"""Whatever words an article holds, its claims are merged and told: names are anything that somebody may write."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_building import article, claim, everything, said

from services.store import export
from services.store.alerts import message, quotes
from services.store.alerts.markup import plain
from services.store.changes import changes
from services.store.codes import acled, plover
from services.store.rows import claim_row, statement
from tocsin.vocabulary import ClaimantKind, Modality

WORDS = st.one_of(
    st.text(min_size=1, max_size=30), st.sampled_from(["[x", "Radio [One", "a]b", "//", "http://[", "@", "Минобороны", "the"])
)
KINDS = st.sampled_from(list(ClaimantKind))
WHATS = st.sampled_from(["attack/uav", "casualties/killed", "interception/missile", "damage/any", "attack/unknown"])


@st.composite
def told(draw, number):
    by = draw(st.one_of(st.none(), WORDS))
    named = {"by": by, "kind": draw(KINDS)} if by else {}
    return said(
        f"a{number}.1",
        draw(WHATS),
        draw(st.one_of(st.none(), st.integers(0, 10**40))),
        **named,
        place=draw(st.one_of(st.none(), WORDS)),
        when=draw(st.sampled_from(["2025-03-28", "2025-03-27..2025-03-28", "--02-30", "9999-12-31", "0001-01-01", ""])),
        modality=draw(st.sampled_from(list(Modality))),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
@given(st.data(), st.lists(WORDS, min_size=3, max_size=3))
def test_any_words(data, sources):
    articles = [
        article(f"a{n}", "2025-03-28T08:00+03:00", source=source, url=source, title=source) for n, source in enumerate(sources)
    ]
    claims = [claim(data.draw(told(number)), facts) for number, facts in enumerate(articles)]
    statements = [statement(claim_row(each)) for each in claims]
    before = everything(articles[:1], statements[:1])
    for incident in everything(articles, statements):
        text = plain(message.full(incident, quotes.best(claims)), 2_000)
        assert incident.id in text
        changed = changes(next((each for each in before if each.id == incident.id), None), incident)
        assert plain(message.news(incident, changed), 2_000)
        assert all(isinstance(export.safe(cell), str) for cell in export._row(incident).values())
        assert acled(incident) is not None
        assert plover(incident) is not None
