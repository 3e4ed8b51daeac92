import type { Message, SmitpError } from '@ferraris/smitp'
import type { LineAnswer } from '@ferraris/smitp/line'
import { dsaps } from '@ferraris/smitp/mac'
import {
  type ClientRequest,
  type SmitpClientInput,
  type SmitpClientOutput,
  stepSmitpClient,
} from '@ferraris/smitp/session'
import { MeterError, type MeterFault } from '../../network/meter-error.ts'
import type { Procedure } from '../../network/procedure.ts'
import { Attempts } from '../exchange/station-request.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import type { MeterSession } from './meter-sessions.ts'
import { orFail } from './or-fail.ts'
import { sessionText } from './session-text.ts'

export interface RequestOptions {
  /** In clear: for what a meter shows without a key. */
  readonly clear?: boolean
  /** Octets of data expected back. */
  readonly expected?: number
}

/**
 * Makes a request to a meter in its session. A number is on the disk before it is used, and an attempt that is repeated
 * sends the same octets, so that the meter does once what is requested once.
 *
 * @throws {MeterError} when the meter does not do it, or its session cannot go on
 * @throws {StoreError} when the counter cannot be kept: nothing has been sent then
 */
export function* request(
  neighbourhood: Neighbourhood,
  aca: string,
  clientRequest: ClientRequest,
  options: RequestOptions = {},
): Procedure<Message> {
  const { sessions, host } = neighbourhood
  const session = sessions.of(aca, host.roster.get(aca)?.mode ?? 'hardened')
  if (session === undefined) throw new MeterError('no-keys', 'there are no keys of this meter')
  const attempts = new Attempts(neighbourhood, aca)
  let ended = false
  try {
    let { sending, ending } = step(neighbourhood, aca, session, {
      kind: 'request',
      request: clientRequest,
      time: host.now,
      ...options,
    })
    while (ending === undefined && sending !== undefined && attempts.left) {
      const answer = yield* attempts.make(sending)
      ;({ sending, ending } = take(neighbourhood, aca, session, answer))
    }
    if (ending === undefined) throw new MeterError('unreached', 'the meter does not answer')
    ended = true
    return messageOf(ending)
  } finally {
    if (!ended) step(neighbourhood, aca, session, { kind: 'abandon' })
  }
}

interface Step {
  readonly sending?: Extract<SmitpClientOutput, { readonly kind: 'send' }>
  readonly ending?: Exclude<SmitpClientOutput, { readonly kind: 'persist' | 'send' | 'ignored' }>
}

/** Takes an answer. One of another request, be it late or crossed, is as good as none: the request is repeated. */
function take(
  neighbourhood: Neighbourhood,
  aca: string,
  session: MeterSession,
  answer: LineAnswer | undefined,
): Step {
  if (answer?.dsap === dsaps.application) {
    const { lsdu, ecc } = answer
    const taken = step(neighbourhood, aca, session, { kind: 'answer', lsdu, ecc })
    if (taken.ending !== undefined || taken.sending !== undefined) return taken
  }
  return step(neighbourhood, aca, session, { kind: 'repeat' })
}

/** One step of the session's machine. The counter goes to the disk first: only then the state is the new one. */
function step(
  { host: { store } }: Neighbourhood,
  aca: string,
  session: MeterSession,
  input: SmitpClientInput,
): Step {
  const [next, outputs] = stepOrFail(session, input)
  const { mode } = session.settings.security
  const sending = outputs.find(output => output.kind === 'send')
  let ending: Step['ending']
  for (const output of outputs) {
    if (output.kind === 'persist') {
      // Hardened, a number is never used again: its answer is not worth a flush of the disk.
      if (sending === undefined && mode === 'hardened') continue
      store.meters.keepSession(aca, sessionText(output.counter))
    } else if (output.kind !== 'send' && output.kind !== 'ignored') ending = output
  }
  session.state = next
  return { sending, ending }
}

function stepOrFail(session: MeterSession, input: SmitpClientInput) {
  return orFail('session-failed', () => stepSmitpClient(session.settings, session.state, input))
}

function messageOf(ending: NonNullable<Step['ending']>): Message {
  switch (ending.kind) {
    case 'answered':
      return ending.message
    case 'refused':
      throw new MeterError(
        'refused',
        `the meter refuses: ${ending.refusal ?? `code ${ending.code}`}`,
        ending.refusal,
      )
    case 'failed': {
      const { code, message } = ending.error
      throw new MeterError(faults[code] ?? 'session-failed', message)
    }
  }
}

const faults: Partial<Record<SmitpError['code'], MeterFault>> = {
  'effect-unknown': 'effect-unknown',
  'not-authentic': 'wrong-key',
  'not-protected': 'wrong-key',
  'counter-exhausted': 'counter',
}
