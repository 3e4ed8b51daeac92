import { setTimeout as delay } from 'node:timers/promises'
import type { SimulatedWorld } from './simulated-world.ts'

export interface Control {
  readonly id: string
  readonly endDevice: string
  readonly attempts: number
  readonly way: string
  readonly state: string
  readonly waitsFor: string | null
  readonly cause: string | null
  readonly detail: string | null
  readonly steps: readonly {
    readonly action?: string
    readonly target: string
    readonly outcome: string
    readonly found?: string
    readonly reason?: string
  }[]
}

/** What a session takes on the line, several times over. */
const mostSeconds = 3000

/** An order to a meter of a world, when it is over. */
export async function ordered(
  world: SimulatedWorld,
  serial: string,
  kind: string,
  parameters: object,
): Promise<Control> {
  const request = { endDevice: serial, kind, parameters }
  const { id } = await world.post<{ id: string }>('/end-device-controls', request)
  return await over(world, id)
}

/** An order when it is over. Time goes second by second, as the lease of its session does. */
export async function over(world: SimulatedWorld, id: string): Promise<Control> {
  for (let second = 0; ; second++) {
    const control = await world.get<Control>(`/end-device-controls/${id}`)
    if (control.waitsFor === null || second === mostSeconds) return control
    await world.advance(1000)
    await delay(5)
  }
}

/** What an attribute of a meter shows now, as an order reads it. */
export async function shown(
  world: SimulatedWorld,
  serial: string,
  object: string,
  attribute = 2,
): Promise<string> {
  const { steps, detail } = await ordered(world, serial, 'read-attributes', {
    attributes: [{ object, attribute }],
  })
  return steps[0]?.found ?? `nothing: ${detail}`
}

export interface ActivityShown {
  readonly state: string
  readonly leftOut: number
  readonly counts: Readonly<
    Record<'total' | 'waiting' | 'open' | 'succeeded' | 'failed' | 'cancelled', number>
  >
}

/** An activity when it is over, or as `until` wants it. */
export async function activityOver(
  world: SimulatedWorld,
  id: string,
  until: (activity: ActivityShown) => boolean = ({ state }) => state === 'done' || state === 'cancelled',
): Promise<ActivityShown> {
  for (let second = 0; ; second++) {
    const activity = await world.get<ActivityShown>(`/activities/${id}`)
    if (until(activity) || second === mostSeconds) return activity
    await world.advance(1000)
    await delay(5)
  }
}

/** The orders of an activity. */
export async function linesOf(world: SimulatedWorld, activity: string): Promise<readonly Control[]> {
  const { items } = await world.get<{ items: Control[] }>(
    `/end-device-controls?activity=${activity}&limit=100`,
  )
  return items
}
