// The walker of Gymnasium in Box2D itself, one rollout at a time: what a step with its ten rays costs. Reads episodes from
// standard input (ground points, first push, actions), prints microseconds a step. Needs libbox2d-dev.
#include <box2d/box2d.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

const double kScale = 30;
const double kLegHeight = 34 / kScale, kLegWidth = 8 / kScale, kHip = -8 / kScale;

class NearestGround : public b2RayCastCallback {
 public:
  float fraction = 1;

 private:
  float ReportFixture(b2Fixture* fixture, const b2Vec2&, const b2Vec2&, float at) override {
    if ((fixture->GetFilterData().categoryBits & 1) == 0) return -1;
    return fraction = at;
  }
};

class Walk {
 public:
  Walk(const std::vector<b2Vec2>& ground, float push) : world_(b2Vec2(0, -10)) {
    for (size_t i = 1; i < ground.size(); i++) {
      b2EdgeShape edge;
      edge.SetTwoSided(ground[i - 1], ground[i]);
      b2FixtureDef def = fixture(edge, 0, 2.5f);
      def.filter.categoryBits = 1;
      def.filter.maskBits = 0xffff;
      b2BodyDef fixed;
      world_.CreateBody(&fixed)->CreateFixture(&def);
    }
    b2Vec2 outline[] = {{-30, 9}, {6, 9}, {34, 1}, {34, -8}, {-30, -8}};
    for (b2Vec2& corner : outline) corner *= 1 / float(kScale);
    b2PolygonShape trunk, thigh, shin;
    trunk.Set(outline, 5);
    thigh.SetAsBox(kLegWidth / 2, kLegHeight / 2);
    shin.SetAsBox(0.8 * kLegWidth / 2, kLegHeight / 2);
    const double y = 400 / kScale / 4 + 2 * kLegHeight;
    hull_ = limb(y, 0, fixture(trunk, 5, 0.1f));
    hull_->ApplyForceToCenter(b2Vec2(push, 0), true);
    for (int side = 0; side < 2; side++) {
      const float tilt = side == 0 ? -0.05f : 0.05f;
      b2Body* upper = limb(y - kLegHeight / 2 - kHip, tilt, fixture(thigh, 1, 0.2f));
      b2Body* lower = limb(y - kLegHeight * 3 / 2 - kHip, tilt, fixture(shin, 1, 0.2f));
      hinges_[2 * side] = hinge(hull_, upper, kHip, tilt, -0.8f, 1.1f);
      hinges_[2 * side + 1] = hinge(upper, lower, -kLegHeight / 2, 0, -1.6f, -0.1f);
    }
  }

  float step(const double* action) {
    for (int i = 0; i < 4; i++) {
      const double sign = (action[i] > 0) - (action[i] < 0);
      hinges_[i]->SetMotorSpeed((i % 2 == 0 ? 4 : 6) * sign);
      hinges_[i]->SetMaxMotorTorque(80 * std::fmin(std::fabs(action[i]), 1));
    }
    world_.Step(1.0f / 50, 180, 60);
    const b2Vec2 eye = hull_->GetPosition();
    float seen = 0;
    for (int i = 0; i < 10; i++) {
      NearestGround ray;
      const double angle = 0.15 * i, range = 160 / kScale;
      world_.RayCast(&ray, eye, b2Vec2(eye.x + std::sin(angle) * range, eye.y - std::cos(angle) * range));
      seen += ray.fraction;
    }
    return seen;
  }

 private:
  static b2FixtureDef fixture(const b2Shape& shape, float density, float friction) {
    b2FixtureDef def;
    def.shape = &shape;
    def.density = density;
    def.friction = friction;
    def.filter.categoryBits = 0x20;
    def.filter.maskBits = 1;
    return def;
  }

  b2Body* limb(double y, float angle, const b2FixtureDef& fixture) {
    b2BodyDef def;
    def.type = b2_dynamicBody;
    def.position.Set(14 / kScale * 10, y);
    def.angle = angle;
    b2Body* body = world_.CreateBody(&def);
    body->CreateFixture(&fixture);
    return body;
  }

  b2RevoluteJoint* hinge(b2Body* a, b2Body* b, double anchor, float reference, float lower, float upper) {
    b2RevoluteJointDef def;
    def.bodyA = a;
    def.bodyB = b;
    def.localAnchorA.Set(0, anchor);
    def.localAnchorB.Set(0, kLegHeight / 2);
    def.referenceAngle = reference;
    def.enableMotor = def.enableLimit = true;
    def.lowerAngle = lower;
    def.upperAngle = upper;
    return static_cast<b2RevoluteJoint*>(world_.CreateJoint(&def));
  }

  b2World world_;
  b2Body* hull_;
  b2RevoluteJoint* hinges_[4];
};

}  // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::atoi(argv[1]) : 1;
  int episodes;
  if (std::scanf("%d", &episodes) != 1) return 1;
  double seconds = 0, check = 0;
  long steps = 0;
  while (episodes-- > 0) {
    double push;
    int points, length;
    if (std::scanf("%lf %d", &push, &points) != 2) return 1;
    std::vector<b2Vec2> ground(points);
    for (b2Vec2& point : ground)
      if (std::scanf("%f %f", &point.x, &point.y) != 2) return 1;
    if (std::scanf("%d", &length) != 1) return 1;
    std::vector<double> actions(4 * length);
    for (double& action : actions)
      if (std::scanf("%lf", &action) != 1) return 1;
    for (int repeat = 0; repeat < repeats; repeat++) {
      Walk walk(ground, push);
      const auto began = std::chrono::steady_clock::now();
      for (int t = 0; t < length; t++) check += walk.step(&actions[4 * t]);
      seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
      steps += length;
    }
  }
  std::printf("%.6f %ld %.3f\n", seconds / steps * 1e6, steps, check);
}
