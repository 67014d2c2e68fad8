"""What extraction reads at its start is what its sources say: the compiled lexicon, the order of the gazetteer."""

import shutil
from pathlib import Path

import pytest

from services.extract.places import gazetteer
from services.extract.words import lexicon, sources

GROUPS = (*lexicon.LANGUAGES, sources.ALL)


@pytest.mark.parametrize("group", GROUPS)
def test_the_compiled_lexicon_is_of_these_sources(group):
    compiled = sources.compiled(group)
    assert compiled, "lexicon/*.yaml has changed since it was compiled: run scripts/compile_lexicon.py and commit what it writes"
    assert compiled.files == {name: sources.parsed(name) for name in compiled.files}
    assert compiled.files or group != sources.ALL


@pytest.mark.parametrize("lang", lexicon.LANGUAGES)
def test_compiled_terms_are_those_of_the_files(lang):
    assert sources.compiled(lang), "run scripts/compile_lexicon.py"
    assert lexicon.terms(lang) == lexicon.expanded(lang)


def test_an_edit_is_read_at_once(tmp_path, monkeypatch):
    package = Path(sources.__file__).parents[1]
    for name in ("lexicon", "data"):
        shutil.copytree(package / name, tmp_path / name, ignore=shutil.ignore_patterns("*.z"))
    (tmp_path / "words").mkdir()
    for name in ("words/lexicon.py", "words/inflect.py"):
        shutil.copy(package / name, tmp_path / name)
    monkeypatch.setattr(sources, "_FOLDER", tmp_path)
    sources.compiled.cache_clear()
    try:
        assert sources.compiled("en")
        times = tmp_path / "lexicon" / "times.en.yaml"
        times.write_text(times.read_text("utf-8").replace("overnight,", "overnight, nightwards,"), "utf-8")
        sources.compiled.cache_clear()
        assert sources.compiled("en") is None
        assert "nightwards" in sources.read("times.en.yaml")["phrases"]["night"]
        assert sources.compiled("ru")
        assert "drone" in lexicon.expanded("en")
    finally:
        sources.compiled.cache_clear()


def test_without_a_compiled_form_the_files_are_read(tmp_path, monkeypatch):
    shutil.copytree(Path(sources.__file__).parents[1] / "lexicon", tmp_path / "lexicon")
    monkeypatch.setattr(sources, "_FOLDER", tmp_path)
    sources.compiled.cache_clear()
    try:
        assert sources.compiled("uk") is None
        assert sources.read("homes.yaml")["uk"]["home"] == "UA"
    finally:
        sources.compiled.cache_clear()


def test_a_word_under_a_key_that_stands_twice_is_not_lost_in_silence(tmp_path, monkeypatch):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon/objects.en.yaml").write_text("uav:\n  one: [drone]\n  one: [quadcopter]\n", "utf-8")
    monkeypatch.setattr(sources, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"objects\.en\.yaml: 'one' stands in line 2 and in line 3"):
        sources.parsed("objects.en.yaml")


def test_the_gazetteer_stands_in_the_order_in_which_it_is_searched():
    known = gazetteer.load()
    levels = [line.split("\t")[2] for line in known._places]
    assert known._keys == sorted(known._keys)
    assert [level for level, before in zip(levels, ["", *levels], strict=False) if level != before][-2:] == ["city", "district"]
