import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'meter-busy': [
    'unavailable',
    'Another session with the meter is under way',
    'Wait some seconds and ask again; a meter, and a line that meters share, serves one client at a time.',
    409,
  ],
  'meter-not-callable': [
    'local',
    'The inventory does not say how to call the meter',
    'Enrol the meter again with the URI and the keys of the client that the URI names.',
    409,
  ],
  'meter-not-on-line': [
    'input',
    'The order is one for concentrators, and this meter has a connection of its own',
    'Order something else: `GET /end-device-control-kinds` tells what goes in a session with the meter.',
    409,
  ],
  'field-device-not-approved': [
    'input',
    'The field device is not approved',
    'Register it (`ferraris field register`), and let an administrator approve it; an order hands it keys of a meter.',
    409,
  ],
  'meter-keys-missing': [
    'local',
    'The keys of the meter are not here',
    'Give its serial number and `lineKeys` with the acceptance, or enrol the meter with them first.',
    409,
  ],
  'meter-refused': [
    'remote',
    'The meter refused',
    '`detail` names the layer and the cause; `frames` show the exchange. Often a wrong key or client.',
  ],
  'session-failed': [
    'local',
    'The session with the meter could not be held',
    '`detail` names what is wrong on this side: the inventory, the schedule, or the program; the log has more.',
  ],
  'concentrator-away': [
    'unavailable',
    'The concentrator of the meter is not connected',
    'Look at the concentrator: its power, its way to the head-end, its credential. Nothing is known of the meter.',
  ],
  'meter-silent': [
    'transport',
    'The meter does not answer',
    'Check its URI and the network on the way; `frames` show how far the exchange came.',
  ],
} as const satisfies Declarations

/** What can stand between a request and a meter. */
export class MeterProblem extends defineErrors('http', problems) {
  /** The `frames` of a refused session, for example. */
  readonly members: ProblemMembers

  constructor(
    code: keyof typeof problems,
    detail: string,
    members: ProblemMembers = {},
    occasion?: Occasion,
  ) {
    super(code, detail, occasion)
    this.members = members
  }
}

export type MeterProblemCode = keyof typeof problems
