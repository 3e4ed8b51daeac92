import type { Message } from '@ferraris/smitp'
import type { LineAnswer } from '@ferraris/smitp/line'
import { dsaps } from '@ferraris/smitp/mac'
import {
  type ClientRequest,
  type SmitpClientInput,
  type SmitpClientOutput,
  stepSmitpClient,
} from '@ferraris/smitp/session'
import { MeterError } from '../../network/meter-error.ts'
import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'
import { Attempts } from '../exchange/request.ts'
import type { MeterSession } from './meter-sessions.ts'
import { sessionText } from './session-text.ts'

/** How a request is made, beside what it asks. */
export interface Manner {
  /** In clear: for what a meter shows to everybody. */
  readonly clear?: boolean
  /** Octets of data expected back. */
  readonly expected?: number
}

/**
 * Asks a meter something in its session. A number is on the disk before it is used, and an attempt that is repeated
 * sends the same octets, so that the meter does once what it is asked once.
 *
 * @throws {MeterError} when the meter does not do it
 * @throws {StoreError} when the counter cannot be kept: nothing has been sent then
 */
export function* ask(
  section: Section,
  aca: string,
  request: ClientRequest,
  manner: Manner = {},
): Course<Message> {
  const session = section.sessions.of(aca, section.roster.get(aca)?.mode ?? 'hardened')
  if (session === undefined) throw new MeterError('no-keys', 'there are no keys of this meter')
  const attempts = new Attempts(section, aca)
  let ended = false
  try {
    let { sending, ending } = step(section, aca, session, {
      kind: 'request',
      request,
      time: section.now,
      ...manner,
    })
    while (ending === undefined && sending !== undefined && attempts.left) {
      const answer = yield* attempts.say(sending)
      ;({ sending, ending } = hear(section, aca, session, answer))
    }
    if (ending === undefined) throw new MeterError('unreached', 'the meter does not answer')
    ended = true
    return messageOf(ending)
  } finally {
    if (!ended) step(section, aca, session, { kind: 'abandon' })
  }
}

interface Step {
  readonly sending?: Extract<SmitpClientOutput, { readonly kind: 'send' }>
  readonly ending?: Exclude<SmitpClientOutput, { readonly kind: 'persist' | 'send' | 'ignored' }>
}

/** Takes an answer. One that is none of ours, be it late or crossed, is as good as none: the request is repeated. */
function hear(section: Section, aca: string, session: MeterSession, answer: LineAnswer | undefined): Step {
  if (answer?.dsap === dsaps.application) {
    const { lsdu, ecc } = answer
    const heard = step(section, aca, session, { kind: 'answer', lsdu, ecc })
    if (heard.ending !== undefined || heard.sending !== undefined) return heard
  }
  return step(section, aca, session, { kind: 'repeat' })
}

/** One step of the session's machine. The counter goes to the disk first: only then the state is the new one. */
function step(section: Section, aca: string, session: MeterSession, input: SmitpClientInput): Step {
  const [next, outputs] = stepSmitpClient(session.settings, session.state, input)
  const { mode } = session.settings.security
  const sending = outputs.find(output => output.kind === 'send')
  let ending: Step['ending']
  for (const output of outputs) {
    if (output.kind === 'persist') {
      // Hardened, a number never comes again: that it has been answered is no news worth a flush of the disk.
      if (sending === undefined && mode === 'hardened') continue
      section.store.meters.keepSession(aca, sessionText(output.counter))
    } else if (output.kind !== 'send' && output.kind !== 'ignored') ending = output
  }
  session.state = next
  return { sending, ending }
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
    case 'failed':
      throw new MeterError(
        ending.error.code === 'effect-unknown' ? 'effect-unknown' : 'session-failed',
        ending.error.message,
      )
  }
}
