"""All addresses of Fourfold and, beside them inside a trust, the floors."""

from django.urls import include, path

from benchmarks import floors
from config import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

floor_pages = [
    path("empty/", floors.empty),
    path("replay/<slug:name>/", floors.replay),
]

urlpatterns = [path("t/<slug:trust>/bench/", include(floor_pages)), *urls.urlpatterns]
