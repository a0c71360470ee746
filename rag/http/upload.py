"""A body that may come as JSON or as a form with a file → its model. RFC 7578: https://www.rfc-editor.org/rfc/rfc7578"""

from __future__ import annotations

import base64
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

_FLAGS = {"true": True, "false": False}
_Model = TypeVar("_Model", bound=BaseModel)


async def body(request: Request, model: type[_Model]) -> _Model:
    """The body of a request as `model`: a JSON object, or a multipart form whose fields have the names of the model's.

    A file of the form becomes base64, with its own name in the field `name`; true and false become booleans; a field that is
    given several times becomes a list where the model has one. Raises RequestValidationError when it does not fit.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            return model.model_validate(await _fields(request, model))
        if kind != "application/json":
            raise RequestValidationError([{"loc": ("body",), "type": "model_attributes_type"}])
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_context=False, include_input=False)) from error


def told(model: type[BaseModel]) -> dict[str, Any]:
    """The body's entry for /openapi.json, both forms."""
    schema = model.model_json_schema()
    upload = {**schema["properties"], "file": {"type": "string", "contentMediaType": "application/octet-stream"}}
    form = {**schema, "properties": upload}
    content = {"application/json": {"schema": schema}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


async def _fields(request: Request, model: type[BaseModel]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with request.form() as form:
        for name in form:
            values = form.getlist(name)
            value = values[-1]
            if isinstance(value, UploadFile):
                found[name] = base64.b64encode(await value.read())
                found.setdefault("name", value.filename or "")
            elif name in model.model_fields and "list" in str(model.model_fields[name].annotation):
                found[name] = values
            elif name in model.model_fields and model.model_fields[name].annotation is bool:
                found[name] = _FLAGS.get(value.lower(), value)
            else:
                found[name] = value
        if isinstance(form.get("name"), str):
            found["name"] = form["name"]
    return found
