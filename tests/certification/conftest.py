"""Puts the fake platform of the unit tests within reach of the certification cases."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "lti"))
