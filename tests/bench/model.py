"""A real language model behind `transformers serve`, tiny and untrained. `python -m tests.bench model`.

It is made here, so nothing is downloaded, and what it says makes no sense: so this shows that the program talks to a real server,
and that senseless words never reach a reader. Each question must be answered with the newspaper's own sentences all the same.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from index.build import index
from index.embed import FOLDER, TOKENIZER
from index.shipped import seeds
from rag import Assistant, Settings

QUESTIONS = ("2024年聊城招商引资到位资金是多少？", "聊城机场什么时候通航？", "聊城今年要建几座火星基地？")
TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
READY_SECONDS = 120


def make_model(folder: Path) -> None:
    """Write an untrained Llama of two layers, with the tokenizer of the built-in embedding."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = PreTrainedTokenizerFast(tokenizer_file=str(FOLDER / TOKENIZER), unk_token="[UNK]", eos_token="。", pad_token="。")
    words.chat_template = TEMPLATE
    words.save_pretrained(folder)
    torch.manual_seed(1)
    sizes = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = LlamaConfig(vocab_size=len(words), max_position_embeddings=8192, eos_token_id=words.eos_token_id, **sizes)
    LlamaForCausalLM(config).save_pretrained(folder)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The base URL of the model in `folder`, served by transformers on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("transformers")
    command = [str(program), "serve", str(folder), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with subprocess.Popen(
        command, env=os.environ | {"HF_HUB_OFFLINE": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            until = time.monotonic() + READY_SECONDS
            while time.monotonic() < until and server.poll() is None:
                try:
                    if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


def main() -> None:
    """Ask, and print what came of it."""
    if importlib.util.find_spec("accelerate") is None:
        print("skipped: transformers serves a model only with accelerate (pip install accelerate)")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_model(folder / "model")
        with seeds() as texts:
            index([texts], Settings(data=folder / "library").index)
        with served(folder / "model") as url:
            settings = Settings(data=folder / "library", model=str(folder / "model"), base_url=url, api_key="none")
            print("| question | words of the model | mode | cited | refused | what is said of it | s |")
            print("| --- | --- | --- | --- | --- | --- | --- |")
            with Assistant.open(settings=settings) as assistant:
                for question in QUESTIONS:
                    started, told = time.perf_counter(), 0
                    answer: Mapping[str, Any] = {}
                    for event in assistant.stream(question):
                        told += event.kind == "delta"
                        answer = event.data if event.kind == "done" else answer
                    notices = "；".join(notice["text"] for notice in answer["notices"] if notice["kind"] == "unmarked")
                    cells = (question, told, answer["mode"], len(answer["citations"]), answer["refused"], notices)
                    print(f"| {' | '.join(map(str, cells))} | {time.perf_counter() - started:.1f} |", flush=True)
