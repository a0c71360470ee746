"""What a person writes of groups, and who sees what."""

import pytest

from index.errors import InputError
from index.groups import LONGEST, named, visible


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("", None),
        ("  ", None),
        ("乙、甲", ("乙", "甲")),
        ("甲,乙；甲 丙", ("丙", "乙", "甲")),
        ("*", ()),
        ("全部", ()),
        ("甲、all", ()),
    ],
)
def test_groups_are_read_from_a_line(text, groups):
    assert named(text) == groups


@pytest.mark.parametrize("text", ["长" * (LONGEST + 1), "甲\x00"])
def test_a_name_that_cannot_be_used_is_refused(text):
    with pytest.raises(InputError, match="组名"):
        named(text)


@pytest.mark.parametrize(
    ("of", "groups", "seen"),
    [
        (None, frozenset(), True),
        ((), frozenset(), True),
        (("甲",), frozenset(), False),
        (("甲", "乙"), frozenset({"乙"}), True),
        (("甲",), frozenset({"乙"}), False),
        (("甲",), None, True),
        ((" ",), frozenset({"甲"}), False),
    ],
)
def test_a_source_is_seen_by_everyone_or_by_its_groups(of, groups, seen):
    assert visible(of, groups) is seen
