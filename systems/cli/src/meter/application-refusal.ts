import { ClientError } from '@ferraris/client'
import type { ActionResult, DataAccessResult } from '@ferraris/dlms'
import { type Declaration, type Declarations, defineErrors } from '@ferraris/errors'

const tryAgain = 'try again later'
const lookAtFrames = 'look at the frames'
const checkRights = 'check the rights of this client'
const checkClass = 'read the list of the objects of this meter'

/** Results of the meter itself (IEC 62056-5-3, 9.5) keep their names. */
const results = {
  'hardware-fault': ['remote', 'the meter has a fault of its hardware', 'have the meter examined'],
  'temporary-failure': ['remote', 'the meter cannot do it at present', tryAgain],
  'read-write-denied': ['remote', 'this client has no right to do it', checkRights],
  'object-undefined': ['remote', 'the meter shows no such object to this client', checkClass],
  'object-class-inconsistent': ['remote', 'the object is of another class', checkClass],
  'object-unavailable': ['remote', 'the object is not available at present', tryAgain],
  'type-unmatched': [
    'remote',
    'the value is of another type than the attribute',
    'name the type with --type',
  ],
  'scope-of-access-violated': ['remote', 'the selection is not allowed here', 'ask for less, or for all'],
  'data-block-unavailable': ['remote', 'a block of a long answer is not there', tryAgain],
  'long-get-aborted': ['remote', 'the meter broke off a long answer', tryAgain],
  'no-long-get-in-progress': ['remote', 'the meter gives no long answer at present', lookAtFrames],
  'long-set-aborted': ['remote', 'the meter broke off a long request', tryAgain],
  'no-long-set-in-progress': ['remote', 'the meter takes no long request at present', lookAtFrames],
  'long-action-aborted': ['remote', 'the meter broke off a long invocation', tryAgain],
  'no-long-action-in-progress': ['remote', 'the meter takes no long invocation at present', lookAtFrames],
  'data-block-number-invalid': ['remote', 'blocks do not follow each other', lookAtFrames],
  success: ['remote', 'the meter answers without a value', lookAtFrames],
  'other-reason': ['remote', 'the meter gives no reason', checkRights],
} as const satisfies Record<DataAccessResult | ActionResult, Declaration>

const declarations = {
  ...ClientError.declarations,
  ...results,
  'type-unknown': ['remote', 'the type of the attribute is not known', 'name it with --type'],
  'supply-not-moved': [
    'remote',
    'the meter took the order, but its switch is not where it was ordered to',
    'after a trip, or where its mode asks for it, the customer closes the switch with the button',
  ],
  'step-refused': ['remote', 'the meter refused a step of the work order', 'see the message'],
} as const satisfies Declarations

export type ApplicationFault = keyof typeof declarations

/** A meter that was reached, and does not do what was asked. */
export class ApplicationRefusal extends defineErrors('application', declarations) {}
