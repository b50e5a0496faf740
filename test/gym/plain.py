"""Episodes stepped by Gymnasium alone, with a network's outputs given: what the bridge has to come to. Reads and prints JSON."""
import json
import sys

import gymnasium
import numpy

names = sys.argv[1:]
sys.path.insert(0, names[0])


def action_of(space, outputs):
    outputs = numpy.array(outputs)
    if isinstance(space, gymnasium.spaces.Discrete):
        return int(space.start) + int(numpy.argmax(outputs))
    if isinstance(space, gymnasium.spaces.MultiBinary):
        return (outputs > 0).astype(space.dtype).reshape(space.shape)
    if isinstance(space, gymnasium.spaces.MultiDiscrete):
        ends = numpy.cumsum(space.nvec)
        groups = [numpy.argmax(outputs[end - n : end]) for n, end in zip(space.nvec, ends)]
        return space.start + numpy.array(groups, space.dtype)
    low, high = (bound.astype(float).flatten() for bound in (space.low, space.high))
    value = low + (numpy.clip(outputs, -1, 1) + 1) / 2 * (high - low)
    value = numpy.rint(value) if space.dtype == numpy.int64 else value
    return value.astype(space.dtype).reshape(space.shape)


played = []
for asked in json.load(sys.stdin):
    env = gymnasium.make(asked["environment"], disable_env_checker=True, **asked.get("options", {}))
    flat = lambda observation: gymnasium.spaces.utils.flatten(env.observation_space, observation).astype(float).tolist()
    observation, _ = env.reset(seed=asked["seed"])
    steps = [{"observation": flat(observation)}]
    for outputs in asked["outputs"]:
        observation, reward, terminated, truncated, _ = env.step(action_of(env.action_space, outputs))
        steps.append({"observation": flat(observation), "reward": float(reward), "terminated": bool(terminated), "truncated": bool(truncated)})
        if terminated or truncated:
            break
    played.append(steps)
print(json.dumps(played))
