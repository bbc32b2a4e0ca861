"""Updating a by-election that is up: what changes is shown, and what would lose something is refused."""

from datetime import date

import pytest

from infra.commands import deploy as deploy_command
from infra.commands import deploy_screen
from infra.config import Election

from .place import LOST, NAME, Place, deploy
from .runner import run


class TestUpdate:
    """A by-election that is up."""

    def test_what_changes_is_shown_deployed_and_can_be_gone_back_from(self, place: Place) -> None:
        place.runs(NAME)
        result = run("update", NAME, "--yes")
        assert result.exit_code == 0, result.output
        assert place.asked == ["synth", "diff", "deploy"]
        assert "changed     1  AWS::Lambda::Function" in result.stdout
        assert "ringround rollback oakshire" in result.stdout
        assert place.forward == [NAME]
        (log,) = (place.folder / "work" / NAME).glob("*.log")
        # Differences quote the templates, and people's addresses with them.
        assert "loginfunction1" not in log.read_text("utf-8")

    def test_a_change_that_loses_what_cant_be_made_anew_is_refused_whatever_was_said(self, place: Place) -> None:
        place.runs(NAME)
        place.says("diff", LOST.format(NAME))
        result = run("update", NAME, "--yes")
        assert (result.exit_code, place.asked) == (1, ["synth", "diff"])
        assert "LOST: AWS::DynamoDB::Table data/table/one" in result.stdout

    def test_a_deploy_of_one_that_is_up_is_an_update(self, place: Place) -> None:
        place.runs(NAME)
        place.says("diff", LOST.format(NAME))
        assert deploy("--yes").exit_code == 1
        assert place.asked == ["synth", "diff"]

    def test_one_that_is_not_up_is_not_updated(self, place: Place) -> None:
        result = run("update", NAME, "--yes")
        assert (result.exit_code, place.asked) == (1, [])
        assert "ringround deploy oakshire" in result.stderr

    @pytest.mark.parametrize(("calling", "warned"), [(True, True), (False, False)])
    def test_in_calling_hours_what_every_request_goes_through_is_warned_of(
        self, place: Place, monkeypatch: pytest.MonkeyPatch, calling: bool, warned: bool
    ) -> None:
        place.runs(NAME)
        line = "[~] AWS::ApiGatewayV2::Route api/x x1"
        place.says("diff", f"Stack {NAME}/app (ringround-{NAME}-app)\n{line}\n")
        monkeypatch.setattr(deploy_command, "in_calling_hours", lambda *_: calling)
        result = run("update", NAME, "--yes")
        assert (result.exit_code, "It is calling hours" in result.stderr) == (0, warned)

    def test_all_stops_at_the_first_failure(self, place: Place) -> None:
        for name in ("alphaton", "betaford"):
            place.file(name)
        place.runs("alphaton", "betaford")
        place.says("diff", LOST.format("alphaton"))
        result = run("update", "--all", "--yes")
        assert result.exit_code == 1
        assert "Running: alphaton, betaford" in result.stderr
        assert place.asked == ["synth", "diff"]

    def test_all_takes_each_in_turn(self, place: Place) -> None:
        for name in ("alphaton", "betaford"):
            place.file(name)
        place.runs("alphaton", "betaford")
        result = run("update", "--all", "--yes")
        assert result.exit_code == 0, result.output
        assert place.forward == ["alphaton", "betaford"]

    @pytest.mark.parametrize("words", [(), (NAME, "--all")])
    def test_it_is_one_or_all(self, place: Place, words: tuple[str, ...]) -> None:
        assert (run("update", *words).exit_code, place.asked) == (2, [])


def test_calling_hours_are_the_files_or_the_usual_ones() -> None:
    # Monday, 1 February 2027, 10:00 in London.
    monday_at_ten = 1801476000
    usual = Election(name=NAME, title="Oakshire", poll_date=date(2027, 3, 4))
    assert deploy_screen.in_calling_hours(usual, monday_at_ten)
    late = usual.model_copy(update={"hours": {"mon": ["12:00", "20:00"]}})
    assert not deploy_screen.in_calling_hours(late, monday_at_ten)
