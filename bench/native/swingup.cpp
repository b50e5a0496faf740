// The yardstick of bench/swingup.ts: the same rollouts in plain scalar C++, one at a time. Reads a network from standard
// input (nodes inputs outputs connections, activation ids, then source target pairs in forward order), runs it over the
// six shared weights for 1,000 steps an episode past the rail's end, prints nanoseconds a step.
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>
#include <vector>

namespace {

constexpr double kPi = 3.14159265358979323846;

double Activate(int id, double x) {
  switch (id) {
    case 2: return x > 0 ? 1 : 0;
    case 3: return std::sin(kPi * x);
    case 4: return std::exp(-0.5 * x * x);
    case 5: return std::tanh(x);
    case 6: return 0.5 * (std::tanh(0.5 * x) + 1);
    case 7: return -x;
    case 8: return std::abs(x);
    case 9: return x > 0 ? x : 0;
    case 10: return std::cos(kPi * x);
    default: return x;
  }
}

struct Network {
  int nodes, inputs, outputs;
  std::vector<int> activation, first, sources;
  std::vector<double> value;

  explicit Network(std::istream& in) {
    int connections;
    in >> nodes >> inputs >> outputs >> connections;
    activation.resize(nodes);
    for (int& id : activation) in >> id;
    std::vector<std::vector<int>> incoming(nodes);
    for (int k = 0, source, target; k < connections; ++k) {
      in >> source >> target;
      incoming[target].push_back(source);
    }
    for (const auto& list : incoming) {
      first.push_back(static_cast<int>(sources.size()));
      sources.insert(sources.end(), list.begin(), list.end());
    }
    first.push_back(static_cast<int>(sources.size()));
    value.assign(nodes, 0);
    value[0] = 1;
  }

  double Forward(double weight) {
    for (int node = inputs + 1; node < nodes; ++node) {
      double sum = 0;
      for (int k = first[node]; k < first[node + 1]; ++k) sum += value[sources[k]];
      value[node] = Activate(activation[node], weight * sum);
    }
    return value[nodes - 1];
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int episodes = argc > 1 ? std::atoi(argv[1]) : 300;
  Network network(std::cin);
  const double weights[] = {-2, -1, -0.5, 0.5, 1, 2};
  std::mt19937_64 bits(0);
  std::normal_distribution<double> noise(0, 0.2);
  const double m = 0.5, M = 1, l = 0.6, g = 9.82, b = 0.1, dt = 0.01;
  double total = 0;
  long steps = 0;
  const auto began = std::chrono::steady_clock::now();
  for (int episode = 0; episode < episodes; ++episode) {
    double x = noise(bits), v = noise(bits), theta = kPi + noise(bits), omega = noise(bits);
    double s = std::sin(theta), c = std::cos(theta);
    for (int t = 0; t < 1000; ++t, ++steps) {
      network.value[1] = x;
      network.value[2] = v;
      network.value[3] = c;
      network.value[4] = s;
      network.value[5] = omega;
      const double force = 10 * std::min(1.0, std::max(-1.0, network.Forward(weights[episode % 6])));
      const double inertia = 4 * M - 3 * m * c * c;
      const double acceleration = (-2 * m * l * omega * omega * s + 3 * m * g * s * c + 4 * force - 4 * b * v) / inertia;
      const double angular = (-3 * m * l * omega * omega * s * c + 6 * M * g * s + 6 * (force - b * v) * c) / (l * inertia);
      x += dt * v;
      theta += dt * omega;
      v += dt * acceleration;
      omega += dt * angular;
      s = std::sin(theta);
      c = std::cos(theta);
      total += 0.5 * (c + 1) * std::cos(0.5 * kPi / 2.4 * x);
    }
  }
  const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - began;
  std::cout << elapsed.count() / steps << ' ' << total << '\n';
}
