#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bunkyo_support.settings")
    from django.core.management import execute_from_command_line

    from bunkyo_support.room import with_room

    with_room(execute_from_command_line)(sys.argv)


if __name__ == "__main__":
    main()
