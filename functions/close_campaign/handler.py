"""The end of a campaign: everything personal is destroyed. Started with `{"job": …}`, never over HTTP."""

from ringround.api.job_handler import job_handler

handler = job_handler("close_campaign", {})
