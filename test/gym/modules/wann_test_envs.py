"""Environments of all kinds of spaces and faults. Faults come in episodes of the search's seeds alone, from 2^31 on, where not said otherwise."""
import itertools
import os
import time

import gymnasium
import numpy
from gymnasium import spaces

LATER = 2**31


class Drawn(gymnasium.Env):
    """Observations drawn from its space; the reward is of the action."""

    metadata = {"render_modes": ["human"], "render_fps": 20}

    def __init__(self, observations, actions, pids=None, render_mode=None):
        self.observation_space, self.action_space, self.render_mode = observations, actions, render_mode
        if pids is not None:
            open(os.path.join(pids, str(os.getpid())), "w").close()

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        self.seed, self.steps = seed, 0
        self.observation_space.seed(int(self.np_random.integers(2**31)))
        return self.observation_space.sample(), {}

    def step(self, action):
        assert self.action_space.contains(action), "%r is none of %s" % (action, self.action_space)
        self.steps += 1
        return self.observation_space.sample(), self.worth(action), False, False, {}

    def worth(self, action):
        return float(numpy.asarray(action, float).sum())


def box(*shape):
    return spaces.Box(-numpy.inf, numpy.inf, shape, numpy.float32)


PUSH = spaces.Box(-2, 3, (2,), numpy.float32)


class Mixed(Drawn):
    def __init__(self, **more):
        kinds = {
            "wheel": spaces.Discrete(3, start=-1),
            "arm": spaces.Tuple((box(2, 2), spaces.MultiBinary(3), spaces.Discrete(2))),
            "dials": spaces.MultiDiscrete([2, 3]),
            "heat": box(1),
        }
        super().__init__(spaces.Dict(kinds), spaces.MultiDiscrete([3, 2], start=[0, 5]), **more)


class Switches(Drawn):
    def __init__(self, **more):
        super().__init__(box(2, 3), spaces.MultiBinary((2, 2)), **more)


class Whole(Drawn):
    def __init__(self, **more):
        super().__init__(spaces.MultiDiscrete([[2, 3], [4, 2]]), spaces.Box(0, 9, (2, 2), numpy.int64), **more)


class Started(Drawn):
    """Ends in every third step, by turns by itself and cut off; its actions begin with 4."""

    def __init__(self, **more):
        super().__init__(box(2), spaces.Discrete(3, start=4), **more)

    def step(self, action):
        observation, reward, *_ = super().step(action)
        ended = self.steps == 3 + self.seed % 2
        return observation, reward, ended and self.seed % 2 == 0, ended and self.seed % 2 == 1, {}


class Faulty(Drawn):
    """With a fault in the third step of a later episode, or in its reset."""

    def __init__(self, fault, kills=None, seen=None, **more):
        super().__init__(box(2), spaces.Discrete(2), **more)
        self.fault, self.kills, self.seen = fault, kills, seen

    def reset(self, seed=None, options=None):
        observation, info = super().reset(seed=seed)
        if self.fault == "reset" and seed >= LATER:
            raise ValueError("no door\nto the room")
        if self.fault == "first" and seed >= LATER:
            observation[0] = numpy.nan
        return observation, info

    def step(self, action):
        observation, reward, *_ = super().step(action)
        if self.render_mode == "human":
            with open(self.seen, "a") as file:
                file.write("%d\n" % self.steps)
        if self.fault == "early-hang":
            time.sleep(300)
        if self.seed < LATER or self.steps != 3:
            return observation, reward, False, False, {}
        if self.fault == "step":
            raise KeyError("worn out")
        if self.fault == "exit":
            raise SystemExit("enough")
        if self.fault == "shape":
            observation = numpy.zeros(3, numpy.float32)
        if self.fault == "number":
            observation = 1.5
        if self.fault == "nan":
            observation[1] = numpy.nan
        if self.fault == "reward":
            reward = numpy.inf
        if self.fault == "hang":
            if self.seen is not None:
                open(self.seen, "w").close()
            time.sleep(300)
        if self.fault == "deep-hang":
            # No Python code runs meanwhile, not even that which signals have it run.
            sum(itertools.repeat(0, 10**12))
        if self.fault == "kill":
            left = os.listdir(self.kills)
            if left:
                os.unlink(os.path.join(self.kills, left[0]))
                os.kill(os.getpid(), 9)
        return observation, reward, False, False, {}


class Prints(Started):
    def step(self, action):
        print("step by print")
        os.write(1, b"step by write\n")
        return super().step(action)


class Images(Drawn):
    def __init__(self):
        super().__init__(spaces.Box(0, 255, (96, 96, 3), numpy.uint8), spaces.Discrete(2))


class Unbounded(Drawn):
    def __init__(self):
        super().__init__(box(2), box(1))


class Texts(Drawn):
    def __init__(self):
        super().__init__(spaces.Text(5), spaces.Discrete(2))


class Large(Drawn):
    def __init__(self):
        super().__init__(box(1025), spaces.Discrete(2))


class Packages(Drawn):
    def __init__(self):
        import a_package_that_is_nowhere  # noqa: F401


for kind in (Mixed, Switches, Whole, Started, Faulty, Prints, Images, Unbounded, Texts, Large, Packages):
    gymnasium.register("%s-v0" % kind.__name__, entry_point=kind, max_episode_steps=20)
