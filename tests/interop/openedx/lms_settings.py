"""Settings of the played Open edX: what lti-consumer-xblock asks of its Django project, and no database."""

import os

PORT = int(os.environ["LMS_PORT"])
HERE = f"http://127.0.0.1:{PORT}"
TOOL = os.environ["LMS_TOOL_URL"]

SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "lms_views"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "config_models"]
MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "lms_journal.middleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REST_FRAMEWORK = {"PAGE_SIZE": 100, "UNAUTHENTICATED_USER": None}  # as edx-exams: the parsers are DRF's own
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

OPENEDX_TELEMETRY: list[str] = []
PLATFORM_NAME = "Open edX"
LMS_ROOT_URL = LTI_BASE = LTI_API_BASE = HERE
