"""Text to unit vectors: the built-in model that needs no download, or any sentence-transformers model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.config import BUILTIN, Backend, IndexConfig
from index.errors import MismatchError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FOLDER = Path(__file__).with_name("model")
"""Where the built-in model lies. `python -m index.train --expand FOLDER` writes it as sentence-transformers opens it."""

WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
PLAIN, ROWS, SCALES = "embedding.weight", "embedding.rows", "embedding.scales"
"""The tensors of the weights: rows (vocabulary, dimension) as they are, or rows in int8 and the scale of each (vocabulary,)."""

_CUT = 256
_RUNTIMES = {"onnx": "onnxruntime", "openvino": "openvino"}
_GIVEN = (".onnx", ".onnx_data", ".bin")  # weights as ONNX and OpenVINO read them

Model = TypeVar("Model")


class Embedding(Protocol):
    """What the library asks of an embedding model. `identity` names the model and changes when its weights do."""

    identity: str
    dimension: int

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension) of passages."""
        ...

    def query(self, text: str) -> NDArray[np.float32]:
        """The unit vector (dimension,) of a question."""
        ...


def open_embedding(
    name: str,
    query_prefix: str = "",
    passage_prefix: str = "",
    *,
    batch_size: int = 32,
    device: str = "",
    backend: Backend = "torch",
) -> Embedding:
    """The model called `name`: `builtin`, or a sentence-transformers name or folder.

    A prefix left empty falls back to the model's own prompt for questions or documents, if it has one. `batch_size`, `device`
    (`cpu`, `cuda`, …; empty chooses) and `backend` (`torch`, `onnx`, `openvino`) concern sentence-transformers only. A name that
    is no folder is looked up in the local cache first and fetched only if it is not there.
    Raises MismatchError when it cannot be loaded, with what to do.
    """
    if name == BUILTIN:
        return StaticModel(FOLDER, BUILTIN, query_prefix, passage_prefix)
    return TransformerModel(name, query_prefix, passage_prefix, batch_size=batch_size, device=device, backend=backend)


def embedding_of(config: IndexConfig) -> Embedding:
    """The model that a configuration names, as `open_embedding`."""
    return open_embedding(
        config.embedding,
        config.query_prefix,
        config.passage_prefix,
        batch_size=config.batch_size,
        device=config.device,
        backend=config.backend,
    )


class StaticModel:
    """A sentence-transformers StaticEmbedding served by numpy: the normalised mean of its tokens' rows, plain or in int8.

    Text without a known token, the empty text included, gets the zero vector, which is at inner product 0 with everything.
    """

    def __init__(self, folder: Path, name: str, query_prefix: str = "", passage_prefix: str = "") -> None:
        """Read the two files of `folder`. Raises MismatchError when they are missing or damaged."""
        from safetensors import SafetensorError, safe_open
        from tokenizers import Tokenizer

        try:
            with safe_open(folder / WEIGHTS, framework="numpy") as weights:
                plain = PLAIN in weights.keys()  # noqa: SIM118 - not a dictionary
                self._rows = weights.get_tensor(PLAIN if plain else ROWS)
                self._scales = np.ones(len(self._rows), np.float32) if plain else weights.get_tensor(SCALES)
            tokenizer = (folder / TOKENIZER).read_bytes()
            digest = _digest((folder / WEIGHTS).read_bytes(), tokenizer, passage_prefix.encode())
            self._tokenizer = Tokenizer.from_buffer(tokenizer)
        except (OSError, ValueError, SafetensorError) as error:
            message = f"内置向量模型读不出来（{folder}）：{error}。请重新安装本程序。"
            raise MismatchError(message) from error
        if self._tokenizer.get_vocab_size() != len(self._rows):
            message = f"内置向量模型的两个文件不配套（{folder}）。请重新安装本程序。"
            raise MismatchError(message)
        self._prefixes = query_prefix, passage_prefix
        self.identity = f"{name}@{digest}"
        self.dimension = int(self._rows.shape[1])

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension) of passages."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _CUT):
            batch = [_clean(self._prefixes[1] + text) for text in texts[start : start + _CUT]]
            for i, encoding in enumerate(self._tokenizer.encode_batch_fast(batch, add_special_tokens=False), start):
                vectors[i] = self._sum(encoding.ids)
        return _unit(vectors)

    def query(self, text: str) -> NDArray[np.float32]:
        """The unit vector (dimension,) of a question."""
        ids = self._tokenizer.encode(_clean(self._prefixes[0] + text), add_special_tokens=False).ids
        vector: NDArray[np.float32] = _unit(self._sum(ids)[None])[0]
        return vector

    def rows(self) -> NDArray[np.float32]:
        """The rows of all tokens (vocabulary, dimension)."""
        rows: NDArray[np.float32] = self._rows.astype(np.float32) * self._scales[:, None]
        return rows

    def _sum(self, ids: list[int]) -> NDArray[np.float32]:
        """The sum of the tokens' rows (dimension,); the length of a text never asks for more memory than the vocabulary."""
        tokens, counts = np.unique(np.asarray(ids, np.int64), return_counts=True)
        total: NDArray[np.float32] = (counts * self._scales[tokens]).astype(np.float32) @ self._rows[tokens].astype(np.float32)
        return total


class TransformerModel:
    """Any sentence-transformers model, its vectors scaled to length one."""

    def __init__(
        self, name: str, query_prefix: str, passage_prefix: str, *, batch_size: int, device: str, backend: Backend
    ) -> None:
        """Load the model called `name`. Raises MismatchError when it cannot be loaded."""
        self._model = _load(name, device, backend)
        self._prefixes = query_prefix or None, passage_prefix or None
        self._batch_size = batch_size
        prompt = passage_prefix or (self._model.prompts or {}).get("document") or ""
        folder = Path(name)
        self.identity = f"{folder.resolve().name if folder.exists() else name}@{_digest(*_weights(self._model), prompt.encode())}"
        self.dimension = len(self.query("聊城"))

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension) of passages."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._model.encode_document(
            [_clean(text) for text in texts], prompt=self._prefixes[1], batch_size=self._batch_size, show_progress_bar=False
        )
        return _unit(np.asarray(vectors, np.float32))

    def query(self, text: str) -> NDArray[np.float32]:
        """The unit vector (dimension,) of a question."""
        vectors = self._model.encode_query([_clean(text)], prompt=self._prefixes[0], show_progress_bar=False)
        vector: NDArray[np.float32] = _unit(np.asarray(vectors, np.float32))[0]
        return vector


def _load(name: str, device: str, backend: Backend) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    def make(local: bool) -> SentenceTransformer:
        return SentenceTransformer(name, device=device or None, backend=backend, trust_remote_code=False, local_files_only=local)

    advice = f"请把模型下载到本机，用embedding写它的文件夹，或改回“{BUILTIN}”。"
    if backend != "torch":
        advice = f"请安装 sentence-transformers[{backend}]，或去掉设置 backend。"
        if not find_spec(_RUNTIMES[backend]):
            raise MismatchError(f"没有安装{backend}，不能用它来算向量模型“{name}”：{advice}")
    return local_first(make, name, f"向量模型“{name}”打不开（%s）：{advice}")


def _weights(model: SentenceTransformer) -> list[bytes | memoryview]:
    """What tells one model from another: its parameters, or the files that another runtime than torch was given."""
    if state := model.state_dict():
        return [np.ascontiguousarray(state[key].float().cpu().numpy()).data for key in sorted(state)]
    inner: Any = model[0].auto_model
    folder = Path(inner.path).parent if hasattr(inner, "path") else Path(inner.model_save_dir)
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _GIVEN]


def local_first(make: Callable[[bool], Model], name: str, message: str) -> Model:
    """What `make` gives when told to look in folder and cache only, else, where a host can be asked, when told to fetch.

    `make` runs no code that comes with a model. Raises MismatchError with the `message`, its %s being the cause.
    """
    faults: list[str] = []
    for local in (True, False):
        if not local and (not _is_public(name) or not _reachable()):
            break
        try:
            return make(local)
        except (OSError, ValueError, ImportError, RuntimeError, KeyError, TypeError) as error:
            faults.append(next(iter(str(error).strip().splitlines()), type(error).__name__)[:120])
    raise MismatchError(message.replace("%s", faults[-1]))


def _is_public(name: str) -> bool:
    """Whether this may be the name of a published model (`name` or `owner/name`) rather than a path."""
    return not Path(name).exists() and not Path(name).is_absolute() and not name.startswith(".") and name.count("/") <= 1


def _reachable() -> bool:
    """Whether the host of published models answers, so that a machine without a network need not sit through all retries."""
    import socket
    from urllib.parse import urlsplit
    from urllib.request import getproxies

    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE or getproxies():
        return not constants.HF_HUB_OFFLINE
    address = urlsplit(constants.ENDPOINT)
    try:
        socket.create_connection((address.hostname or "", address.port or 443), timeout=5).close()
    except OSError:
        return False
    return True


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows scaled to length one; a row of zeros, or one with no finite length, becomes zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    sound = np.isfinite(lengths) & (lengths > 0)
    return (np.where(sound, vectors, 0) / np.where(sound, lengths, 1)).astype(np.float32)


def _clean(text: str) -> str:
    """The text without lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _digest(*parts: bytes | memoryview) -> str:
    """The first 12 hex digits of the SHA-256 of the parts, each after its length."""
    sha = hashlib.sha256()
    for part in parts:
        view = memoryview(part)
        sha.update(view.nbytes.to_bytes(8, "little"))
        sha.update(view)
    return sha.hexdigest()[:12]
