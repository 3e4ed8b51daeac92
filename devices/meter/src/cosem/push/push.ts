import { toHex } from '@ferraris/bytes'
import { data, encodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Agenda, Automation, ObjectName } from '../../automation/automation.ts'
import type { Due } from '../../automation/due.ts'
import { spanAt } from '../../harms/span.ts'
import { fraction } from '../../load/chance.ts'
import { snapshot } from '../model/referenced-value.ts'
import { isConfirmed, pushApdu, repetitionDelay } from './push-message.ts'
import { nextWithin } from './push-window.ts'

const { pushSetupV0, pushSetupV1 } = classes

/** A message that waits for its next attempt. */
type Waiting = {
  readonly id: number
  /** Name of its push setup. */
  readonly of: string
  /** True time of the push, and of the next attempt. */
  readonly begun: number
  readonly at: number
  /** Attempts made. */
  readonly attempts: number
  /** A-XDR in hex: the values as they were when it was begun. */
  readonly body: string
}

const queueSetting = 'push.queue'
const lastId = 'push.id'
/** Messages that wait at most; the oldest give way. */
const mostWaiting = 32
/** 24 bits. */
const ids = 0x1000000

function queue({ memory }: Automation): readonly Waiting[] {
  return memory.get<Waiting[]>(queueSetting) ?? []
}

function keepQueue({ memory }: Automation, waiting: readonly Waiting[]): void {
  memory.set(queueSetting, waiting.slice(-mostWaiting))
}

/**
 * push (IEC 62056-6-2, class 40, method 1): the values are collected now and sent after the random delay, as soon as a
 * window is open. False where the host sends nothing, or no window any more.
 */
export function push(automation: Automation, object: ObjectName, now: number): boolean {
  const { settings, store, memory } = automation
  if (automation.port === undefined) return false
  const { obis, version } = object
  const list =
    version === 0
      ? settings.get(pushSetupV0, obis, 'pushObjectList')
      : settings.get(pushSetupV1, obis, 'pushObjectList')
  const id = ((memory.get<number>(lastId) ?? 0) + 1) % ids
  const spread = settings.get(pushSetupV0, obis, 'randomisationStartInterval')
  const delay = Math.floor(fraction(store.setup.seed ^ id, now) * (spread + 1))
  const at = inWindow(automation, object, now + delay)
  if (at === undefined) return false
  const body = toHex(encodeData(data.structure(...snapshot(automation, list, now))))
  const message: Waiting = {
    id,
    of: obis,
    begun: now,
    at,
    attempts: 0,
    body,
  }
  automation.change(now, () => {
    memory.set(lastId, id)
    keepQueue(automation, [...queue(automation), message])
    if (at === now) attempt(automation, object, message, now)
  })
  return true
}

/** Attempts that are due; those of a time without supply are made when it is back. */
export const pushAgenda: Agenda = (automation, object, since, until) => {
  const { deadSpans } = automation.store.harms
  return attemptsDue(automation, object, since, until, at => spanAt(deadSpans, at)?.to ?? at)
}

/** Attempts that are due, each when `when` says. */
export function attemptsDue(
  automation: Automation,
  object: ObjectName,
  since: number,
  until: number,
  when: (at: number) => number,
): Due | undefined {
  const waiting = queue(automation)
    .map(message => ({ ...message, at: when(message.at) }))
    .filter(
      ({ of, at, id }) => of === object.obis && at > since && at <= until && !automation.underWay.has(id),
    )
  if (waiting.length === 0) return undefined
  const at = Math.min(...waiting.map(message => message.at))
  return {
    at,
    run: () => {
      for (const message of waiting) if (message.at === at) attempt(automation, object, message, at)
    },
  }
}

/** A push setup is reset: its waiting messages are dropped (version 2, method 2). */
export function resetPush(automation: Automation, { obis }: ObjectName): void {
  keepQueue(
    automation,
    queue(automation).filter(({ of }) => of !== obis),
  )
}

/** A client has confirmed; false for a message that does not wait. */
export function confirmPush(automation: Automation, longInvokeId: number, now: number): boolean {
  const message = queue(automation).find(({ id }) => id === longInvokeId)
  if (message === undefined) return false
  automation.memory.atomically(() => {
    forget(automation, longInvokeId)
    automation.memory.set(`push.confirmed.${message.of}`, now)
  })
  automation.touched()
  return true
}

/** When a client confirmed a message of a push setup last. */
export function lastConfirmation({ memory }: Automation, { obis }: ObjectName): number | undefined {
  return memory.get<number>(`push.confirmed.${obis}`)
}

function forget(automation: Automation, id: number): void {
  keepQueue(
    automation,
    queue(automation).filter(message => message.id !== id),
  )
}

/**
 * Counts an attempt and plans the next one before the message goes out: after a power cut the client may get it twice,
 * but it is not sent for ever. Delivered messages are dropped.
 */
function attempt(automation: Automation, object: ObjectName, message: Waiting, now: number): void {
  const { settings, store, port, underWay } = automation
  const attempts = message.attempts + 1
  const next =
    attempts > settings.get(pushSetupV0, object.obis, 'numberOfRetries')
      ? undefined
      : inWindow(automation, object, now + Math.max(1, repetitionDelay(automation, object, attempts)))
  const confirmed = isConfirmed(automation, object)
  const others = queue(automation).filter(({ id }) => id !== message.id)
  // The last attempt of a message that is to be confirmed waits on, without another attempt.
  const at = next ?? (confirmed ? Number.MAX_SAFE_INTEGER : undefined)
  keepQueue(automation, at === undefined ? others : [...others, { ...message, at, attempts }])
  const apdu = pushApdu(automation, object, message)
  if (apdu === undefined || port === undefined) return
  const destination = settings.get(pushSetupV0, object.obis, 'sendDestinationAndMethod')
  automation.memory.afterwards(() => {
    const settle = (sent: boolean): void => {
      if (sent && !confirmed) forget(automation, message.id)
      automation.touched()
    }
    // Of a mute meter the host hears nothing.
    const sent = store.isMute(now) ? false : port.send({ ...destination, apdu, longInvokeId: message.id })
    if (typeof sent === 'boolean') return settle(sent)
    underWay.add(message.id)
    const arrived = (success: boolean): void => {
      underWay.delete(message.id)
      settle(success)
    }
    sent.then(arrived, () => arrived(false))
  })
}

/** The first instant, from one on, at which a window is open. */
function inWindow({ settings, store }: Automation, { obis }: ObjectName, from: number): number | undefined {
  const shown = store.clock.read(from)
  const opens = nextWithin(settings.get(pushSetupV0, obis, 'communicationWindow'), store.clock.zone, shown)
  return opens && opens - (shown - from)
}
