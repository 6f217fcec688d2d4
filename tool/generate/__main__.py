"""`python -m tool.generate` writes every generated file; with `--check` it only says which are stale."""

import sys

from tool.generate.targets import ROOT, stale, write


def main(arguments: list[str]) -> int:
    """Return 1 if a file is stale and only checking was asked for."""
    found = stale()
    for path in found:
        sys.stdout.write(f"{'stale' if '--check' in arguments else 'written'}: {path.relative_to(ROOT)}\n")
    if "--check" in arguments:
        return 1 if found else 0
    write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
