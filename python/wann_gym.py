# coding: utf-8
"""Gymnasium and WANN's networks.

As a program it is the bridge of `wann evolve gym:CartPole-v1`: networks answer in the program that starts it, environments run here.
As a module it has Network, which reads a champion.json, so that Python drives an environment with it:

    network = wann_gym.Network("champion.json")
    env = network.make(render_mode="human")
    observation, info = env.reset(seed=0)
    observation, reward, terminated, truncated, info = env.step(network.action(observation))

Frames of the bridge, little-endian. A request has 8 bytes and room for a row of 32 numbers for each output; what it does not need is idle:

    | 0 STEP,  lanes  |  outputs, f64 [output][32 lanes]
    | 1 RESET, count  |  lane and seed, u32 [count][2]        no lane twice
    | 2 MOVE,  to     |  from, u32                            has no answer

An answer has all lanes' rows:

    | length, nanoseconds |  observation, f64 [number][32 lanes], then rewards, terminated, truncated, [32 lanes] each

The nanoseconds are those spent here, up to 2^32 - 1. Where the length is not 0, so many bytes of text follow: what went wrong.
"""
# The file has to be read by an old Python, which then says that it is too old.
import json
import math
import os
import signal
import struct
import sys

OLDEST = (3, 10)
LANES = 32
MOST_INPUTS = 1024
MOST_OUTPUTS = 64
# After so many seconds the steps of all lanes are watched one by one.
SLOW_SECONDS = 1
# Of an environment that has no limit.
USUAL_STEPS = 1000
STEP, RESET, MOVE = range(3)


class Problem(Exception):
    """What is said to a person in its own words."""


def is_gymnasiums(error):
    """Whether an exception is Gymnasium's own, as that of an unknown id: its text says all of it."""
    return type(error).__module__ == "gymnasium.error"


def last_line(error):
    """An exception as the last line of its traceback."""
    import traceback

    if isinstance(error, Problem) or is_gymnasiums(error):
        return " ".join(str(error).split())
    text = "".join(traceback.format_exception_only(type(error), error))
    return " ".join(line.strip() for line in text.strip().splitlines())


def write_report(path, error):
    import traceback

    with open(path, "w") as report:
        traceback.print_exception(type(error), error, error.__traceback__, file=report)


def import_gymnasium():
    try:
        import gymnasium
    except ImportError as error:
        if getattr(error, "name", "") != "gymnasium":
            raise Problem("gymnasium cannot be imported: %s" % last_line(error))
        raise Problem("%s has no gymnasium: %s -m pip install gymnasium" % (sys.executable, sys.executable))
    return gymnasium


def make(name, **more):
    """The environment of ID?key=value&key=value, or of module:ID?..., which is imported first."""
    gymnasium = import_gymnasium()
    name, _, text = name.partition("?")
    options = {}
    for pair in text.split("&") if text else []:
        key, found, value = pair.partition("=")
        if not found or key in ("id", "render_mode", "disable_env_checker"):
            raise Problem("option %r: expected key=value, as %s takes it" % (pair, name))
        try:
            options[key] = {"True": True, "False": False, "None": None}[value]
        except KeyError:
            try:
                options[key] = json.loads(value)
            except ValueError:
                options[key] = value
    options.update(more)
    return gymnasium.make(name, disable_env_checker=True, **options)


def kind_of(space):
    """The name of Gymnasium's class of spaces that it is of."""
    names = [each.__name__ for each in type(space).__mro__ if each.__module__.startswith("gymnasium.spaces.")]
    return (names + [type(space).__name__])[0]


class Actions:
    """An action space as a network's outputs."""

    def __init__(self, space):
        import numpy

        self.numpy, kind = numpy, kind_of(space)
        self.compares = kind != "Box"
        if kind == "Discrete":
            self.choices = [int(space.start) + i for i in range(int(space.n))]
            self.labels = ["action %d" % choice for choice in self.choices]
            self.of = self.largest
        elif kind == "MultiDiscrete":
            self.sizes = [int(n) for n in space.nvec.flatten()]
            self.labels = ["%d is %d" % (part, i) for part, n in enumerate(self.sizes) for i in range(n)]
            self.shape, self.dtype, self.start = space.nvec.shape, space.dtype, space.start
            self.of = self.groups
        elif kind == "MultiBinary":
            self.shape, self.dtype = space.shape, space.dtype
            self.labels = ["switch %d" % i for i in range(int(numpy.prod(space.shape)))]
            self.of = self.switches
        elif kind == "Box":
            low, high = (numpy.array(bound, numpy.float64).flatten() for bound in (space.low, space.high))
            if not (numpy.isfinite(low).all() and numpy.isfinite(high).all()):
                raise Problem("actions from %s to %s: expected finite bounds, to which outputs are scaled" % (low, high))
            self.low, self.span = low[:, None], (high - low)[:, None]
            self.shape, self.dtype = space.shape, space.dtype
            self.whole = numpy.issubdtype(self.dtype, numpy.integer)
            self.labels = ["action %d" % (i + 1) for i in range(len(low))]
            self.of = self.scaled
        else:
            raise Problem("actions are %s: expected Discrete, Box, MultiDiscrete or MultiBinary" % kind)
        if not 1 <= len(self.labels) <= MOST_OUTPUTS:
            raise Problem("actions of %d numbers: expected 1 to %d" % (len(self.labels), MOST_OUTPUTS))

    # Each is given outputs, f64 [output][lane], and returns an action a lane. Arrays are new ones: environments may keep them.

    def largest(self, outputs):
        choices = self.choices
        return [choices[i] for i in outputs.argmax(axis=0).tolist()]

    def groups(self, outputs):
        parts, first = [], 0
        for size in self.sizes:
            parts.append(outputs[first : first + size].argmax(axis=0))
            first += size
        chosen = self.numpy.array(parts, self.dtype).T.reshape((-1,) + self.shape)
        return list(chosen + self.start)

    def switches(self, outputs):
        return list((outputs > 0).T.astype(self.dtype).reshape((-1,) + self.shape))

    def scaled(self, outputs):
        values = self.low + (self.numpy.minimum(self.numpy.maximum(outputs, -1), 1) + 1) / 2 * self.span
        if self.whole:
            values = self.numpy.rint(self.numpy.nan_to_num(values))
        return list(values.T.astype(self.dtype).reshape((-1,) + self.shape))


class Observations:
    """An observation space as numbers, and as a network's inputs in the order of gymnasium.spaces.utils.flatten.

    codes has for each number how many inputs it is the place of the 1 in; 0: it is an input itself.
    """

    def __init__(self, space):
        import numpy

        self.numpy, self.labels, self.codes = numpy, [], []
        self.write = self.writer(space, "")
        self.count = len(self.codes)
        if not 1 <= len(self.labels) <= MOST_INPUTS:
            raise Problem("observations of %d numbers: expected 1 to %d" % (len(self.labels), MOST_INPUTS))
        if kind_of(space) == "Box":
            self.shape, self.put = space.shape, self.put_box
        else:
            self.put = self.put_any

    def writer(self, space, name):
        """A function that makes a list of numbers of an observation of the space; codes and labels are noted."""
        kind, numpy = kind_of(space), self.numpy
        if kind == "Dict":
            keys = list(space.spaces)
            parts = [self.writer(space.spaces[key], ("%s %s" % (name, key)).strip()) for key in keys]
            return lambda observation: [x for key, part in zip(keys, parts) for x in part(observation[key])]
        if kind == "Tuple":
            parts = [self.writer(part, ("%s %d" % (name, i)).strip()) for i, part in enumerate(space.spaces)]
            return lambda observation: [x for i, part in enumerate(parts) for x in part(observation[i])]
        if kind in ("Box", "MultiBinary"):
            if kind == "Box" and space.dtype == numpy.uint8 and len(space.shape) > 1:
                sides = " x ".join(str(side) for side in space.shape)
                raise Problem("observations are images, %s: expected numbers; these networks have no use for pixels" % sides)
            count, shape = int(numpy.prod(space.shape)), space.shape
            usual = "switch" if kind == "MultiBinary" else "input"
            self.labels += [name] if name and count == 1 else ["%s %d" % (name or usual, i + 1) for i in range(count)]
            self.codes += [0] * count
            return lambda observation: self.shaped(observation, shape).reshape(-1).tolist()
        if kind in ("Discrete", "MultiDiscrete"):
            if kind == "Discrete":
                sizes, starts, names = [int(space.n)], [int(space.start)], [name or "state"]
            else:
                sizes, starts = space.nvec.flatten().tolist(), space.start.flatten().tolist()
                names = [("%s %d" % (name, i)).strip() for i in range(len(sizes))]
            for part, size, start in zip(names, sizes, starts):
                self.labels += ["%s is %d" % (part, start + i) for i in range(size)]
                self.codes.append(size)
            if kind == "Discrete":
                return lambda observation: [self.place(observation, starts[0], sizes[0])]
            shape = space.nvec.shape
            return lambda observation: [
                self.place(*each) for each in zip(self.shaped(observation, shape).reshape(-1).tolist(), starts, sizes)
            ]
        raise Problem("observations are %s: expected Box, Discrete, MultiDiscrete, MultiBinary, Dict or Tuple" % kind)

    def shaped(self, observation, shape):
        if type(observation) is not self.numpy.ndarray:
            observation = self.numpy.asarray(observation)
        if observation.shape != shape:
            raise Problem("an observation of shape %s: expected %s" % (observation.shape, shape))
        return observation

    def place(self, observation, start, size):
        place = int(observation) - start
        if not 0 <= place < size:
            raise Problem("the observation %s: expected a whole number from %d to %d" % (observation, start, start + size - 1))
        return place

    # Each writes an observation into a column of numbers. Raises a Problem where it is none of the space.

    def put_box(self, observation, column):
        if type(observation) is not self.numpy.ndarray or observation.shape != self.shape:
            observation = self.shaped(observation, self.shape)
        column[...] = observation if observation.ndim == 1 else observation.reshape(-1)

    def put_any(self, observation, column):
        column[...] = self.write(observation)

    def inputs(self, numbers):
        """A network's inputs, before they are scaled."""
        inputs = []
        for number, code in zip(numbers, self.codes):
            inputs += [1.0 if i == number else 0.0 for i in range(code)] if code else [number]
        return inputs


SCALE_EPISODES = 32
SCALE_STEPS = 200


def measure(env, observations, actions, limit, seconds):
    """The scale of each input, the least reward, and whether all numbers were finite, over random actions held for some steps.

    A scale is the power of two next to the root mean square, and 1 of the inputs of a code.
    """
    import numpy

    column, squares = numpy.zeros((2, observations.count))
    seen, least, finite = 0, 0.0, True
    for seed in range(SCALE_EPISODES):
        choice = numpy.random.default_rng(2**31 + seed)
        draw = lambda: actions.of(choice.uniform(-1, 1, (len(actions.labels), 1)))[0]
        signal.alarm(seconds)
        where = "reset"
        try:
            observation, _ = env.reset(seed=seed)
            where, action = "step", draw()
            for _ in range(min(SCALE_STEPS, limit)):
                observations.put(observation, column)
                if numpy.isfinite(column).all():
                    squares += column**2
                    seen += 1
                if choice.random() < 0.2:
                    action = draw()
                signal.alarm(seconds)
                observation, reward, terminated, truncated, _ = env.step(action)
                finite = finite and math.isfinite(reward) and numpy.isfinite(column).all()
                least = min(least, float(reward)) if math.isfinite(reward) else least
                if terminated or truncated:
                    break
        except BaseException as error:
            raise_at(where, error)
    signal.alarm(0)
    roots = numpy.sqrt(squares / max(seen, 1))
    scales = []
    for root, code in zip(roots.tolist(), observations.codes):
        scales += [1.0] * code if code else [2.0 ** round(math.log2(root)) if 0 < root < math.inf else 1.0]
    return scales, least, bool(finite)


def raise_at(where, error):
    """Raises what went wrong in an environment's method as a Problem."""
    problem = Problem("%s: %s" % (where, last_line(error)))
    problem.__cause__ = error
    raise problem


def facts(name, seconds):
    """What the program has to know of an environment."""
    import platform
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gymnasium = import_gymnasium()
        import numpy

        env = make(name)
        observations, actions = Observations(env.observation_space), Actions(env.action_space)
        limit = env.spec.max_episode_steps or USUAL_STEPS
        scales, least, finite = measure(env, observations, actions, limit, seconds)
        rate = env.metadata.get("render_fps") or 50
        env.close()
    notes = []
    for each in caught:
        text = " ".join(str(each.message).replace("\x1b[33m", "").replace("\x1b[0m", "").replace("WARN: ", "").split())
        if "gymnasium" in each.filename and text not in notes:
            notes.append(text)
    if not finite:
        notes.append("some observations or rewards are no finite numbers: such an episode scores the worst return")
    try:
        spec = env.spec.to_json()
    except Exception:
        spec = repr(env.spec)
    return {
        "inputLabels": observations.labels,
        "codes": observations.codes,
        "outputLabels": actions.labels,
        "compares": actions.compares,
        "maxSteps": limit,
        "timeStep": 1 / rate,
        "worstReturn": min(-1000.0, float(math.floor(least * limit))),
        "scales": scales,
        "notes": notes,
        "environment": {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "gymnasium": gymnasium.__version__,
            "spec": spec,
        },
    }


class Bridge:
    """The environments of all lanes, and the pipes that they are driven by."""

    def __init__(self, name, numbers, outputs, report, seconds, requests, answers, **more):
        import gymnasium
        import numpy

        # Said once, when the program asked for the facts.
        gymnasium.logger.min_level = gymnasium.logger.ERROR
        self.numpy, self.make = numpy, lambda: make(name, **more)
        self.report, self.seconds, self.requests, self.answers = report, seconds, requests, answers
        self.numbers, self.environments, self.slow = numbers, [], False
        self.request = bytearray(8 + outputs * LANES * 8)
        self.words = numpy.frombuffer(self.request, numpy.uint32)
        self.outputs = numpy.frombuffer(self.request, numpy.float64, offset=8).reshape(outputs, LANES)
        self.answer = bytearray(8 + (numbers + 3) * LANES * 8)
        self.flat = numpy.frombuffer(self.answer, numpy.float64, offset=8)
        self.rows = self.flat.reshape(numbers + 3, LANES)
        self.columns = [self.rows[:numbers, lane] for lane in range(LANES)]
        self.rewards, self.terminated, self.truncated = self.rows[numbers:]
        # Lanes that have been shown what is no finite number, and whether there are any.
        self.blind, self.blinded = numpy.zeros(LANES, bool), False

    def environment(self, lane):
        while len(self.environments) <= lane:
            env = self.make()
            if not self.environments:
                self.observations, self.actions = Observations(env.observation_space), Actions(env.action_space)
                if self.observations.count != self.numbers or len(self.actions.labels) != len(self.outputs):
                    raise Problem("its spaces are of another size than they were: expected the same each time")
            self.environments.append(env)
        return self.environments[lane]

    def serve(self):
        """Answers requests until the other side has gone."""
        from time import perf_counter_ns

        request, answer, words, alarm = memoryview(self.request), memoryview(self.answer), self.words, signal.alarm
        head = struct.Struct("<II").pack_into
        while True:
            got = os.readv(self.requests, [request])
            while 0 < got < len(request):
                more = os.readv(self.requests, [request[got:]])
                got = got + more if more else 0
            if got == 0:
                return
            kind, count = int(words[0]), int(words[1])
            if kind == MOVE:
                self.move(count, int(words[2]))
                continue
            began, text = perf_counter_ns(), b""
            alarm(self.seconds)
            try:
                if kind == STEP:
                    self.step(count)
                else:
                    self.reset(words[2 : 2 + 2 * count].tolist())
                if not math.isfinite(self.flat.sum()):
                    self.cover()
            except BaseException as error:
                write_report(self.report, error)
                text = last_line(error).encode("utf-8", "replace")
            alarm(0)
            took = perf_counter_ns() - began
            self.slow = took > SLOW_SECONDS * 1e9
            head(answer, 0, len(text), min(took, 2**32 - 1))
            self.write(answer)
            if text:
                self.write(memoryview(text))

    def step(self, lanes):
        try:
            actions, put = self.actions.of(self.outputs[:, :lanes]), self.observations.put
            rewards, ends, truncations = [], [], []
            for env, action, column in zip(self.environments, actions, self.columns):
                if self.slow:
                    signal.alarm(self.seconds)
                observation, reward, terminated, truncated, _ = env.step(action)
                put(observation, column)
                rewards.append(reward)
                ends.append(terminated)
                truncations.append(truncated)
            self.rewards[:lanes] = rewards
            if self.blinded:
                self.rewards[self.blind] = math.nan
            self.terminated[:lanes] = ends
            self.truncated[:lanes] = truncations
        except BaseException as error:
            raise_at("step", error)

    def reset(self, words):
        try:
            for lane, seed in zip(words[::2], words[1::2]):
                if self.slow:
                    signal.alarm(self.seconds)
                observation, _ = self.environment(lane).reset(seed=seed)
                self.observations.put(observation, self.columns[lane])
                self.rows[self.numbers :, lane] = 0
                self.blind[lane] = False
            self.blinded = bool(self.blind.any())
        except BaseException as error:
            raise_at("reset", error)

    def move(self, to, lane):
        environments = self.environments
        environments[to], environments[lane] = environments[lane], environments[to]
        self.rows[:, to] = self.rows[:, lane]
        self.blind[to] = self.blind[lane]

    def cover(self):
        """Takes care that an episode with an observation that is no finite number earns none."""
        shown = ~self.numpy.isfinite(self.rows[: self.numbers]).all(axis=0)
        self.blind |= shown
        self.blinded = bool(self.blind.any())
        self.rewards[self.blind] = math.nan

    def write(self, data):
        sent = 0
        while sent < len(data):
            sent += os.write(self.answers, data[sent:])


def answer(name, how):
    """The facts of an environment, or what is wrong with it."""
    # For what is imported and made.
    signal.alarm(how["seconds"])
    try:
        return facts(name, how["seconds"])
    except BaseException as error:
        if error.__cause__ is not None and not is_gymnasiums(error):
            write_report(how["report"], error)
        return {"error": last_line(error)}


def main():
    """wann_gym.py facts or serve, NAME, and as JSON: the report's file, the seconds of a step, and of serve sizes and render mode."""
    job, name, how = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    # What an environment prints, also by other means than Python's, goes to standard error.
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.version_info < OLDEST:
        os.write(answers, json.dumps({"error": "Python %d.%d: expected 3.10 or later" % sys.version_info[:2]}).encode())
        return
    import faulthandler

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # In place of the folder of this file.
    sys.path[0] = os.getcwd()
    with open(how["report"], "w") as report:
        # Says where a step hangs, whatever it hangs in, and ends the process.
        faulthandler.register(signal.SIGALRM, file=report, all_threads=False, chain=True)
        try:
            if job == "serve":
                Bridge(name, requests=requests, answers=answers, **how).serve()
            else:
                os.write(answers, json.dumps(answer(name, how)).encode())
        except BrokenPipeError:
            # Nobody waits any more.
            pass
        try:
            if os.path.getsize(how["report"]) == 0:
                os.unlink(how["report"])
        except OSError:
            # Somebody has removed it.
            pass
    # Without what environments do at the end, which nobody waits for.
    os._exit(0)


# The arithmetic of the program's kernels, operation by operation: numbers agree to the last bit.


def _nearest(x):
    if not abs(x) < 4503599627370496.0:
        return x
    whole = abs(x) + 4503599627370496.0 - 4503599627370496.0
    return -whole if x < 0 else whole


def _odd(n):
    return struct.unpack("<q", struct.pack("<d", n + 6755399441055744.0))[0] & 1 == 1


def _sin_reduced(z):
    t = z * z
    p = -7.364646407318831e-13 * t + 1.6047301192945672e-10
    for factor in (-2.5051851496886346e-8, 2.755731607700568e-6, -0.00019841269820094194, 0.00833333333326288, -0.1666666666666581):
        p = p * t + factor
    return z + z * t * p


def _exponent(y):
    """exp y = 2^n (2 r + d) / d: 2^n, r and d."""
    n = y * 1.4426950408889634 + 6755399441055744.0 - 6755399441055744.0
    r = y - n * 0.6931471805599453
    t = r * r
    p = -1.6410346843143768e-6 * t + 6.613629153566284e-5
    p = p * t + -0.0027777777261201436
    p = p * t + 0.1666666666660157
    return (math.ldexp(1.0, int(n)) if n == n else n), r, 2.0 - r + p * t


def _clamp(y):
    return max(min(y, 40.0), -40.0) if y == y else y


def _sine(x):
    n = _nearest(x)
    r = x - n + 0.0
    return _sin_reduced((-r if _odd(n) else r) * 3.141592653589793)


def _cosine(x):
    n = _nearest(x)
    r = 0.5 - abs(x - n)
    return _sin_reduced((-r if _odd(n) else r) * 3.141592653589793)


def _gaussian(x):
    y = x * x * -0.5
    scale, r, d = _exponent(-708.0 if y < -708.0 else y)
    return scale * (r + r + d) / d


def _tanh(x):
    scale, r, d = _exponent(_clamp(x + x))
    e = scale * (r + r) + (scale - 1.0) * d
    return e / (e + (d + d))


def _sigmoid(x):
    scale, r, d = _exponent(_clamp(x))
    e = scale * (r + r + d)
    return e / (e + d)


ACTIVATIONS = {
    "linear": lambda x: x,
    "step": lambda x: 1.0 if x > 0.0 else 0.0,
    "sine": _sine,
    "gaussian": _gaussian,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "inverse": lambda x: -x,
    "absolute": abs,
    "relu": lambda x: 0.0 if x < 0.0 else x,
    "cosine": _cosine,
}


class Network:
    """A network of a champion.json: pure Python; make and action need Gymnasium.

    weight: the shared weight; unless given, the network's own weights or, where it has none, the tuned shared weight.
    """

    def __init__(self, path, weight=None):
        with open(path) as file:
            champion = json.load(file)
        if champion.get("format") != "wann-champion":
            raise ValueError("%s: expected a champion.json" % path)
        self.task, self.scales = champion["task"], champion.get("scales")
        own = all("weight" in each for each in champion["connections"])
        self.weight = champion.get("tunedSharedWeight") if weight is None and not own else weight
        if self.weight is None and not own:
            raise ValueError("%s: has neither weights nor a tuned shared weight: expected weight=..." % path)
        nodes, incoming = champion["nodes"], {}
        for each in champion["connections"]:
            incoming.setdefault(each["target"], []).append((each["source"], 1.0 if weight is not None else each.get("weight", 1.0)))
        ids = lambda kind: [node["id"] for node in nodes if node["kind"] == kind]
        first, hidden, self.results = ids("bias") + ids("input"), ids("hidden"), ids("output")
        # A layer behind the last of its sources; a file has hidden nodes behind their sources.
        layers = dict.fromkeys(first, 0)
        for node in hidden:
            layers[node] = 1 + max([layers[source] for source, _ in incoming.get(node, [])] + [0])
        order = first + sorted(hidden, key=layers.get) + self.results
        place = {node: i for i, node in enumerate(order)}
        activations = {node["id"]: ACTIVATIONS[node["activation"]] for node in nodes}
        self.first = first
        self.steps = [
            (node, activations[node], sorted(incoming.get(node, []), key=lambda source: place[source[0]]))
            for node in order[len(first) :]
        ]
        self.spaces = None

    def outputs(self, inputs):
        """The outputs, a list of floats, for inputs as the network sees them: flattened and scaled."""
        values = dict(zip(self.first, [1.0] + [float(value) for value in inputs]))
        for node, activation, sources in self.steps:
            total = 0.0
            for source, factor in sources:
                total += factor * values[source]
            values[node] = activation(total if self.weight is None else total * self.weight)
        return [values[node] for node in self.results]

    def make(self, **more):
        """The environment that the network was bred for. more: what gymnasium.make takes besides, as render_mode."""
        env = make(self.task[len("gym:") :], **more)
        self.spaces = Observations(env.observation_space), Actions(env.action_space)
        return env

    def action(self, observation):
        """The action for an observation of the environment that make has made."""
        import numpy

        observations, actions = self.spaces
        inputs = observations.inputs(observations.write(observation))
        outputs = self.outputs(value / scale for value, scale in zip(inputs, self.scales))
        return actions.of(numpy.array(outputs)[:, None])[0]


if __name__ == "__main__":
    main()
