"""Which Python makes `.venv`, when nobody says: that of the system where it will do, else `python3`.

Distributions build theirs with profiles of its work; one compiled on the machine (pyenv) is not, unless asked, and
takes a third longer for everything.
"""

import subprocess

SYSTEM, USUAL = "/usr/bin/python3", "python3"
WILL_DO = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"


def will_do(interpreter: str) -> bool:
    """Whether it is new enough and can make an environment."""
    try:
        result = subprocess.run([interpreter, "-c", WILL_DO], capture_output=True, check=False)
    except OSError:
        return False
    return result.returncode == 0


def choose(system: str = SYSTEM, usual: str = USUAL) -> str:
    return system if will_do(system) else usual


if __name__ == "__main__":
    print(choose())
