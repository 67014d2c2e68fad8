"""Owns how a request is put: services that call themselves OpenAI-compatible differ in what they take, and say so by refusing."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from services.extract.propose import prompt


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one article."""

    material: str
    seed: int
    """Equal for one revision of one article, so that a service that heeds it repeats itself."""


@dataclass(frozen=True, slots=True)
class Manner:
    """Which parts of the interface a service has been found to take; the default is all of them."""

    form: Literal["schema", "object", "free"] = "schema"
    """How firmly the answer is held to JSON: a schema, any object, or only the words of the task."""
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    seed: bool = True
    temperature: bool = True

    def request(self, question: Question, model: str, tokens: int) -> dict[str, Any]:
        """The body of POST /chat/completions."""
        messages = [{"role": "system", "content": prompt.task()}, {"role": "user", "content": question.material}]
        body: dict[str, Any] = {"model": model, "messages": messages, self.limit: tokens}
        if self.form != "free":
            body["response_format"] = prompt.response_format() if self.form == "schema" else {"type": "json_object"}
        if self.temperature:
            body["temperature"] = 0
        if self.seed:
            body["seed"] = question.seed
        return body

    def milder(self, said: str) -> "Manner | None":
        """What to try after a refusal in these words; None when nothing is left to give up.

        >>> Manner().milder("Unsupported parameter: 'seed'").seed
        False
        >>> Manner(form="free").milder("no such model") is None
        True
        """
        if "max_tokens" in said and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "seed" in said and self.seed:
            return replace(self, seed=False)
        if "temperature" in said and self.temperature:
            return replace(self, temperature=False)
        if self.form == "schema":
            return replace(self, form="object")
        return replace(self, form="free", seed=False) if self.form == "object" else None
