"""`ka1 ask`: the interview."""

from collections.abc import Mapping
from shlex import quote
from typing import TYPE_CHECKING

from ka1cli.cli import check, examples, inputs
from ka1cli.cli.commands import ExampleCommands
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.options.declaration import argument, on_or_off, text
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.targets import tidy_up
from ka1cli.decision.call_rules import CallRules
from ka1cli.render.text.safe import text_of_lines

if TYPE_CHECKING:
    from ka1cli.cli.ask.saved_answers import SavedAnswers
    from ka1cli.interview.interview import Interview


class AskOptions(check.DecisionOptions):
    source: str | None = argument("[-]", "Read the answers line by line from standard input.")
    save: str | None = text("--save FILE", "Keep the answers in a profile file, and go on where it stopped.")
    plan: bool | None = on_or_off(
        "--plan/--no-plan", "Ask about the plan as well, or never. [default: offer it at the end]"
    )

    @classmethod
    def examples(cls) -> ExampleCommands:
        return (
            ("ka1 ask", "one question at a time, then the answer"),
            (f"ka1 ask {examples.answers_example(cls.rules)}", "only what is not known yet"),
            ("ka1 ask --save answers.yaml", "stop and go on another day"),
        )

    def refuse(self) -> None:
        super().refuse()
        if self.save == "-":
            raise usage("--save needs the name of a file", "write --save answers.yaml")
        if self.source not in (None, "-"):
            help = examples.meant(self.line, self.rules) or "write - for standard input"
            raise usage(f"`{self.source[:40]}` cannot be read as answers", help)


def run(options: AskOptions) -> Outcome:
    """Ask, one question at a time, only what can still change a verdict; then decide as `ka1 check` does.

    Every question can be answered by "I don't know". What is known already can be given as options. Questions go
    to stderr, the result to stdout. At the end stands the command that decides the same without questions.
    """
    at_call = inputs.at_call_of(options.rules, options)
    wanted = check.wanted_options(at_call, options)
    from ka1cli.cli.ask.console import Console, is_terminal

    if options.source is None and not is_terminal():
        raise usage("there is no terminal to ask at", "write `ka1 ask -` to read the answers from standard input")

    from ka1cli.cli.ask.dialogue import Dialogue, End
    from ka1cli.cli.ask.saved_answers import SavedAnswers
    from ka1cli.interview.adviser import Adviser

    if options.save:
        tidy_up((options.save,), temporary=False)
    saved = SavedAnswers(options.save, at_call.rule_set.facts) if options.save else None
    start = _start(at_call, saved, options.answers)._replace(about_plan=bool(options.plan))
    everything = options.everything
    interviewer = Adviser(at_call, lambda answers: wanted or at_call.options_for(answers, activities=everything))
    console = Console(options.color)
    dialogue = Dialogue(interviewer, console, start, saved, offer_plan=options.plan is None, brief=options.quiet)
    go_on = _go_on(options, saved.path, wanted) if saved else None
    try:
        end = dialogue.run()
    except KeyboardInterrupt:
        command = check.repeated(at_call, dialogue.interview.answers, wanted, options, options.moment)
        kept = f"The answers are kept. To go on: {go_on}" if go_on else f"What was known: {command}"
        return Outcome("", ExitCode.INTERRUPTED, text_of_lines([f"Interrupted. {kept}"]))
    outcome = check.decided(at_call, dialogue.interview.profile, wanted, options, asked=True)
    if end is End.FINISHED:
        return outcome
    why = "Stopped" if end is End.STOPPED else "The input ended"
    console.say([f"{why} before the last question. This is decided with what is known."])
    return outcome._replace(stderr=text_of_lines([f"To go on: {go_on}"] if go_on else []))


def _start(at_call: CallRules, saved: "SavedAnswers | None", flags: Mapping[str, str]) -> "Interview":
    """The interview with what is known before the first question. Flags beat the file."""
    from ka1cli.interview.interview import Interview

    file = inputs.profile_file(at_call, saved.path) if saved and saved.exists() else None
    answers = inputs.profile(at_call, file, flags)
    not_known = {name for name, text in flags.items() if text.strip() == "?"}
    if file is None:
        return Interview(answers, frozenset(not_known))
    not_known |= file.not_known - flags.keys()
    asked = tuple(name for name in at_call.rule_set.facts if name in {*file.answers, *not_known})
    return Interview(answers, frozenset(not_known), asked)


def _go_on(options: AskOptions, path: str, wanted: tuple[str, ...]) -> str:
    parts = ["ka1 ask --save", quote(path)]
    parts += [f"--route {quote(name)}" for name in wanted]
    parts += ["--all"] if options.everything else []
    return " ".join((*parts, *options.view))
