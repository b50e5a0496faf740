/** Contacts brought up to date with where their shapes are. */
import { COUNT_MANIFOLDS, tally } from "../core/ledger";
import { boxesOverlap } from "./broad-phase";
import { Contact, CONTACT_BYTES, ENABLED, SENSOR, TOUCHING } from "./contact";
import { clearCache, distance } from "./distance";
import { collide } from "./manifold";
import { Model, shapeOf } from "./model";
import { EPSILON, TOTAL_SKIN } from "./settings";
import {
  bodyRows, contactOf, COSINE, eventOf, Lane, laneOf, ORIGIN_X, ORIGIN_Y, removeContact, shapeRows, SINE, staticOf, TOUCH,
  TOUCHED, World,
} from "./world";

const fresh = changetype<Contact>(memory.data(96, 4));

/** Makes the contact's manifold anew; points known by their feature keep their impulses. Tells when touch begins or ends. */
export function updateContact(world: World, model: Model, index: u32, lane: Lane, contact: Contact): void {
  const shape = shapeOf(model, contact.moving);
  const body = bodyRows(world, shape.body) + index * 4;
  const before = contact.count;
  tally(COUNT_MANIFOLDS, 1);
  memory.copy(changetype<usize>(fresh), changetype<usize>(contact), CONTACT_BYTES);
  collide(fresh, staticOf(lane, contact.fixed), shape, load<f32>(body, ORIGIN_X), load<f32>(body, ORIGIN_Y),
    load<f32>(body, SINE), load<f32>(body, COSINE));
  if (fresh.count > 0) {
    const known0 = before > 0 && contact.feature0 == fresh.feature0;
    const known1 = before > 1 && contact.feature1 == fresh.feature0;
    fresh.normalImpulse0 = known0 ? contact.normalImpulse0 : known1 ? contact.normalImpulse1 : 0;
    fresh.tangentImpulse0 = known0 ? contact.tangentImpulse0 : known1 ? contact.tangentImpulse1 : 0;
  }
  if (fresh.count > 1) {
    const known0 = before > 0 && contact.feature0 == fresh.feature1;
    const known1 = before > 1 && contact.feature1 == fresh.feature1;
    fresh.normalImpulse1 = known0 ? contact.normalImpulse0 : known1 ? contact.normalImpulse1 : 0;
    fresh.tangentImpulse1 = known0 ? contact.tangentImpulse0 : known1 ? contact.tangentImpulse1 : 0;
  }
  const touched = (contact.flags & TOUCHING) != 0;
  const touching = fresh.count > 0;
  fresh.flags = (contact.flags & ~TOUCHING) | ENABLED | (touching ? TOUCHING : 0);
  memory.copy(changetype<usize>(contact), changetype<usize>(fresh), CONTACT_BYTES);

  const rows = shapeRows(world, contact.moving) + index * 4;
  if (touching && !touched) {
    store<u32>(rows, 1, TOUCH);
    store<u32>(rows, 1, TOUCHED);
  } else if (touched && !touching) {
    store<u32>(rows, 0, TOUCH);
  }
}

/** Skins closer than this touch a sensor (Box2D's b2TestOverlap). */
const SENSOR_GAP: f32 = <f32>10 * EPSILON;

function addEvent(lane: Lane, contact: Contact, begun: bool): void {
  const event = eventOf(lane, lane.events++);
  event.fixed = <u16>contact.fixed;
  event.moving = <u8>contact.moving;
  event.begun = begun;
}

/** Tells whether the contact's shape touches its sensor, and when that begins or ends. */
function updateSensor(world: World, model: Model, index: u32, lane: Lane, contact: Contact): void {
  const shape = shapeOf(model, contact.moving);
  const body = bodyRows(world, shape.body) + index * 4;
  clearCache();
  const apart = distance(staticOf(lane, contact.fixed), shape, load<f32>(body, ORIGIN_X), load<f32>(body, ORIGIN_Y),
    load<f32>(body, SINE), load<f32>(body, COSINE));
  const touching = apart - TOTAL_SKIN < SENSOR_GAP;
  if (touching == ((contact.flags & TOUCHING) != 0)) return;
  contact.flags ^= TOUCHING;
  addEvent(lane, contact, touching);
}

/** Updates all contacts of a lane, the latest first; those whose boxes have parted end. */
export function updateContacts(world: World, model: Model, index: u32): void {
  const lane = laneOf(world, index);
  for (let i = <i32>lane.contacts - 1; i >= 0; i--) {
    const contact = contactOf(lane, i);
    const rows = shapeRows(world, contact.moving) + index * 4;
    if (boxesOverlap(staticOf(lane, contact.fixed), rows)) {
      if (contact.flags & SENSOR) updateSensor(world, model, index, lane, contact);
      else updateContact(world, model, index, lane, contact);
      continue;
    }
    if (contact.flags & TOUCHING) {
      if (contact.flags & SENSOR) addEvent(lane, contact, false);
      else store<u32>(rows, 0, TOUCH);
    }
    removeContact(lane, i);
  }
}
