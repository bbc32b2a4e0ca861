"""The alarms of a by-election: what somebody has to look at, and no more, or nobody looks.

Each has a heading of its own in docs/operations.md under "Alarms"; its description says in a sentence what to do.
Most figures say nothing while all is well, so silence is taken as good. Where the number of requests is small a share
or a percentile means little, so those alarms begin with a number that is worth a share.
"""

from typing import NamedTuple

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra import metrics
from infra.config import Election
from infra.constructs.alarm_names import alarm_name
from infra.constructs.figures import FIVE_MINUTES, WORKERS, Figures, total

ASKED = ("login", "next_contact", "submit_response", "organiser")
"""The functions that somebody waits for."""

HALF_AN_HOUR = cdk.Duration.minutes(30)
QUARTER_OF_AN_HOUR = cdk.Duration.minutes(15)

SLOW = 1000
"""Milliseconds. Beyond a second a caller's thought is interrupted; a warm answer takes a twentieth of that."""
SLOW_SIGN_IN = 2000
"""Milliseconds. A sign-in sends a mail, and one waits for it twice a shift at most."""

NEAR_THE_LIMIT = 80
"""Percent of the account's concurrency: what is left is a minute's growth of a good evening."""

BOUNCES = 0.04
COMPLAINTS = 0.0008
"""Of all mails: AWS puts an account under review at 5 % that bounce or 0.1 % that complain, and stops its mail at
twice or five times as much (docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce-rate.html)."""


class Watched(NamedTuple):
    """One alarm: when `metric` reaches `threshold` in `points` of the last `of` periods. `does` says in a sentence
    what to do; `ignore`: silence says nothing, the alarm stays as it was; `percentile`: few samples say nothing."""

    name: str
    metric: cloudwatch.IMetric
    threshold: float
    does: str
    points: int = 1
    of: int = 1
    ignore: bool = False
    percentile: bool = False


class Alarms(Construct):
    """All alarms, and who is told: `topic`, or nobody where it is None."""

    def __init__(
        self, scope: Construct, construct_id: str, *, election: Election, figures: Figures, topic: sns.ITopic | None
    ) -> None:
        super().__init__(scope, construct_id)
        self.names: list[str] = []
        watched = [
            *_answers(figures),
            *_limits(figures),
            *_work(figures),
            *_calls(figures),
            *_guessing(figures, election.made_for.callers),
        ]
        if figures.mail:
            watched += _mail(figures)
        for each in watched:
            self.names.append(alarm_name(election, each.name))
            self._alarm(each, self.names[-1], topic)

    def _alarm(self, watched: Watched, name: str, topic: sns.ITopic | None) -> None:
        missing = cloudwatch.TreatMissingData
        alarm = cloudwatch.Alarm(
            self,
            watched.name,
            alarm_name=name,
            alarm_description=f'{watched.does} See docs/operations.md, "{watched.name}".',
            metric=watched.metric,
            threshold=watched.threshold,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            datapoints_to_alarm=watched.points,
            evaluation_periods=watched.of,
            treat_missing_data=missing.IGNORE if watched.ignore else missing.NOT_BREACHING,
            evaluate_low_sample_count_percentile="ignore" if watched.percentile else None,
        )
        if topic:
            alarm.add_alarm_action(actions.SnsAction(topic))
            # That it is over is worth a mail too: whoever got up for it may sit down.
            alarm.add_ok_action(actions.SnsAction(topic))


def _answers(figures: Figures) -> list[Watched]:
    """Whether requests are answered, and how soon."""
    requests = figures.api("Count")
    slow = {"login": SLOW_SIGN_IN, "next_contact": SLOW, "submit_response": SLOW}
    return [
        Watched(
            "site-not-answering",
            figures.function("site_check", "Errors"),
            1,
            "The site did not answer as it should, twice within a quarter of an hour: open it yourself, and look with "
            "'ringround status' which part fails.",
            points=2,
            of=3,
        ),
        Watched(
            "api-errors",
            _share(figures.api("5xx"), requests, where="part >= 5"),
            1,
            "One request in a hundred ends with an error of ours or 'try again': look which, and why, in the last row "
            "of the dashboard.",
        ),
        Watched(
            "requests-refused",
            _share(figures.api("4xx"), requests, where="every >= 200"),
            50,
            "Most requests are refused: look with which code in the last row of the dashboard; 'not_through_the_site' "
            "means that CloudFront and the functions disagree on the origin secret.",
            points=2,
            of=2,
        ),
        *(
            Watched(
                f"slow-{name.replace('_', '-')}",
                figures.function(name, "Duration", "p95"),
                limit,
                f"One answer of {name} in twenty takes longer than {limit // 1000} s for a quarter of an hour: look "
                "for throttles and lost races first.",
                points=3,
                of=3,
                percentile=True,
            )
            for name, limit in slow.items()
        ),
    ]


def _limits(figures: Figures) -> list[Watched]:
    """Whether something is asked for more than it gives."""
    concurrency = cloudwatch.MathExpression(
        # What is reserved for functions can't be had by others, at work or not: so it counts as taken.
        expression="100 * taken / SERVICE_QUOTA(used)",
        using_metrics={"taken": figures.claimed_concurrency(), "used": figures.account_concurrency()},
        period=cdk.Duration.minutes(1),
    )
    throttled = ("ReadThrottleEvents", "WriteThrottleEvents")
    return [
        Watched(
            "api-throttled",
            figures.own(metrics.API_THROTTLED),
            20,
            "The API's own limit turns callers away: give the by-election a larger size, or more requests_per_second, "
            "and update it.",
        ),
        Watched(
            "functions-throttled",
            total(figures.each_function(ASKED, "Throttles")),
            10,
            "Lambda turns requests away: the account's concurrency, or what is reserved for a function, is used up; "
            "ask AWS for more.",
        ),
        Watched(
            "concurrency-near-limit",
            concurrency,
            NEAR_THE_LIMIT,
            f"All functions of the account together have {NEAR_THE_LIMIT} % of the concurrency that it may: ask AWS "
            "for more before callers are turned away.",
            points=3,
            of=5,
        ),
        # The client tries again by itself, so a few are nothing.
        Watched(
            "table-throttled",
            total([figures.table(name) for name in throttled]),
            20,
            "The table turns requests away in two of three periods of five minutes: a sudden rush, which passes by "
            "itself, or one item that everybody writes.",
            points=2,
            of=3,
        ),
        Watched(
            "index-throttled",
            total([figures.index(name) for name in throttled]),
            20,
            "The queue's index turns requests away: one bank's queue is asked for more than a partition gives; spread "
            "it, with a larger size.",
            points=2,
            of=3,
        ),
        Watched(
            "lost-races",
            _ratio(figures.own(metrics.LOST), figures.own(metrics.CLAIMS), least=100),
            2,
            "For each household handed out two others were lost to other callers: the queue is short for so many "
            "callers, or the bank's queue should be spread over more partitions.",
            points=2,
            of=3,
        ),
    ]


def _work(figures: Figures) -> list[Watched]:
    """What nobody waits for in front of a page."""
    started = [*WORKERS, *(["mail_events"] if "mail_events" in figures.functions else [])]
    return [
        Watched(
            "jobs-failed",
            total(figures.each_function(WORKERS, "Errors")),
            1,
            "An import, export or other long work broke off: Lambda tries once more by itself; if the organiser's page "
            "still says that it failed, have it started again there.",
        ),
        Watched(
            "work-dropped",
            total(figures.each_function(started, "AsyncEventsDropped")),
            1,
            "Lambda gave up something it was to do in the background: find which in the row of jobs on the dashboard, "
            "and have the organiser start it again.",
        ),
    ]


def _guessing(figures: Figures, callers: int) -> list[Watched]:
    """Whether somebody tries codes. One network's 120 tries an hour are 30 in a quarter of an hour; when all callers
    come at once, one in forty may mistype."""
    return [
        Watched(
            "sign-ins-refused",
            figures.own(metrics.SIGN_INS_REFUSED, period=QUARTER_OF_AN_HOUR),
            max(30, callers // 40),
            "Many sign-ins were refused: somebody tries codes, or codes that arrive are not taken; sign in yourself, "
            "and turn the firewall on if it goes on.",
        )
    ]


def _calls(figures: Figures) -> list[Watched]:
    """That nothing which a volunteer recorded is lost: households go out, so calls have to come in."""
    claims, calls = (figures.own(counted, period=HALF_AN_HOUR) for counted in (metrics.CLAIMS, metrics.CALLS))
    # Where no call at all came in there is no figure of calls: in a sum with noughts that counts as none.
    noughts = cloudwatch.MathExpression(expression="0 * claims", using_metrics={"claims": claims}, period=HALF_AN_HOUR)
    recorded = cloudwatch.MathExpression(
        expression="SUM([calls, noughts])", using_metrics={"calls": calls, "noughts": noughts}, period=HALF_AN_HOUR
    )
    return [
        Watched(
            "nothing-recorded",
            cloudwatch.MathExpression(
                expression="IF(claims >= 20 AND recorded < claims / 5, 1, 0)",
                using_metrics={"claims": claims, "recorded": recorded},
                period=HALF_AN_HOUR,
            ),
            1,
            "Households were handed out for half an hour and hardly a call came in: ring a volunteer, sign in, and "
            "record a call yourself; what they recorded waits on their devices.",
        )
    ]


def _mail(figures: Figures) -> list[Watched]:
    """Whether sign-in codes arrive."""
    return [
        Watched(
            "codes-not-sent",
            figures.own(metrics.CODES_NOT_SENT, period=QUARTER_OF_AN_HOUR),
            3,
            "The mail service does not take sign-in codes: look why in the last row of the dashboard, and have "
            "organisers hand codes out meanwhile.",
        ),
        Watched(
            "bounces",
            figures.reputation("BounceRate"),
            BOUNCES,
            "Too many mails of the account come back, and AWS will stop its mail: take addresses that bounce off the "
            "list of volunteers.",
            ignore=True,
        ),
        Watched(
            "complaints",
            figures.reputation("ComplaintRate"),
            COMPLAINTS,
            "Too many mails of the account were reported as spam, and AWS will stop its mail: find who signs others "
            "up, and hand codes out meanwhile.",
            ignore=True,
        ),
    ]


def _share(part: cloudwatch.IMetric, every: cloudwatch.IMetric, *, where: str) -> cloudwatch.MathExpression:
    """How many percent of all are of one kind; 0 unless `where`."""
    return cloudwatch.MathExpression(
        expression=f"IF({where}, 100 * part / every, 0)",
        using_metrics={"part": part, "every": every},
        period=FIVE_MINUTES,
    )


def _ratio(part: cloudwatch.IMetric, to: cloudwatch.IMetric, *, least: int) -> cloudwatch.MathExpression:
    """How many of one thing to each of another: 0 until there are so many of the other."""
    return cloudwatch.MathExpression(
        expression=f"IF(every >= {least}, part / every, 0)",
        using_metrics={"part": part, "every": to},
        period=FIVE_MINUTES,
    )
