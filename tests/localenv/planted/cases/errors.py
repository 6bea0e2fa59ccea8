"""Planted: what localenv/semgrep/errors.yml must find, and what it must leave alone."""

import contextlib


def caught(work):
    try:
        work()
    # ruleid: every-error-caught
    except Exception:
        pass
    try:
        work()
    except KeyError:
        pass
    # ruleid: every-error-caught
    except (ValueError, Exception) as error:
        raise KeyError from error
    else:
        work()
    try:
        work()
    # ruleid: every-error-caught
    except:
        pass
    # ruleid: every-error-caught
    with contextlib.suppress(Exception):
        work()
    try:
        work()
    # ok: every-error-caught
    except (ValueError, smtplib.SMTPException):
        pass


# ruleid: door-left-open
@csrf_exempt
def view(request):
    return None


# ok: door-left-open
@require_POST
def other(request):
    return None
