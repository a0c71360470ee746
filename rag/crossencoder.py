"""A cross-encoder of a user's own, which has the last word on the order of passages: it reads each one with the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed import local_first
from rag.errors import SettingsError

Matrix = NDArray[np.float64]


class Judge(Protocol):
    """What scores passages by reading each one together with the question."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> Matrix:
        """How well each text answers (texts,), higher is better."""
        ...


class CrossModel:
    """A sentence-transformers cross-encoder of a user's own, its folder or name."""

    def __init__(self, name: str) -> None:
        """Load the model. Raises MismatchError when it cannot be loaded, SettingsError when it gives more than one number."""
        from sentence_transformers import CrossEncoder

        def make(local: bool) -> CrossEncoder:
            made: CrossEncoder = CrossEncoder(name, trust_remote_code=False, local_files_only=local)
            return made

        message = f"重排模型“{name}”打不开（%s）：请把模型下载到本机，用reranker写它的文件夹，或去掉这项设置。"
        self.name, self._model = name, local_first(make, name, message)
        if self._model.num_labels != 1:
            raise SettingsError(f"重排模型“{name}”给出{self._model.num_labels}个数，只能用给一个分数的模型：请换设置 reranker。")

    def scores(self, question: str, texts: Sequence[str]) -> Matrix:
        """How well each text answers (texts,); what is no number comes last."""
        given = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return np.nan_to_num(np.asarray(given, np.float64), nan=-np.inf)


def open_judge(name: str) -> Judge | None:
    """The model that the setting `reranker` names; None for an empty name."""
    return CrossModel(name) if name else None
