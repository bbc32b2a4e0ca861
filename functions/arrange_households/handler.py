"""Households follow a bank whose rules or targets change. Started with `{"job": …}`, never over HTTP."""

from ringround.api.job_handler import job_handler

handler = job_handler("arrange_households", {})
