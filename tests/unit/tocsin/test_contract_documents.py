"""docs/subscribing.md tells the contract as it is."""

import json
import re
from pathlib import Path

import jsonschema

from tocsin import EVENT_TYPES, read_event
from tocsin.ids import event_id
from tocsin.schema import shipped

PAGE = (Path(__file__).parents[3] / "docs" / "subscribing.md").read_text("utf-8")


def test_the_table_of_events_is_complete_and_right() -> None:
    rows = re.findall(r"^\| `(tocsin:\w+)` \| `(tocsin\.[\w.]+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted((row.stream, row.name) for row in EVENT_TYPES)


def test_the_example_is_an_event_with_its_own_id() -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
    jsonschema.validate(example, shipped(example["type"]))
    event = read_event(json.dumps(example))
    identity = event.data.identity()
    assert event.id == event_id(event.type, identity.subject, identity.revision)


def test_the_python_example_compiles_and_imports_what_exists() -> None:
    code = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    compile(code, "subscribing.md", "exec")
    exec("\n".join(line for line in code.splitlines() if line.startswith(("import ", "from "))), {})
