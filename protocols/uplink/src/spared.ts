import type { Check } from './check.ts'
import { key } from './messages/fields.ts'
import { jobReport } from './messages/jobs.ts'
import { neighbour } from './messages/line.ts'
import type { MalformedItem } from './messages/malformed-item.ts'
import { ownEvent } from './messages/own-state.ts'
import { result } from './messages/results.ts'
import type { UpMessage } from './messages/up-message.ts'
import { UplinkError } from './uplink-error.ts'

/*
 * Results, neighbours, reports and entries of a log stand each for itself in its message: one that is malformed is set apart, and costs
 * the others nothing. A message as a whole would come again, and be refused again, for ever.
 */

interface List {
  readonly name: string
  readonly item: Check<unknown>
  /** Member by which an item is named, and answered. */
  readonly key: string
  /** The message is nothing but its list. */
  readonly alone: boolean
}

const lists: Readonly<Partial<Record<UpMessage['kind'], List>>> = {
  results: { name: 'results', item: result, key: 'key', alone: true },
  inventory: { name: 'neighbours', item: neighbour, key: 'aca', alone: false },
  'job-reports': { name: 'reports', item: jobReport, key: 'id', alone: true },
  'own-events': { name: 'events', item: ownEvent, key: 'number', alone: true },
}

/**
 * Reads a message whose check has failed with `error`, without the items that are at fault. Throws UplinkError where the fault is
 * not that of an item.
 */
export function withoutMalformed(check: Check<UpMessage>, value: unknown, error: unknown): UpMessage {
  if (!(error instanceof UplinkError)) throw error
  const { kind, ...given } = (value ?? {}) as { kind: UpMessage['kind'] } & Record<string, readonly unknown[]>
  const list = Object.hasOwn(lists, kind ?? '') ? lists[kind] : undefined
  if (list === undefined || !error.path.startsWith(`${list.name}[`)) throw error
  const malformed: MalformedItem[] = []
  const good = (given[list.name] ?? []).filter((one, place) => {
    const fault = faultOf(list.item, one, `${list.name}[${place}]`)
    if (fault === undefined) return true
    malformed.push({ key: keyIn(one, list.key), path: fault.path, detail: fault.detail, given: one })
    return false
  })
  const rest = { ...given, kind, [list.name]: good }
  // Lists that are sent are never empty; one that is left so has nothing more to check.
  const message = list.alone && good.length === 0 ? { kind, [list.name]: good } : check(rest, '')
  return { ...(message as UpMessage), malformed }
}

function keyIn(item: unknown, member: string): string | undefined {
  const given = typeof item === 'object' && item !== null ? Object.entries(item) : []
  const value = given.find(([name]) => name === member)?.[1]
  try {
    return key(typeof value === 'number' ? `${value}` : value, '')
  } catch {
    return undefined
  }
}

function faultOf(check: Check<unknown>, item: unknown, path: string): UplinkError | undefined {
  try {
    check(item, path)
    return undefined
  } catch (error) {
    if (error instanceof UplinkError) return error
    throw error
  }
}
