"""implicit's own update of one person, timed in its environment: a process that answers line by line.

A line in is a JSON list of histories, each a list of item numbers; a line out the processor seconds that each took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import thread_time

ROOT = Path(__file__).parents[3]
PYTHON = Path(sys.prefix) / "peers" / "implicit" / "bin" / "python"
THREADS = {f"{pool}_NUM_THREADS": "1" for pool in ("OMP", "OPENBLAS", "MKL")}
FACTORS, PEOPLE, EACH = 64, 500, 50


@dataclass(frozen=True, slots=True)
class Folding:
    """The process."""

    process: subprocess.Popen[str]

    def seconds(self, histories: Sequence[Sequence[int]]) -> list[float]:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self.process.stdin.write(json.dumps(histories) + "\n")
        self.process.stdin.flush()
        return [float(each) for each in json.loads(self.process.stdout.readline())]


@contextmanager
def folding(items: int, seed: int) -> Iterator[Folding | None]:
    """A fitted model that waits for histories; None where implicit has no environment."""
    if not PYTHON.exists():
        yield None
        return
    command = [str(PYTHON), "-m", "tests.bench.peers.updating", str(items), str(seed)]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **THREADS}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Folding(process)
        if process.stdin:
            process.stdin.close()


def _serve(items: int, seed: int) -> None:
    import numpy as np
    from implicit.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    rng = np.random.default_rng(seed)
    rows, columns = np.repeat(np.arange(PEOPLE), EACH), (items * rng.random(PEOPLE * EACH) ** 2).astype(int)
    met = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(PEOPLE, items))
    model = AlternatingLeastSquares(factors=FACTORS, iterations=3, num_threads=1, random_state=seed)
    model.fit(met, show_progress=False)
    for line in sys.stdin:
        taken = []
        for history in json.loads(line):
            ones = np.ones(len(history), dtype=np.float32)
            row = csr_matrix((ones, (np.zeros(len(history), dtype=int), history)), shape=(1, items))
            begun = thread_time()
            model.recalculate_user(0, row)
            taken.append(thread_time() - begun)
        sys.stdout.write(json.dumps(taken) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
