"""The contracts of the house: imports go one way, public names are complete, the texts ship with the wheel."""

import importlib
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_imports_keep_their_direction():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("package", ["index", "rag"])
def test_the_front_door_is_complete(package):
    module = importlib.import_module(package)
    assert list(module.__all__) == sorted(module.__all__)
    for name in module.__all__:
        assert getattr(module, name).__module__.startswith(f"{package}.")
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        module.nothing_of_the_kind  # noqa: B018


@pytest.mark.parametrize("package", ["index", "rag"])
def test_the_packages_are_typed(package):
    assert resources.files(package).joinpath("py.typed").is_file()


def test_the_texts_ship_with_the_package():
    assert len([p for p in resources.files("seeds").iterdir() if p.name.endswith(".txt")]) == 5
