import { type Declarations, defineErrors, detailAndRemedy } from '@ferraris/errors'

const faults = {
  malformed: [
    'remote',
    'this is no message of an access',
    'ask for the ticket again; compare the versions of both sides',
  ],
  altered: [
    'remote',
    'the signature of the ticket is wrong',
    'it does not bear the signature of the head-end; trust nothing in it, and ask for a new one',
  ],
  foreign: ['remote', 'the ticket is for another concentrator', 'ask for one for this concentrator'],
  unproven: [
    'remote',
    'the other end does not prove who it is',
    'trust nothing that it says; ask for a new ticket where the concentrator was exchanged',
  ],
  early: ['remote', 'the ticket is not valid yet', 'wait, or look at the clock of the concentrator'],
  expired: ['remote', 'the ticket is not valid any more', 'ask for a new one'],
  recalled: [
    'remote',
    'the ticket was recalled by the head-end',
    'delete it; ask for a new one where the work is still wanted',
  ],
  'clock-back': [
    'remote',
    'the clock of the concentrator stands before the ticket was issued',
    'let its time server set it',
  ],
  'not-allowed': ['remote', 'the ticket does not allow this', 'ask for a ticket that allows it'],
} as const satisfies Declarations

export type TicketFault = keyof typeof faults

/** An access to a concentrator on site that is not given, or a concentrator that must not be believed. Never carries keys. */
export class TicketError extends defineErrors('ticket', faults, detailAndRemedy) {
  /** What the other end has refused, in its words; a code that is none of ours is `not-allowed`. */
  static refused(code: unknown, detail: unknown): TicketError {
    const known = Object.hasOwn(faults, String(code)) ? (code as TicketFault) : 'not-allowed'
    return new TicketError(known, String(detail).slice(0, 500))
  }
}
