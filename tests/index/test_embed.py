"""The built-in model against sentence-transformers and against sums made by hand; other models through the same door."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from index.config import Backend, IndexConfig
from index.embed import FOLDER, StaticModel, TransformerModel, _reachable, _weights, embedding_of, open_embedding
from index.errors import MismatchError
from index.train import expand

TEXTS = [
    "2024年，聊城市招商引资到位资金511.6亿元，同比增长8.6%。",
    "茌平区、东阿县的企业加快数字化转型。" * 40,
    "IT之家 8 月 16 日消息，ＣｏｌｏｒＯＳ 14 发布",
    "、。！",
    "",
    "\ud800聊城",
]


@pytest.fixture(scope="module")
def builtin() -> StaticModel:
    return StaticModel(FOLDER, "builtin")


def test_equals_sentence_transformers(builtin: StaticModel, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    expand(tmp_path / "model")
    reference = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    sound = [text.replace("\ud800", "?") for text in TEXTS]
    expected = reference.encode(sound, show_progress_bar=False)
    assert np.abs(builtin.passages(TEXTS) - expected).max() < 1e-5
    assert np.abs(np.stack([builtin.query(text) for text in TEXTS]) - expected).max() < 1e-5


def test_vectors_have_length_one_or_zero(builtin: StaticModel) -> None:
    lengths = np.linalg.norm(builtin.passages(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 0, 0, 1], atol=1e-6)


@pytest.mark.parametrize("count", [0, 1, 257])
def test_many_passages_are_each_their_own(builtin: StaticModel, count: int) -> None:
    texts = [f"第{i}届江北水城运河名城马拉松" for i in range(count)]
    vectors = builtin.passages(texts)
    assert vectors.shape == (count, builtin.dimension)
    assert vectors.dtype == np.float32
    for i in (0, count - 1) if count else ():
        np.testing.assert_allclose(vectors[i], builtin.query(texts[i]), atol=1e-6)


def test_prefixes_are_read_with_the_text(builtin: StaticModel) -> None:
    prefixed = StaticModel(FOLDER, "builtin", "问题：", "文章：")
    np.testing.assert_array_equal(prefixed.query("聊城"), builtin.query("问题：聊城"))
    np.testing.assert_array_equal(prefixed.passages(["聊城"]), builtin.passages(["文章：聊城"]))
    assert prefixed.identity != builtin.identity


def test_identity_follows_the_weights(builtin: StaticModel, small: Path) -> None:
    assert builtin.identity.startswith("builtin@")
    assert StaticModel(FOLDER, "builtin").identity == builtin.identity
    assert StaticModel(small, "builtin").identity != builtin.identity


def test_neighbours_make_sense(builtin: StaticModel) -> None:
    passages = builtin.passages(
        ["全市粮食总产量再创新高，小麦单产增加。", "博物馆展出青铜器，观众排起长队。", "公司发布新款智能手机。"]
    )
    assert int(np.argmax(passages @ builtin.query("今年小麦产量怎么样？"))) == 0
    assert int(np.argmax(passages @ builtin.query("文物展览什么时候开放？"))) == 1


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A model of three words in two dimensions, its tokens' rows known."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram([("<unk>", -20.0), ("粮食", -1.0), ("文物", -1.0)], unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    save_file({"embedding.weight": np.array([[0, 0], [3, 4], [0, 5]], np.float32)}, tmp_path / "model.safetensors")
    return tmp_path


def test_rows_in_int8_are_scaled(small: Path) -> None:
    from safetensors.numpy import save_file

    plain = StaticModel(small, "small")
    rows = np.array([[0, 0], [60, 80], [0, 100]], np.int8)
    save_file({"embedding.rows": rows, "embedding.scales": np.array([1, 0.05, 0.05], np.float32)}, small / "model.safetensors")
    packed = StaticModel(small, "small")
    np.testing.assert_allclose(packed.rows(), plain.rows(), atol=1e-6)
    np.testing.assert_allclose(packed.query("粮食 文物 文物"), plain.query("粮食 文物 文物"), atol=1e-6)
    assert packed.identity != plain.identity


def test_rows_are_summed_and_scaled(small: Path) -> None:
    model = StaticModel(small, "small")
    np.testing.assert_allclose(model.query("粮食"), [0.6, 0.8], atol=1e-6)
    np.testing.assert_allclose(model.query("粮食 文物 文物"), np.array([3, 14]) / np.hypot(3, 14), atol=1e-6)
    np.testing.assert_array_equal(model.query("龘"), [0, 0])


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(small: Path, damaged: str) -> None:
    (small / damaged).unlink()
    with pytest.raises(MismatchError, match="重新安装"):
        StaticModel(small, "small")


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_file_is_noticed(small: Path, damaged: str) -> None:
    (small / damaged).write_bytes(b"\x00" * 64)
    with pytest.raises(MismatchError, match="重新安装"):
        StaticModel(small, "small")


def test_builtin_needs_no_torch() -> None:
    code = (
        "import sys; from index.embed import open_embedding as o; e = o('builtin'); e.query('聊城'); e.passages(['聊城']);"
        "sys.exit(int(any(m in sys.modules for m in ('torch', 'jieba', 'transformers', 'sentence_transformers'))))"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0


class FakeTransformer:
    """Stands in for a SentenceTransformer: a vector tells the length of its text and of its prompt."""

    def __init__(self) -> None:
        self.prompts = {"document": "", "query": "q: "}

    def state_dict(self) -> dict[str, object]:
        import torch

        return {"w": torch.ones(2)}

    def encode_query(self, texts: list[str], prompt: str | None = None, **_: object) -> np.ndarray:
        prefix = self.prompts["query"] if prompt is None else prompt
        return np.array([[len(prefix), len(text), 0] for text in texts], np.float32)

    def encode_document(self, texts: list[str], prompt: str | None = None, **_: object) -> np.ndarray:
        return np.array([[len(prompt or ""), len(text), np.nan if not text else 0] for text in texts], np.float32)


def test_any_model_by_its_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embed._load", lambda name, device, backend: FakeTransformer())
    model = open_embedding("org/name", passage_prefix="文：")
    assert isinstance(model, TransformerModel)
    assert model.identity.startswith("org/name@")
    assert model.dimension == 3
    np.testing.assert_allclose(model.query("聊城市区"), [0.6, 0.8, 0], atol=1e-6)
    np.testing.assert_allclose(model.passages(["甲乙", ""]), [[0.5**0.5, 0.5**0.5, 0], [0, 0, 0]], atol=1e-6)
    assert model.passages([]).shape == (0, 3)
    assert open_embedding("org/name").identity != model.identity


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a transformer of one layer and random weights."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("transformer")
    (folder / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"聊城市粮食问："]), encoding="utf-8"
    )
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=12, max_position_embeddings=64, **shape)).save_pretrained(folder)
    return folder


def test_a_transformer_of_ones_own(transformer: Path) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(transformer), device="cpu")
    expected = reference.encode(["问：粮食", "聊城市"], normalize_embeddings=True)
    model = open_embedding(str(transformer), query_prefix="问：", device="cpu")
    np.testing.assert_allclose(model.query("粮食"), expected[0], atol=1e-5)
    np.testing.assert_allclose(model.passages(["聊城市"]), expected[1:], atol=1e-5)
    assert model.identity.startswith(f"{transformer.name}@")


@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_another_runtime_gives_the_same_vectors(transformer: Path, backend: Backend) -> None:
    pytest.importorskip({"onnx": "onnxruntime", "openvino": "openvino"}[backend], reason=f"{backend} is not installed")
    usual, other = (open_embedding(str(transformer), device="cpu", backend=one) for one in ("torch", backend))
    np.testing.assert_allclose(other.passages(["聊城市", "粮食"]), usual.passages(["聊城市", "粮食"]), atol=1e-3)
    assert open_embedding(str(transformer), device="cpu", backend=backend).identity == other.identity


@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_a_runtime_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, transformer: Path, backend: Backend) -> None:
    monkeypatch.setattr("index.embed.find_spec", lambda _: None)
    with pytest.raises(MismatchError, match=rf"没有安装{backend}.+sentence-transformers\[{backend}\]"):
        open_embedding(str(transformer), backend=backend)


def test_weights_of_another_runtime_are_the_files_it_reads(tmp_path: Path) -> None:
    for name, data in (("model.onnx", b"a"), ("model.onnx_data", b"b"), ("config.json", b"c"), ("openvino_model.bin", b"d")):
        (tmp_path / name).write_bytes(data)
    for inner in (SimpleNamespace(path=tmp_path / "model.onnx"), SimpleNamespace(model_save_dir=str(tmp_path))):

        class Model(list[SimpleNamespace]):
            def state_dict(self) -> dict[str, object]:
                return {}

        assert _weights(Model([SimpleNamespace(auto_model=inner)])) == [b"a", b"b", b"d"]  # type: ignore[arg-type]


def test_batch_size_device_and_runtime_reach_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    class Model(FakeTransformer):
        def encode_document(self, texts: list[str], prompt: str | None = None, **more: object) -> np.ndarray:
            asked.update(more)
            return super().encode_document(texts, prompt)

    def make(name: str, **more: object) -> Model:
        asked.update(more, name=name)
        return Model()

    monkeypatch.setattr("sentence_transformers.SentenceTransformer", make)
    monkeypatch.setattr("index.embed.find_spec", lambda _: object())
    embedding_of(IndexConfig(Path(), embedding="org/name", batch_size=7, device="cuda:1", backend="onnx")).passages(["甲"])
    assert {name: asked[name] for name in ("name", "batch_size", "device", "backend", "trust_remote_code")} == {
        "name": "org/name", "batch_size": 7, "device": "cuda:1", "backend": "onnx", "trust_remote_code": False,
    }  # fmt: skip


@pytest.mark.parametrize("make", [False, True], ids=["missing", "empty"])
def test_a_folder_that_is_no_model(tmp_path: Path, make: bool) -> None:
    folder = tmp_path / "模型"
    if make:
        folder.mkdir()
    with pytest.raises(MismatchError, match="下载到本机"):
        open_embedding(str(folder))


def test_a_name_is_fetched_only_where_its_host_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentence_transformers

    asked: list[bool] = []

    def refuse(name: str, *, local_files_only: bool, trust_remote_code: bool, device: None, backend: str) -> None:
        asked.append(local_files_only)
        assert not trust_remote_code
        raise OSError("不在缓存里\n第二行")

    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", refuse)
    for reachable, expected in ((False, [True]), (True, [True, False])):
        asked.clear()
        monkeypatch.setattr("index.embed._reachable", lambda answer=reachable: answer)
        with pytest.raises(MismatchError, match="不在缓存里）"):
            open_embedding("org/name")
        assert asked == expected


def test_tokenizer_and_weights_must_belong_together(small: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"embedding.weight": np.zeros((2, 2), np.float32)}, small / "model.safetensors")
    with pytest.raises(MismatchError, match="不配套"):
        StaticModel(small, "small")


@pytest.mark.parametrize("listening", [True, False], ids=["listening", "closed"])
def test_reachable_asks_the_host_once(monkeypatch: pytest.MonkeyPatch, listening: bool) -> None:
    from huggingface_hub import constants

    server = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
    monkeypatch.setattr("urllib.request.getproxies", dict)
    if not listening:
        server.close()
    assert _reachable() is listening
    server.close()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert not _reachable()
