"""The addresses of the product, and a view that is open to injection on purpose, to see that the tool would find it
behind the login."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from access.routes import route
from bunkyo_support.urls import handler400, handler500
from bunkyo_support.urls import urlpatterns as real


@route("OWN", methods=("GET", "HEAD", "POST"))
def careless(request: HttpRequest, words: str = "") -> HttpResponse:
    """SQL of a string, as nothing in the product is written."""
    asked = words or request.POST.get("words") or request.GET.get("words", "")
    with connection.cursor() as cursor:
        cursor.execute(f"select name from organizations_staff where username = '{asked}'")
        return HttpResponse("".join(f"<p>{name}</p>" for (name,) in cursor.fetchall()))


urlpatterns = [
    path("careless/", careless, name="careless"),
    path("careless/<str:words>/", careless, name="careless_path"),
    path("", include(real)),
]

__all__ = ["handler400", "handler500", "urlpatterns"]
