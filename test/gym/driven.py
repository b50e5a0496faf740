"""A champion.json in plain Python, by wann_gym.Network: its outputs, or episodes' returns and lengths. Reads and prints JSON."""
import json
import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"), sys.argv[2]]
import wann_gym

asked = json.load(sys.stdin)
network = wann_gym.Network(sys.argv[1], weight=asked["weight"])
if "inputs" in asked:
    print(json.dumps([network.outputs(row) for row in asked["inputs"]]))
    sys.exit()
env = network.make()
played = []
for seed in asked["seeds"]:
    observation, _ = env.reset(seed=seed)
    earned, steps, ended = 0.0, 0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(network.action(observation))
        earned += float(reward)
        steps += 1
        ended = terminated or truncated
    played.append([earned, steps])
print(json.dumps(played))
