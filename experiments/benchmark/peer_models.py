"""One small model, written in each of several tools as its own documents write models.

Job search, month by month: each of ``n`` agents has a rate of finding work of its own (``RATES`` in turn), found with
probability 1 - exp(-rate), worked out for each agent in each month; who is in work loses it with probability ``LOSE``.
Nobody is in work at first. Each function returns the share in work after ``months``; ``expected`` is that share
exactly.

The text of this file is handed to a Python that may have nothing of this project; each function imports its own tool.
"""

from __future__ import annotations

import math
import time
from typing import Any

RATES = (0.02, 0.04, 0.06, 0.08)
LOSE = 0.02


def expected(months: int) -> float:
    """Share in work after so many months."""
    shares = []
    for rate in RATES:
        both = 1.0 - math.exp(-rate) + LOSE
        shares.append((both - LOSE) / both * (1.0 - (1.0 - both) ** months))
    return sum(shares) / len(shares)


def plain_mesa(n: int, months: int, seed: int) -> float:
    """Mesa: agents with a method, called in turn."""
    import mesa

    class Person(mesa.Agent):
        def __init__(self, model: Any, rate: float) -> None:
            super().__init__(model)
            self.rate, self.in_work = rate, False

        def search(self) -> None:
            if self.in_work:
                self.in_work = self.random.random() >= LOSE
            else:
                self.in_work = self.random.random() < 1.0 - math.exp(-self.rate)

    class Town(mesa.Model):
        def __init__(self) -> None:
            super().__init__(rng=seed)
            Person.create_agents(self, n, [RATES[i % len(RATES)] for i in range(n)])

        def step(self) -> None:
            self.agents.do("search")

    town = Town()
    for _ in range(months):
        town.step()
    return sum(person.in_work for person in town.agents) / n


def numpy(n: int, months: int, seed: int) -> float:
    """NumPy: everybody at once, in arrays."""
    import numpy as np

    rng = np.random.default_rng(seed)
    rate, in_work = np.resize(RATES, n), np.zeros(n, bool)
    for _ in range(months):
        u = rng.random(n)
        in_work = np.where(in_work, u >= LOSE, u < 1.0 - np.exp(-rate))
    return float(in_work.mean())


def mesa_frames(n: int, months: int, seed: int) -> float:
    """mesa-frames: everybody at once, in a data frame of polars."""
    import mesa_frames as mf
    import polars as pl

    class People(mf.AgentSetPolars):
        def __init__(self, model: Any) -> None:
            super().__init__(model)
            rates = [RATES[i % len(RATES)] for i in range(n)]
            self += pl.DataFrame({"unique_id": range(n), "rate": rates, "in_work": [False] * n})

        agents: Any

        def step(self) -> None:
            u = pl.lit(pl.Series(self.random.random(len(self))))
            found = u < 1.0 - (-pl.col("rate")).exp()
            self.agents = self.agents.with_columns(in_work=pl.when("in_work").then(u >= LOSE).otherwise(found))

    class Town(mf.ModelDF):
        def __init__(self) -> None:
            super().__init__(seed)
            self.people = People(self)
            self.agents += self.people

    town = Town()
    for _ in range(months):
        town.step()
    return float(town.people.agents["in_work"].mean())


def starsim(n: int, months: int, seed: int) -> float:
    """Starsim: a module with a state and two streams of draws, each person with draws of its own."""
    import numpy as np
    import starsim as ss

    class Search(ss.Module):
        def __init__(self) -> None:
            super().__init__()
            self.define_states(ss.FloatArr("rate", default=0.0), ss.BoolState("in_work", default=False))
            self.find = ss.bernoulli(p=lambda module, sim, uids: 1.0 - np.exp(-module.rate[uids]))  # noqa: ARG005
            self.lose = ss.bernoulli(p=LOSE)

        def init_post(self) -> None:
            super().init_post()
            self.rate[:] = np.resize(RATES, n)

        def step(self) -> None:
            searching, working = (~self.in_work).uids, self.in_work.uids
            found, lost = self.find.filter(searching), self.lose.filter(working)
            self.in_work[found] = True
            self.in_work[lost] = False

    search = Search()
    dates = {"start": 0, "dt": ss.months(1), "stop": ss.months(months - 1)}
    sim = ss.Sim(n_agents=n, modules=search, **dates, rand_seed=seed, verbose=0, copy_inputs=False)
    sim.run()
    return float(np.mean(search.in_work.values))


def numba(n: int, months: int, seed: int) -> float:
    """Numba: a compiled loop over arrays, with nothing around it."""
    import numpy as np

    return float(_compiled()(np.resize(RATES, n), months, seed))


KERNELS: list[Any] = []  # compiled once


def _compiled() -> Any:
    import numpy as np
    from numba import njit

    def simulate(rates: Any, months: int, seed: int) -> float:
        np.random.seed(seed)  # noqa: NPY002  (what numba compiles)
        in_work = np.zeros(len(rates), np.bool_)
        for _ in range(months):
            for i in range(len(rates)):
                u = np.random.random()  # noqa: NPY002
                in_work[i] = u >= LOSE if in_work[i] else u < 1.0 - math.exp(-rates[i])
        return in_work.mean()

    if not KERNELS:
        KERNELS.append(njit(simulate))
    return KERNELS[0]


PEERS: dict[str, tuple[str, Any]] = {  # by name: what is imported, and the model
    "Mesa": ("mesa", plain_mesa),
    "mesa-frames": ("mesa_frames", mesa_frames),
    "Starsim": ("starsim", starsim),
    "NumPy": ("numpy", numpy),
    "numba": ("numba", numba),
}


def speed(name: str, n: int, months: int, repeats: int) -> dict[str, float]:
    """Agent-months a second, the most of some repeats, and the share in work of the last; what compiles is warm."""
    _, model = PEERS[name]
    model(n, 2, 1)
    most = share = 0.0
    for seed in range(1, 1 + repeats):
        start = time.process_time()
        share = model(n, months, seed)
        most = max(most, n * months / (time.process_time() - start))
    return {"speed": most, "share": share}
