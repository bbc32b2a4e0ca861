"""The charts of docs/performance.md, as small SVG files: what is drawn of which result, and the drawing.

Drawn with Matplotlib, which has an environment of its own (the group `bench` of pyproject.toml): it is imported where
something is drawn only. The same figures give the same file, byte for byte. Text and axes take the colour that the
reader's system is set to, light or dark; the lines are of the palette of Okabe and Ito, which people who are
colour-blind can tell apart, and each has a mark of its own besides.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, Literal

Lines = Mapping[str, list[list[Any]]]
"""What a bench's `series` holds of one chart."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: from which benches' series, and how."""

    file: str
    title: str
    across: str
    up: str
    kind: Literal["lines", "bars", "stacked"]
    sources: tuple[tuple[str, str], ...]
    """The benches and the names of the charts in their series."""
    log_across: bool = False
    wanted: float | None = None
    """A dashed line at what is to be reached."""


CHARTS: Final = (
    Chart(
        "claims.svg", "Requests for a claim", "callers", "requests", "lines", (("claims", "requests"),),
        log_across=True, wanted=2.05,
    ),
    Chart("units.svg", "Write units of a call, by part", "", "write units", "stacked", (("units", "write units"),)),
    Chart(
        "start.svg", "Start-up beside boto3 with a client", "", "ratio of instructions", "bars",
        (("start", "start-up"),), wanted=1.15,
    ),
    Chart(
        "memory.svg", "Memory by rows", "rows", "MB", "lines", (("import", "memory"), ("export", "memory")),
        log_across=True,
    ),
    Chart("money.svg", "Money for 1,000 calls, by service", "", "US dollars", "bars", (("costs", "money"),)),
)  # fmt: skip

INK: Final = "#59636e"
"""What text and axes are drawn with; in the file it becomes the colour of the reader's system."""
_STYLE: Final = (
    "<style>svg{color:#1f2328}text{font-family:system-ui,sans-serif}"
    "@media (prefers-color-scheme:dark){svg{color:#e6edf3}}</style>"
)
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7f7f7f", "#8c564b")
MARKS: Final = ("o", "s", "^", "D", "v", "P", "X", "*")


def lines_of(chart: Chart, results: Mapping[str, Any]) -> Lines:
    """The points of a chart; empty where no bench has them yet."""
    found: dict[str, list[list[Any]]] = {}
    for bench, name in chart.sources:
        for line, points in results.get(bench, {}).get("series", {}).get(name, {}).items():
            found[f"{bench}, {line}" if len(chart.sources) > 1 and line != bench else line] = points
    return {line: points for line, points in found.items() if points}


def digest(chart: Chart, lines: Lines) -> str:
    """A hash of what a chart shows. It stands in the file, so a test can hold the chart to the figures."""
    return hashlib.sha256(json.dumps([repr(chart), lines], sort_keys=True).encode()).hexdigest()[:16]


def draw(chart: Chart, lines: Lines) -> str:
    """The chart as SVG. Raises ImportError where Matplotlib is not installed."""
    import matplotlib as mpl  # noqa: PLC0415 - only here, and only in the benches' environment
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings = {
        "svg.hashsalt": "ringround",
        "svg.fonttype": "none",
        "font.size": 10,
        **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(6.4, 3.4), layout="constrained")
        axes = figure.subplots()
        _DRAWING[chart.kind](axes, lines)
        axes.set(title=chart.title, xlabel=chart.across, ylabel=chart.up)
        if chart.log_across:
            axes.set_xscale("log")
            ticks = _apart(sorted({x for points in lines.values() for x, _ in points}))
            axes.set_xticks(ticks, [f"{x:,.0f}" for x in ticks])
            axes.minorticks_off()
        axes.set_ylim(0, 1.1 * max(axes.get_ylim()[1], chart.wanted or 0))
        if chart.wanted is not None:
            axes.axhline(chart.wanted, color=INK, linestyle="--", linewidth=1)
            axes.annotate(
                f"at most {chart.wanted:g}", (0.01, chart.wanted), xycoords=("axes fraction", "data"),
                xytext=(0, 3), textcoords="offset points", fontsize=8,
            )  # fmt: skip
        if len(lines) > 1:
            axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
        out = StringIO()
        figure.savefig(
            out, format="svg", transparent=True,
            metadata={"Date": None, "Creator": None, "Description": digest(chart, lines)},
        )  # fmt: skip
    return _in_the_readers_colours(out.getvalue())


def _in_the_readers_colours(svg: str) -> str:
    head, _, rest = svg.partition("<defs>")
    return (
        "\n".join(line.rstrip() for line in f"{head}{_STYLE}<defs>{rest}".replace(INK, "currentColor").splitlines())
        + "\n"
    )


def _draw_lines(axes: Any, lines: Lines) -> None:
    for n, (line, points) in enumerate(lines.items()):
        across, up = zip(*points, strict=True)
        axes.plot(across, up, label=line, color=COLOURS[n % len(COLOURS)], marker=MARKS[n % len(MARKS)], markersize=5)


def _draw_bars(axes: Any, lines: Lines) -> None:
    """Bars beside one another, each with its figure."""
    names = list(dict.fromkeys(x for points in lines.values() for x, _ in points))
    wide = 0.8 / len(lines)
    for n, (line, points) in enumerate(lines.items()):
        places = [names.index(x) + (n - (len(lines) - 1) / 2) * wide for x, _ in points]
        bars = axes.bar(places, [y for _, y in points], wide * 0.9, label=line, color=COLOURS[n % len(COLOURS)])
        # In the bar, in white, where there is room; over it where it is too low.
        room = max(y for _, y in points) / 8
        inside = [f"{y:.4g}" if y >= room else "" for _, y in points]
        axes.bar_label(bars, inside, fontsize=8, label_type="center", color="white")
        axes.bar_label(bars, ["" if y >= room else f"{y:.3g}" for _, y in points], fontsize=8)
    axes.set_xticks(range(len(names)), [_broken(name) for name in names], fontsize=8)


def _draw_stacked(axes: Any, lines: Lines) -> None:
    """A bar for each part, with its share of each line on top of one another, and their sum over it."""
    names = list(dict.fromkeys(x for points in lines.values() for x, _ in points))
    total = dict.fromkeys(names, 0.0)
    for n, (line, points) in enumerate(lines.items()):
        some = dict(map(tuple, points))
        heights = [float(some.get(name, 0)) for name in names]
        bars = axes.bar(
            range(len(names)), heights, 0.6, bottom=[total[name] for name in names], label=line,
            color=COLOURS[n % len(COLOURS)],
        )  # fmt: skip
        for name, height in zip(names, heights, strict=True):
            total[name] += height
    axes.bar_label(bars, [f"{each:.3g}" for each in total.values()], fontsize=8)
    axes.set_xticks(range(len(names)), [_broken(name) for name in names], fontsize=8)


def _apart(ticks: list[float]) -> list[float]:
    """Those of the values whose labels do not meet on an axis of powers, the largest first."""
    shown: list[float] = []
    for tick in reversed(ticks):
        if not shown or shown[-1] / tick >= 1.8:
            shown.append(tick)
    return shown[::-1]


def _broken(name: str) -> str:
    """A label over two lines where it is long."""
    words = str(name).replace("_", " ").split()
    half = (len(words) + 1) // 2
    return "\n".join((" ".join(words[:half]), " ".join(words[half:]))) if len(str(name)) > 10 else str(name)


_DRAWING: Final[Mapping[str, Callable[[Any, Lines], None]]] = {
    "lines": _draw_lines,
    "bars": _draw_bars,
    "stacked": _draw_stacked,
}


def write(folder: Path, results: Mapping[str, Any]) -> list[str]:
    """Draw every chart whose figures are there; the files' names. A chart without figures goes."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for chart in CHARTS:
        lines = lines_of(chart, results)
        if lines:
            (folder / chart.file).write_text(draw(chart, lines))
            made.append(chart.file)
        else:
            (folder / chart.file).unlink(missing_ok=True)
    return made
