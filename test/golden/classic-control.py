"""Records episodes of Gymnasium's classic control: python3 classic-control.py > classic-control.json"""
import json
import sys

import gymnasium
import numpy

EPISODES = {"CartPole-v1": "cart-pole", "Acrobot-v1": "acrobot", "MountainCarContinuous-v0": "mountain-car-continuous"}
SEEDS = [0, 1, 7, 123456]
STEPS = 60

recorded = []
for name, example in EPISODES.items():
    for seed in SEEDS:
        environment = gymnasium.make(name).unwrapped
        observation, _ = environment.reset(seed=seed)
        observations, rewards, ends, actions = [observation.tolist()], [], [], []
        for step in range(STEPS):
            if name == "CartPole-v1":
                # Balances for a while: pushed where the pole leans.
                action = int(observation[2] + 0.5 * observation[3] > 0)
            elif name == "Acrobot-v1":
                action = (step // 5 + seed) % 3
            else:
                action = numpy.array([((step * 13 + seed) % 129 - 64) / 64])
            observation, reward, terminated, _, _ = environment.step(action)
            actions.append(action if isinstance(action, int) else action.tolist())
            observations.append([float(value) for value in observation])
            rewards.append(float(reward))
            ends.append(bool(terminated))
            if terminated:
                break
        recorded.append({"example": example, "seed": seed, "actions": actions, "observations": observations, "rewards": rewards, "terminated": ends})
source = f"Gymnasium {gymnasium.__version__} with numpy {numpy.__version__}, by test/golden/classic-control.py"
json.dump({"source": source, "episodes": recorded}, sys.stdout)
