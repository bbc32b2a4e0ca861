"""What the organisers' API says of a bank and of a job."""


def bank(**more: object) -> dict[str, object]:
    """A bank as the organisers' API shows it."""
    return {
        "id": "weekend",
        "name": "Weekend",
        "purpose": "",
        "kind": "voter_id",
        "status": "open",
        "open_now": True,
        "hours": {"mon": ["10:00", "20:30"], "sun": None},
        "priority": 3,
        "people": 1200,
        "households": 700,
        "cool_down_minutes": 240,
        "busy_wait_minutes": 15,
        "max_attempts": 3,
        "left_message_allowed": False,
        "screening": False,
        "screening_waived": "",
        "claims_per_hour": 120,
        "skips_per_hour": 30,
        "return_number_display": None,
        "leaderboard": False,
        "script_version": 1,
        "job": None,
        "created_at": "2027-02-01T10:00:00Z",
        "progress": {"reached": 7, "calls": 9},
        "target": None,
        **more,
    }


def job(state: str = "done", **more: object) -> dict[str, object]:
    """A job as the API shows it."""
    base = {"id": "j1", "kind": "place", "state": state, "done": 1, "total": 2, "result": {}, "error": None}
    return {"job": {**base, **more}}
