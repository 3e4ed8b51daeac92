import { HarmError, type Meter } from '@ferraris/meter'
import { faultDeclarations, type HarmKind } from '@ferraris/metering'
import type { WantedHarm } from './wanted-harms.ts'

/**
 * Lets a meter feel from an instant on, in whole seconds, what it is to feel and nothing else. What it feels already goes on
 * without a break. The meter keeps it in its own memory: after a restart only what has changed is told.
 */
export function followHarms(meter: Meter, wanted: readonly WantedHarm[], at: number): void {
  const lasting = (kind: WantedHarm['kind']): boolean => faultDeclarations[kind].isMoment !== true
  const felt = meter.store.harms.list.filter(harm => lasting(harm.kind) && (harm.until ?? forEver) > at)
  const over = felt.filter(
    harm => !wanted.some(({ kind, phase }) => kind === harm.kind && phase === harm.phase),
  )
  const ended = new Set(over.map(({ kind }) => kind))
  for (const kind of ended) meter.endHarm(kind, at)
  for (const want of wanted) {
    const goesOn = !over.some(({ kind }) => kind === want.kind) && felt.some(harm => isSame(want, harm))
    // One that was felt otherwise goes on with its new values: no second event.
    if (!goesOn) begin(meter, want, at)
  }
  if (felt.length > 0 || wanted.length > 0) meter.wake()
}

/** Lets a meter feel once what is over when it has happened, or presses one of its buttons. */
export function strikeHarm(meter: Meter, harm: WantedHarm, at: number): void {
  const { kind } = harm
  if (!isPress(kind)) begin(meter, harm, at)
  else if (meter.supplied) meter.press(buttons[kind])
  meter.wake()
}

/** What a person does at the front of a meter: two buttons scroll its display, one closes its switch again. */
const buttons = { 'press-up': 'up', 'press-down': 'down', 'press-reconnect': 'reconnect' } as const

function isPress(kind: HarmKind): kind is keyof typeof buttons {
  return kind in buttons
}

/** A meter that refuses one, for it remembers as many as it can, does not keep the others from theirs. */
function begin(meter: Meter, harm: WantedHarm, at: number): void {
  const { kind } = harm
  if (isPress(kind)) return
  try {
    meter.harm({ ...harm, kind, from: at })
  } catch (error) {
    if (!(error instanceof HarmError)) throw error
    console.error(`${meter.identity.serial} does not feel ${kind}: ${error.message}`)
  }
}

/** Of a harm without an end. */
const forEver = Number.POSITIVE_INFINITY

function isSame(one: WantedHarm, other: WantedHarm): boolean {
  return (['kind', 'phase', 'depth', 'level'] as const).every(member => one[member] === other[member])
}
