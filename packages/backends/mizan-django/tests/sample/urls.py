from django.urls import include, path
from mizan.urls import view_paths

urlpatterns = [
    path("api/mizan/", include("mizan.urls")),
    path("async/mizan/", include("mizan.async_urls")),
    *view_paths(),
]
