import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Automation } from '../../automation/automation.ts'
import { execute } from '../schedules/scripts.ts'

const { arbitrator } = classes

type Requests = { readonly requests: readonly string[]; readonly outcome: number }

function keyOf(name: Obis): string {
  return `arbitrator.${name}`
}

/** What the actors have requested last, a bit for each action, and the number of the action that won last. */
export function arbitration({ memory }: Automation, name: Obis): Requests {
  return memory.get<Requests>(keyOf(name)) ?? { requests: [], outcome: 0 }
}

/**
 * An actor puts its request (IEC 62056-6-2, class 68, request_action). Of all that is requested, the action with
 * the greatest weight is executed; of equal ones the first. False where the actor asks for what it may not.
 */
export function requestAction(
  automation: Automation,
  name: Obis,
  actor: number,
  bits: string,
  now: number,
): boolean {
  const { settings, memory } = automation
  const actions = settings.get(arbitrator, name, 'actions')
  const permitted = settings.get(arbitrator, name, 'permissionsTable')[actor - 1]
  if (permitted === undefined || bits.length !== actions.length) return false
  if ([...bits].some((bit, action) => bit === '1' && permitted[action] !== '1')) return false
  const weightings = settings.get(arbitrator, name, 'weightingsTable')
  const requests = Array.from({ length: weightings.length }, (_, of) =>
    of === actor - 1 ? bits : (arbitration(automation, name).requests[of] ?? ''),
  )
  const weights = actions.map((_, action) =>
    requests.reduce(
      (sum, of, index) => sum + (of[action] === '1' ? (weightings[index]?.[action] ?? 0) : 0),
      0,
    ),
  )
  const heaviest = Math.max(0, ...weights)
  const outcome = heaviest === 0 ? 0 : weights.indexOf(heaviest) + 1
  automation.change(now, () => {
    memory.set(keyOf(name), { requests, outcome } satisfies Requests)
    const winner = actions[outcome - 1]
    if (winner !== undefined) execute(automation, winner, now)
  })
  return true
}

/** Forgets all requests (reset). */
export function resetArbitration({ memory }: Automation, name: Obis): void {
  memory.set(keyOf(name), { requests: [], outcome: 0 } satisfies Requests)
}
