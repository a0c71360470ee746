"""Make the built-in embedding: `python -m index.train NEWS.jsonl.xz --questions Q.jsonl --paragraphs P.jsonl -o FOLDER`.

`python -m index.train --expand FOLDER` writes the built-in model as sentence-transformers saves it, in float32.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embed import FOLDER, ROWS, SCALES, TOKENIZER, WEIGHTS, StaticModel
from index.errors import InputError, LibraryError
from index.training.learn import Recipe, cut_material, make_vocabulary, train
from index.training.pairs import read_questions, read_texts

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CHECKPOINT = "checkpoint.safetensors"


def quantise(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows (n, dimension) as whole numbers from -127 to 127 and each row's scale (n,): row ≈ scale · numbers."""
    largest = np.abs(rows).max(axis=1)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return np.rint(rows / scales[:, None]).astype(np.int8), scales


def write_model(folder: Path, tokenizer: Tokenizer, rows: NDArray[np.float32]) -> None:
    """Write the shipped form: rows (vocabulary, dimension) in 8 bits with a scale a row, and the tokenizer."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    numbers, scales = quantise(rows)
    save_file({ROWS: numbers, SCALES: scales}, folder / WEIGHTS)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)


def expand(folder: Path, source: Path = FOLDER) -> None:
    """Write the model of `source` into `folder` as `SentenceTransformer(folder)` opens it: float32, ends in Normalize."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer

    rows = torch.from_numpy(StaticModel(source, source.name).rows())
    static = StaticEmbedding(Tokenizer.from_file(str(source / TOKENIZER)), embedding_weights=rows)
    SentenceTransformer(modules=[static, Normalize()], device="cpu").save(str(folder), create_model_card=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.expand and not (options.data and options.output):
        parser.error("请给出训练数据和 -o 输出文件夹，或用 --expand 文件夹")
    try:
        if options.expand:
            expand(options.expand)
        else:
            _run(options)
    except LibraryError as error:
        _say(str(error))
        return error.exit_code
    return 0


def _run(options: argparse.Namespace) -> None:
    recipe = Recipe(**{field.name: getattr(options, field.name) for field in fields(Recipe)})
    questions = read_questions(options.questions, options.paragraphs) if options.questions else []
    texts = read_texts(options.data)
    if not texts:
        message = "训练数据里没有一篇带text的文章，请检查路径。"
        raise InputError(message)
    _say(f"读到{len(texts)}篇文章、{len(questions)}个问题，正在做词表……")
    work: Path = options.checkpoints or options.output / "checkpoints"
    work.mkdir(parents=True, exist_ok=True)
    tokenizer = make_vocabulary(texts, recipe, work / TOKENIZER)
    material = cut_material(texts, questions, tokenizer)
    rows = train(material, recipe, work / CHECKPOINT, lambda step, loss: _say(f"第{step}步，共{recipe.steps}步，损失{loss:.3f}"))
    write_model(options.output, tokenizer, rows)
    _say(f"模型已写入“{options.output}”。")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.train", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", nargs="*", type=Path, help="JSONL or .jsonl.xz files of articles, or folders of them")
    parser.add_argument("-o", "--output", type=Path, help="folder to write the model into")
    parser.add_argument("--expand", type=Path, metavar="FOLDER", help="write the built-in model for sentence-transformers")
    parser.add_argument("--questions", type=Path, help='rows {"query", "para"}')
    parser.add_argument("--paragraphs", type=Path, help='rows {"id", "text"} that the questions point to')
    parser.add_argument("--checkpoints", type=Path, help="folder to go on from when a run was cut short")
    default = Recipe()
    for field in fields(Recipe):
        value = getattr(default, field.name)
        many = {"nargs": len(value), "type": float} if isinstance(value, tuple) else {"type": type(value)}
        parser.add_argument(f"--{field.name.replace('_', '-')}", default=value, **many)
    return parser


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
