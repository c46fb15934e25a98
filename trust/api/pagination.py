"""Lists come in pages."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """?page=2&size=100, at most 200."""

    page_size_query_param = "size"
    max_page_size = 200
