"""Exports, and what is counted for filters. Started with `{"job": …}`, never over HTTP."""

from ringround.api.job_handler import job_handler

handler = job_handler("export_results", {})
