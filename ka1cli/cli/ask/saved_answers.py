"""Answers kept in a file while an interview goes on. The file is a profile that `ka1 check --profile` reads."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from ka1cli.cli.outcome import unusable
from ka1cli.cli.terminal.streams import why_not
from ka1cli.interview.interview import Interview
from ka1cli.language.answers import answer_text
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.language.model import Fact
from ka1cli.temporary import replacing

_HEAD = """\
# Answers of an interview. To go on: ka1 ask --save FILE. To decide: ka1 check --profile FILE
# "?" stands for: I don't know.
"""


class SavedAnswers:
    """A file that always holds the answers so far."""

    def __init__(self, path: str, facts: Mapping[str, Fact]) -> None:
        """Raises `InvalidInput` where the path is taken by something that is no file."""
        self.path, self._facts = path, facts
        self._file = Path(path).resolve()
        if self._file.exists() and not self._file.is_file():
            raise self._not_kept("it is not a file")

    def exists(self) -> bool:
        return self._file.exists()

    def keep(self, interview: Interview) -> None:
        """Put the answers into the file, all or none. Raises `InvalidInput` where that cannot be done."""
        try:
            with replacing(self._file) as new:
                new.write_text(self._text(interview), encoding="utf-8")
        except OSError as error:
            raise self._not_kept(why_not(error)) from None

    def _text(self, interview: Interview) -> str:
        texts = dict.fromkeys(interview.not_known, "?")
        texts |= {name: answer_text(answer) for name, answer in interview.answers.items()}
        answers = {name: texts[name] for name in self._facts if name in texts}
        return _HEAD + yaml.safe_dump(answers, allow_unicode=True, sort_keys=False, width=float("inf"))

    def _not_kept(self, reason: str) -> InvalidInput:
        return unusable(f"the answers cannot be kept in `{self.path}`: {reason}", "name another file")
