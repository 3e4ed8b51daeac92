import type { ActionResult, DataAccessResult } from '@ferraris/dlms'
import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'

const faults = {
  refused: ['remote', 'the meter refused to read, write or invoke', 'check the rights of this client'],
  'no-object': ['remote', 'the meter shows no such object to this client', 'read the list of its objects'],
  'other-class': ['remote', 'the object is of another class than requested', 'read the list of its objects'],
  'unexpected-value': [
    'remote',
    'the value does not fit the class, or is no number where one is needed',
    'read the attribute as plain data',
  ],
  'not-supported': [
    'remote',
    'the protocol of this meter has no way to do it',
    'reach it by its other protocol, DLMS or METERS AND MORE',
  ],
  'deviation-unknown': [
    'remote',
    'the meter does not give its deviation from UTC',
    'give the time as its local time, for example set-clock 2026-11-21T12:00',
  ],
  'parameters-wrong': [
    'local',
    'a parameter of the programme is missing, out of its bounds, or not one of its own',
    'see the parameters of the programme: ferraris meter programme --help',
  ],
  'configuration-wrong': [
    'local',
    'the file is no configuration of meters',
    'compare it with docs/guide/programme-a-meter.md',
  ],
  'secret-missing': [
    'local',
    'a key or password that the association needs is missing',
    'give it with the keys of the meter',
  ],
  'counter-unknown': [
    'remote',
    'the meter refused the invocation counter and does not give the last one of this client',
    'begin above the highest counter that was used under these keys',
  ],
  'counter-suspicious': [
    'remote',
    'the invocation counter that the meter reports is nearly the last one',
    'check which device answers there, or give the meter new keys',
  ],
} as const satisfies Declarations

export type ClientFault = keyof typeof faults

/**
 * A request that the meter refused, or answered in a way that cannot be used. `path` is what was requested:
 * `1.0.1.8.0.255, value`.
 */
export class ClientError extends defineErrors('application', faults) {
  /** The meter's result, with `refused`. */
  readonly result: DataAccessResult | ActionResult | undefined

  constructor(
    code: ClientFault,
    target: string,
    detail: string,
    { result, cause }: Occasion & { readonly result?: DataAccessResult | ActionResult | undefined } = {},
  ) {
    super(code, detail, { path: target, cause })
    this.result = result
  }
}
