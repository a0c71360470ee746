"""The settings: flags over `LIAOCHENG_*` over `liaocheng.toml` over defaults, read once at the edge."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from index.config import BACKENDS, BUILTIN, Backend, IndexConfig
from rag.errors import SettingsError

PREFIX = "LIAOCHENG_"
FILE = "liaocheng.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set. `folder` of the library is the setting `data`; an empty `model` means extractive answers."""

    data: Path
    embedding: str = BUILTIN
    query_prefix: str = ""
    passage_prefix: str = ""
    batch_size: int = 32
    device: str = ""
    backend: Backend = "torch"
    reranker: str = ""
    passage_size: int = 300
    lexicon: Path | None = None
    synonyms: Path | None = None
    metrics: Path | None = None
    today: date | None = None
    model: str = ""
    base_url: str = ""
    api_key: str = ""
    api_key_file: Path | None = None
    model_timeout: float = 60.0
    host: str = "127.0.0.1"
    port: int = 8501
    limit_requests: str = "300/minute"
    limit_tokens: str = "100000/minute"
    limit_uploads: str = "120/hour"
    limit_address: str = "1200/minute"
    limit_sign_ins: str = "30/hour"
    at_once: int = 64
    workers: int | None = None
    log: str = "json"
    log_level: str = "info"
    passphrase: str = ""

    def __repr__(self) -> str:
        shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.name not in ("api_key", "passphrase"))
        return f"Settings({shown})"

    @property
    def index(self) -> IndexConfig:
        """What the index needs of these settings."""
        return IndexConfig(
            folder=self.data,
            embedding=self.embedding,
            query_prefix=self.query_prefix,
            passage_prefix=self.passage_prefix,
            passage_size=self.passage_size,
            lexicon=self.lexicon,
            batch_size=self.batch_size,
            device=self.device,
            backend=self.backend,
        )

    def key(self) -> str:
        """The key of the model's endpoint, from the setting or its file. Raises SettingsError when the file cannot be read."""
        if self.api_key or self.api_key_file is None:
            return self.api_key
        try:
            return self.api_key_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(
                f"读不到密钥文件 {self.api_key_file}（{error.strerror}）：请检查设置 api_key_file 的路径和权限。"
            ) from error


def read_settings(
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Settings from `flags`, `environment` (default: the process's) and `liaocheng.toml` in `folder` (default: the current one).

    Flags that are None count as not given. Raises SettingsError for an unknown name (with the nearest known one) or a bad value.
    """
    env = os.environ if environment is None else environment
    given: dict[str, tuple[object, str]] = {}
    given |= _from_file((folder or Path.cwd()) / FILE)
    for name, value in env.items():
        if name.startswith(PREFIX) and value:
            given[_known(name.removeprefix(PREFIX).lower(), f"环境变量 {name}")] = (value, f"环境变量 {name}")
    for name, flag in (flags or {}).items():
        if flag is not None:
            given[_known(name, f"选项 {name}")] = (flag, f"选项 --{name}")
    values: dict[str, Any] = {name: _convert(name, value, where) for name, (value, where) in given.items()}
    values.setdefault("data", default_data())
    return Settings(**values)


def default_data() -> Path:
    """The user's own data folder for this program."""
    import platformdirs

    return Path(platformdirs.user_data_dir("liaocheng", appauthor=False))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _from_file(path: Path) -> dict[str, tuple[object, str]]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件 {path} 读不懂（{error}）：请改正后再试。") from error
    return {_known(name, f"设置文件 {path}"): (value, f"设置文件 {path}") for name, value in table.items()}


def _known(name: str, where: str) -> str:
    names = [f.name for f in fields(Settings)]
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"是不是想写 {near[0]}？" if near else f"可用的设置有：{'、'.join(names)}。"
    raise SettingsError(f"{where}里有不认识的设置 {name}：{hint}")


def _convert(name: str, value: object, where: str) -> object:
    kinds: dict[str, Any] = {
        "data": _path, "lexicon": _path, "synonyms": _path, "metrics": _path, "api_key_file": _path, "today": _day,
        "passage_size": _whole(100, 2000), "port": _whole(1, 65535), "model_timeout": _seconds, "at_once": _whole(1, 10_000),
        "workers": _whole(0, 64), "batch_size": _whole(1, 4096), "backend": _one_of(*BACKENDS),
        "limit_requests": _rate, "limit_tokens": _rate, "limit_uploads": _rate, "limit_address": _rate,
        "limit_sign_ins": _rate,
        "log": _one_of("json", "text"), "log_level": _one_of("debug", "info", "warning", "error"),
    }  # fmt: skip
    try:
        return kinds.get(name, str)(value)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{where}的 {name} 不能是 {value!r}（{error}）：请改正后再试。") from error


def _path(value: object) -> Path:
    return Path(str(value)).expanduser()


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("日期要写成 2025-12-03 这样") from error


def _seconds(value: object) -> float:
    seconds = float(str(value))
    if not 0 < seconds <= 3600:
        raise ValueError("要在0到3600秒之间")
    return seconds


def _rate(value: object) -> str:
    rate = str(value).replace(" ", "").lower()
    if not re.fullmatch(r"off|[1-9][0-9]{0,9}/(second|minute|hour|day)", rate):
        raise ValueError("要写成 300/minute 这样（second、minute、hour、day），不限写 off")
    return rate


def _one_of(*words: str) -> Any:  # noqa: ANN401 - a callable from object to str
    def convert(value: object) -> str:
        if (word := str(value).lower()) not in words:
            raise ValueError(f"可以写 {'、'.join(words)}")
        return word

    return convert


def _whole(low: int, high: int) -> Any:  # noqa: ANN401 - a callable from object to int
    def convert(value: object) -> int:
        number = int(str(value))
        if not low <= number <= high:
            raise ValueError(f"要在{low}到{high}之间")
        return number

    return convert
