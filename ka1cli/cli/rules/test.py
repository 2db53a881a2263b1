"""`ka1 rules test`: try cases against a rule file, and count what they have shown."""

from pathlib import Path
from typing import NamedTuple

from ka1cli.audit.trials.case_file import read_cases
from ka1cli.audit.trials.coverage import Coverage, coverage_of
from ka1cli.audit.trials.run import TriedCase, try_case
from ka1cli.audit.view import LIMIT
from ka1cli.cases.diagram import TooLarge
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.inputs import at_known_call
from ka1cli.cli.options.declaration import Unfit, arguments, choice, switch, value
from ka1cli.cli.options.every_command import CallOptions, year
from ka1cli.cli.outcome import Outcome, unusable, usage
from ka1cli.cli.rules import rule_file
from ka1cli.cli.targets import tidy_up
from ka1cli.cli.terminal.streams import why_not
from ka1cli.language.yaml.document import Document, read_document
from ka1cli.render.author.rule_file import RuleFile
from ka1cli.render.author.trials import coverage_text, trial_entries, trials_summary, trials_text
from ka1cli.render.ci.github import github
from ka1cli.render.ci.junit import trials_junit
from ka1cli.render.ci.sarif import sarif
from ka1cli.render.json.trials import trials_json
from ka1cli.temporary import replacing

DEFAULT = Path("tests/cases")


class TriedFile(NamedTuple):
    document: Document
    tried: tuple[TriedCase, ...]


def percent(text: str) -> float:
    """A number from 0 to 100, with or without `%`. Raises `Unfit`."""
    try:
        number = float(text.strip().rstrip("%"))
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise Unfit("write a number from 0 to 100")
    return number


class TestOptions(CallOptions):
    idle = ("on", "color")
    call: int | None = value("--call YEAR", "Call of the cases that name none. [default: the newest]", year)
    files: tuple[str, ...] = arguments("[FILES]...", "Files of cases, or folders of them.")
    format: str = choice("--format", ("text", "json", "junit", "sarif", "github"), "Form of the answer.")
    coverage: bool = switch(
        "--coverage", "Count which criteria and options were seen to decide, both ways, and show cases for the others."
    )
    min: float | None = value("--min PERCENT", "Fail if the coverage is lower. Implies --coverage.", percent)
    update: bool = switch("--update", "Write what came out into the files of cases. Comments stay as they are.")


def run(options: TestOptions) -> Outcome:
    """Try cases: profiles with the verdicts, missing facts and recommendations that are expected.

    FILES are files of cases or folders of them; by default the folder tests/cases. A case that fails is shown
    with what was expected, what came out, and why.
    """
    file = rule_file.read_rule_file(options, None)
    call = at_known_call(file.rules, options.call).call if options.call else None
    paths = _paths(options.files)
    files = [_try(path, file, call) for path in paths]
    updated = _update(files) if options.update else 0
    if updated:
        files = [_try(path, file, call) for path in paths]
    tried = [case for tried_file in files for case in tried_file.tried]
    if not tried:
        raise usage("there is no case in these files", "write one under `cases`")
    coverage, gave_up = None, ""
    if options.coverage or options.min is not None:
        try:
            coverage = coverage_of(file.rules, file.document, tried)
        except TooLarge:
            gave_up = f"error: gave up on the coverage: it takes more than {LIMIT:,} nodes\n"
    text = _rendered(tried, len(files), coverage, file, options)
    note = f"{updated} of {len(files)} files rewritten\n" if options.update else ""
    return Outcome(text, _code(tried, coverage, options.min, gave_up), note + gave_up)


def _paths(names: tuple[str, ...]) -> list[Path]:
    """The files of cases: those that are named, and those in the folders that are named."""
    paths: dict[Path, None] = {}
    for path in map(Path, names or (str(DEFAULT),)):
        if path.is_dir():
            inside = sorted(entry for entry in path.rglob("*") if entry.suffix in (".yaml", ".yml") and entry.is_file())
            if not inside:
                raise usage(f"there is no YAML file in `{path}`", "name files of cases or folders with such files")
            paths |= dict.fromkeys(inside)
        elif not names:
            raise usage("there are no cases to try", f"name files of cases, or put them into {DEFAULT}")
        else:
            paths[path] = None
    return list(paths)


def _try(path: Path, file: RuleFile, call: int | None) -> TriedFile:
    document = read_document(path)
    trials = (trial._replace(call=trial.call or call) for trial in read_cases(document, file.rules))
    return TriedFile(document, tuple(try_case(file.rules, trial) for trial in trials))


def _update(files: list[TriedFile]) -> int:
    """Rewrite the files that came out otherwise; how many there were."""
    from ka1cli.audit.trials.rewrite import rewritten

    tidy_up([file.document.name for file in files], temporary=False)
    changed = 0
    for document, tried in files:
        text = rewritten(document, tried)
        if text != document.text:
            _write(Path(document.name), text)
            changed += 1
    return changed


def _write(path: Path, text: str) -> None:
    """Write a file in the line ends that it has, completely or not at all."""
    ends = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    try:
        with replacing(path.resolve()) as new:
            new.write_bytes(text.replace("\n", ends).encode())
    except OSError as error:
        raise unusable(f"cannot write `{path}`: {why_not(error)}") from None


def _code(tried: list[TriedCase], coverage: Coverage | None, least: float | None, gave_up: str) -> ExitCode:
    if gave_up:
        return ExitCode.GAVE_UP
    too_low = least is not None and coverage is not None and coverage.percent < least
    return ExitCode.FOUND if too_low or not all(entry.passed for entry in tried) else ExitCode.OK


def _rendered(
    tried: list[TriedCase], files: int, coverage: Coverage | None, file: RuleFile, options: TestOptions
) -> str:
    match options.format:
        case "json":
            return trials_json(tried, coverage, file)
        case "junit":
            return trials_junit(tried, coverage, file)
        case "sarif":
            return sarif(trial_entries(tried, coverage, file))
        case "github":
            return github(trial_entries(tried, coverage, file))
    text = "" if options.quiet else trials_text(tried, file)
    text += trials_summary(tried, files)
    return text + (coverage_text(coverage, full=bool(options.verbose)) if coverage else "")
