/** Why a push is not taken. */
export const pushReasons = {
  unknown: 'the head-end has no meter with this system title, or number',
  unprotected: 'it is not authenticated, and the meter has keys',
  forged: 'it does not open with the keys of the meter',
  replayed: 'its counter is not above the last one',
  future: 'it is of a time that has not come',
  'too-many': 'the meter pushes more than any meter needs to',
  unreadable: 'what it says cannot be read',
  overloaded: 'it came while more waited than can be stored',
} as const

export type PushReason = keyof typeof pushReasons
export const pushReasonNames = Object.keys(pushReasons) as readonly PushReason[]

/** A push that is not taken. */
export class RefusedPush extends Error {
  readonly reason: PushReason

  constructor(reason: PushReason, detail: string = pushReasons[reason]) {
    super(detail)
    this.reason = reason
  }
}
