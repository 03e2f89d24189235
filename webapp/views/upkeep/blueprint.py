"""What the pages of the upkeep share: their blueprint, the coordinator's day, and the way back."""

from datetime import date

from flask import Blueprint, abort, current_app, request, url_for

from casework.tables import Agency
from directory.tables import Service
from webapp.access import actor
from webapp.database import session
from webapp.dates import local_day

blueprint = Blueprint("upkeep", __name__, url_prefix="/upkeep")


def today() -> date:
    """The day it is where the coordinator works."""
    return local_day(session().get_one(Agency, actor().agency_id).time_zone)


def service_or_404(service_id: str) -> Service:
    """The listing with this id."""
    service = session().get(Service, service_id)
    if service is None:
        abort(404)
    return service


def listing_address(service_id: str) -> str:
    """Where the listing itself is read and edited."""
    if "listings.listing" in current_app.view_functions:
        return url_for("listings.listing", service_id=service_id)
    return url_for("find.service", service_id=service_id)


def back() -> str:
    """The page of the upkeep that a form was sent from."""
    wanted = request.form.get("back", "")
    return wanted if wanted.startswith("/upkeep") else url_for("upkeep.page")
