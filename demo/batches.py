"""Which batches the demo office has, and who registers for them: every state a visitor or an officer can meet.

Days count from today. `around` is the day the paths of a batch count from; `cast` says how many people walk which path.
"""

from dataclasses import dataclass, field

from demo.agenda import Agenda
from programs.enums import Mode


@dataclass(frozen=True)
class Plan:
    """One batch. `window` and `starts` are days from today; `cast` is played in this order."""

    key: str
    program: str
    number: int
    window: tuple[int, int]
    starts: int
    room: str
    trainer: str
    around: int = 0
    sessions: int = 30
    capacity: int = 16
    reserve_size: int = 6
    mode: str = Mode.ORDER
    confirm: int | None = None
    pass_mark: int = 0
    cast: list[tuple[str, int]] = field(default_factory=list)

    def columns(self, agenda: Agenda) -> dict:
        """The columns of the batch page."""
        names = ("number", "sessions", "capacity", "reserve_size", "mode", "pass_mark", "room", "trainer")
        confirm = None if self.confirm is None else agenda.moment(self.confirm, 23, 59)
        return {name: getattr(self, name) for name in names} | {
            "opens_at": agenda.moment(self.window[0], 8),
            "closes_at": agenda.moment(self.window[1], 23, 59),
            "starts_on": agenda.workday_after(agenda.day(self.starts)),
            "confirm_by": confirm,
        }


SHORT = {"sessions": 3, "reserve_size": 5}

PLANS = [
    # Finished.
    Plan(
        "motor-done",
        "motor",
        2,
        (-100, -72),
        -58,
        "motor",
        "togar",
        around=-70,
        capacity=10,
        pass_mark=60,
        cast=[("accepted", 9), ("gave_up", 1), ("moved_up", 1), ("rejected", 1)],
    ),
    Plan(
        "sewing-done",
        "menjahit",
        2,
        (-90, -62),
        -47,
        "jahit",
        "bambang",
        around=-60,
        capacity=10,
        pass_mark=60,
        cast=[("accepted", 10), ("left_out", 2)],
    ),
    Plan(
        "makeup-done",
        "tata-rias",
        3,
        (-45, -26),
        -20,
        "aula",
        "reza",
        around=-28,
        capacity=10,
        **SHORT,
        cast=[("short_seated", 8), ("short_gave_up", 1)],
    ),
    Plan(
        "praja-done",
        "sp-makanan",
        1,
        (-52, -33),
        -27,
        "balai",
        "reza",
        around=-35,
        capacity=10,
        **SHORT,
        cast=[("short_seated", 5)],
    ),
    # Running.
    Plan(
        "electric-running",
        "listrik",
        2,
        (-62, -34),
        -19,
        "listrik",
        "bambang",
        around=-33,
        capacity=10,
        cast=[("accepted", 8), ("gave_up", 2), ("moved_up", 2), ("left_out", 1), ("rejected", 1)],
    ),
    Plan(
        "marketing-running",
        "marketing",
        2,
        (-30, -6),
        -1,
        "komputer",
        "nadya",
        around=-7,
        capacity=10,
        **SHORT,
        cast=[("short_seated", 7)],
    ),
    # Selection.
    Plan(
        "culinary-selection",
        "tata-boga",
        2,
        (-40, -5),
        14,
        "dapur",
        "mei",
        mode=Mode.SCORE,
        reserve_size=8,
        cast=[("agreed", 4), ("decided", 3), ("refused", 3), ("put_back", 2), ("decision", 3), ("test_late", 2)],
    ),
    Plan(
        "motor-offers",
        "motor",
        3,
        (-40, -6),
        18,
        "motor",
        "togar",
        capacity=10,
        confirm=3,
        cast=[("offered", 4), ("took", 3), ("declined", 3), ("waits", 5)],
    ),
    Plan(
        "online-offers",
        "bisnis-online",
        7,
        (-30, -7),
        9,
        "komputer",
        "reza",
        capacity=8,
        confirm=-6,
        **SHORT,
        cast=[("short_took", 4), ("short_expired", 4), ("short_waits", 5)],
    ),
    # Open.
    Plan(
        "sewing-open",
        "menjahit",
        3,
        (-26, 12),
        41,
        "jahit",
        "euis",
        cast=[
            ("lapsed", 1),
            ("withdrawn", 2),
            ("overdue", 1),
            ("corrected", 1),
            ("correction", 1),
            ("rejected", 1),
            ("leased", 1),
            ("held", 2),
            ("new", 2),
            ("today", 2),
        ],
    ),
    Plan(
        "cooling-open",
        "pendingin",
        2,
        (-26, 4),
        27,
        "pendingin",
        "yohanes",
        cast=[
            ("lapsed", 2),
            ("not_corrected", 1),
            ("duplicate", 1),
            ("overdue", 2),
            ("corrected", 2),
            ("scored", 2),
            ("test", 3),
            ("correction", 2),
            ("partly", 1),
            ("held", 1),
            ("new", 1),
        ],
    ),
    Plan(
        "hotel-full",
        "perhotelan",
        1,
        (-40, 6),
        34,
        "hotel",
        "wayan",
        capacity=12,
        cast=[
            ("decided", 3),
            ("decision", 4),
            ("test_late", 2),
            ("overdue", 2),
            ("partly", 1),
            ("reserved", 3),
            ("in_line", 2),
        ],
    ),
    Plan(
        "computer-open",
        "komputer",
        4,
        (-20, 8),
        41,
        "komputer",
        "taufik",
        mode=Mode.SCORE,
        reserve_size=8,
        cast=[("scored", 1), ("test", 2), ("corrected", 1), ("correction", 1), ("new", 2), ("today", 2)],
    ),
    Plan(
        "barista-open",
        "barista",
        5,
        (-14, 9),
        20,
        "aula",
        "uli",
        capacity=30,
        **SHORT,
        cast=[("short_rejected", 2), ("short_accepted", 3), ("short_decision", 3), ("new", 1), ("today", 1)],
    ),
    Plan(
        "printing-nearly-full",
        "sablon",
        4,
        (-16, 3),
        16,
        "aula",
        "reza",
        capacity=10,
        **SHORT,
        cast=[("short_accepted", 5), ("short_decision", 2), ("overdue", 1), ("new", 1)],
    ),
    Plan(
        "praja-barista-open",
        "sp-barista",
        2,
        (-16, 2),
        13,
        "balai",
        "uli",
        capacity=20,
        **SHORT,
        cast=[("short_accepted", 2), ("correction", 1), ("new", 2)],
    ),
    # Opens soon.
    Plan("design-soon", "desain", 3, (5, 26), 55, "desain", "nadya", mode=Mode.SCORE),
    Plan("praja-content-soon", "sp-konten", 3, (2, 14), 27, "balai", "nadya", capacity=20, **SHORT),
    Plan("packing-soon", "kemasan", 2, (9, 20), 34, "aula", "reza", capacity=30, **SHORT),
    # Cancelled.
    Plan(
        "computer-cancelled",
        "komputer",
        3,
        (-30, -9),
        12,
        "komputer",
        "taufik",
        around=-10,
        cast=[("test", 4), ("withdrawn", 1)],
    ),
    # By score: a list that is published, and one that waits for the head.
    Plan(
        "design-result",
        "desain",
        1,
        (-50, -14),
        12,
        "desain",
        "taufik",
        mode=Mode.SCORE,
        sessions=14,
        capacity=8,
        reserve_size=3,
        cast=[("ranked", 6), ("ranked_equal", 2), ("ranked_apart", 1), ("ranked_disabled", 1), ("ranked_listed", 2)],
    ),
    Plan(
        "design-selection",
        "desain",
        2,
        (-40, -5),
        36,
        "desain",
        "taufik",
        mode=Mode.SCORE,
        sessions=10,
        capacity=8,
        reserve_size=2,
        cast=[("ranked", 6), ("ranked_equal", 2), ("ranked_apart", 1), ("ranked_disabled", 1), ("half_scored", 2)],
    ),
]
DRAFT = Plan("hotel-draft", "perhotelan", 2, (30, 50), 80, "hotel", "wayan")
