"""The organisers' routes, area by area: part of the one table in `routes`."""

from .route import Route

ORGANISER_ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/organiser/imports", "organiser", "organiser", "create_import", "Begin an import"),
    Route(
        "POST",
        "/api/organiser/imports/{import}/start",
        "organiser",
        "organiser",
        "start_import",
        "Start an import",
    ),
    Route(
        "GET",
        "/api/organiser/imports/{import}",
        "organiser",
        "organiser",
        "get_import",
        "Progress of an import",
    ),
    Route("GET", "/api/organiser/banks", "organiser", "organiser", "list_all_banks", "Every phone bank"),
    Route("POST", "/api/organiser/banks", "organiser", "organiser", "create_bank", "Create a phone bank"),
    Route("GET", "/api/organiser/notes", "organiser", "organiser", "list_notes", "What volunteers told us"),
    Route("GET", "/api/organiser/jobs/{job}", "organiser", "organiser", "get_job", "How far a job is"),
    Route("POST", "/api/organiser/jobs/{job}/start", "organiser", "organiser", "start_job", "Start a job again"),
    Route("GET", "/api/organiser/audit", "organiser", "organiser", "list_audit", "What organisers did"),
)
