"""The interview at a terminal or through a pipe: says, reads, and keeps what was answered."""

from enum import Enum

from ka1cli.cases.verdict import Verdict
from ka1cli.cli.ask.console import Console
from ka1cli.cli.ask.replies import KEEP, NOT_KNOWN, Wish, read_reply, read_wish, wishes_text
from ka1cli.cli.ask.saved_answers import SavedAnswers
from ka1cli.interview.interview import Interview, Interviewer
from ka1cli.language.answers import AnswerReader, Unreadable, yes_or_no
from ka1cli.language.formulas import Answer
from ka1cli.language.model import FactType
from ka1cli.language.spelling import did_you_mean, fold
from ka1cli.render.interview.progress import (
    answers_lines,
    closing_lines,
    contradiction_lines,
    decided_lines,
    left_lines,
    note_lines,
    unreadable_lines,
)
from ka1cli.render.interview.question import answer_text_of, help_lines, likely_values, question_lines, search_lines
from ka1cli.render.text.wording import option_name


class End(Enum):
    FINISHED = 1
    """Whoever answered wants the result."""
    STOPPED = 2
    """Whoever answered wanted to stop."""
    OUT_OF_INPUT = 3


class Dialogue:
    """Leads one interview. `interview` holds what has been said so far, whatever interrupts the dialogue."""

    def __init__(
        self,
        interviewer: Interviewer,
        console: Console,
        interview: Interview,
        saved: SavedAnswers | None,
        *,
        offer_plan: bool,
        brief: bool,
    ) -> None:
        self.interviewer, self.console, self.interview = interviewer, console, interview
        self._saved, self._offer_plan, self._brief = saved, offer_plan, brief
        self._rule_set = interviewer.at_call.rule_set
        self._wanted: str | None = None
        self._panel: str | None = None
        self._end: End | None = None

    def run(self) -> End:
        """Ask until nothing is left that can change a verdict, or whoever answers stops."""
        if self._saved:
            # A file that cannot be written is better known before the first question.
            self._saved.keep(self.interview)
        if not self._brief:
            self._open()
        while self._end is None:
            fact = self._wanted or self.interviewer.next(self.interview)
            if fact is None:
                self._close()
            else:
                self._ask(fact)
        return self._end

    def _open(self) -> None:
        decided = self.interviewer.verdicts(self.interview)
        self.console.say(
            [
                self._rule_set.title,
                "One question at a time. Answer by number or by name; ? explains the question.",
                f"Instead of an answer: {wishes_text()}.",
                *decided_lines(self.interviewer.at_call, self.interview, {}, decided),
                *left_lines(self.interviewer.most_left(self.interview)),
            ]
        )

    def _ask(self, fact: str) -> None:
        """Ask one question until it is answered or something else is wanted."""
        declared = self._rule_set.facts[fact]
        if declared.panel != self._panel:
            self._panel = declared.panel
            self.console.say(["", self._rule_set.panels[declared.panel]])
        asked = self.interview.asked
        number = asked.index(fact) + 1 if fact in asked else len(asked) + 1
        likely = likely_values(self._rule_set, declared, self.interviewer.at_call.call)
        last = not self._wanted and self.interviewer.most_left(self.interview) == 1
        self.console.say(["", *question_lines(declared, number, likely, last=last)])
        if fact in self._answered():
            now = answer_text_of(declared, self.interview.answers.get(fact))
            self.console.say([f"   Your answer so far: {now}. An empty line keeps it."])
        reader = AnswerReader(declared)
        turn_over = False
        while not turn_over:
            line = self.console.read()
            turn_over = self._hear(line, fact, reader)

    def _hear(self, line: str | None, fact: str, reader: AnswerReader) -> bool:
        """React to a line in reply to a question. Whether the turn is over."""
        reply = Wish("end") if line is None else read_reply(line, reader)
        if isinstance(reply, Unreadable):
            self.console.say(unreadable_lines(self._rule_set.facts[fact], reply))
            return False
        if reply == NOT_KNOWN or not isinstance(reply, Wish):
            return self._take(fact, None if isinstance(reply, Wish) else reply)
        if reply == KEEP:
            if fact in self._answered():
                self._wanted = None
                return True
            self.console.say(["   Write an answer, or unknown if you don't know it; ? explains the question."])
            return False
        if reply.name == "help":
            declared = self._rule_set.facts[fact]
            concerned = self.interviewer.concerned(self.interview, fact)
            names = [option_name(self._rule_set.options[option]) for option in concerned]
            likely = likely_values(self._rule_set, declared, self.interviewer.at_call.call)
            if reply.about:
                self.console.say(search_lines(declared, reply.about, likely))
            else:
                self.console.say(help_lines(declared, names, likely))
            return False
        return self._follow(reply, fact)

    def _take(self, fact: str, answer: Answer | None) -> bool:
        """Take an answer. One that contradicts others is refused."""
        interview = self.interview.answered(fact, answer)
        contradiction = self.interviewer.at_call.contradiction(interview.profile)
        if contradiction is not None:
            self.console.say(contradiction_lines(self._rule_set.facts, fact, contradiction))
            return False
        if self._rule_set.facts[fact].type is FactType.COUNTRY and answer is not None:
            self.console.say([f"   {answer_text_of(self._rule_set.facts[fact], answer)}"])  # `no` can be a country
        before, after = self.interviewer.verdicts(self.interview), self.interviewer.verdicts(interview)
        earlier, self.interview, self._wanted = self.interview, interview, None
        if self._saved:
            self._saved.keep(interview)
        self.console.say(decided_lines(self.interviewer.at_call, interview, before, after))
        if Verdict.INELIGIBLE in {verdict for name, verdict in after.items() if verdict is not before.get(name)}:
            self.console.say(note_lines(self.interviewer.at_call, earlier, interview, after))
        self.console.say(left_lines(self.interviewer.most_left(interview)))
        return True

    def _close(self) -> None:
        """Nothing is left to ask: offer the plan, a look back, or the result."""
        plan = self.interviewer.most_left(self.interview._replace(about_plan=True)) if self._offer_plan else 0
        lines = ["", *closing_lines(self.interviewer.verdicts(self.interview), plan)]
        self._panel = None
        turn_over = False
        self.console.say(lines)
        while not turn_over:
            line = self.console.read()
            wish = read_wish(line or "")
            if plan != 0 and line is not None and (fold(line) == "plan" or yes_or_no(line) is True):
                self.interview = self.interview._replace(about_plan=True)
                self.console.say(left_lines(plan))
                return
            if line is None or wish in (KEEP, Wish("quit")) or yes_or_no(line) is False:
                self._end = End.FINISHED
                return
            if wish is None or wish == NOT_KNOWN or wish.name == "help":
                not_meant = ["   This is none of what can be written here."] if wish is None else []
                self.console.say([*not_meant, *lines[1:]])
            else:
                turn_over = self._follow(wish, None)

    def _follow(self, wish: Wish, fact: str | None) -> bool:
        """Do what is wanted instead of an answer. Whether the turn is over."""
        match wish.name:
            case "back":
                earlier = self.interview.before(fact)
                if earlier is None:
                    self.console.say(["   There is no question before this one."])
                    return False
                self._wanted = earlier
            case "change":
                wanted = self._to_change(wish.about)
                if wanted is None:
                    return False
                self._wanted = wanted
            case "answers":
                self.console.say(answers_lines(self._rule_set.facts, self.interview, self._answered()))
                return False
            case "quit":
                self._end = End.STOPPED
            case "end":
                self._end = End.OUT_OF_INPUT
        return True

    def _to_change(self, about: str) -> str | None:
        """The fact whose answer is to be changed, by its number in the list of answers or by its name."""
        listed = self._answered()
        if about.isascii() and about.isdigit() and 1 <= int(about[:9]) <= len(listed):
            return listed[int(about) - 1]
        fact = self.interviewer.at_call.profiles.fact(about) if about else None
        if fact is None:
            help = did_you_mean(about, self._rule_set.facts) if about else None
            wrong = f"no answer is called `{about[:40]}`{f': {help}' if help else ''}" if about else "which answer?"
            end = "" if wrong.endswith("?") else "."
            self.console.say([f"   {wrong}{end} Write change and a number or name:"])
            self.console.say(answers_lines(self._rule_set.facts, self.interview, listed))
        return fact

    def _answered(self) -> tuple[str, ...]:
        """The facts that need not be asked about again, in the order in which they were."""
        has = [*self.interview.answers, *sorted(self.interview.not_known)]
        asked = [fact for fact in self.interview.asked if fact in has]
        return (*(fact for fact in has if fact not in asked), *asked)
