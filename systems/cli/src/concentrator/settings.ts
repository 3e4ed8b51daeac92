import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { changesOf, type SettingFlags } from './setting-flags.ts'

type Values = Readonly<Record<string, unknown>>

interface State {
  readonly state: string
  readonly wanted: Values
  readonly inForce: Values | null
  readonly refused: readonly { readonly field: string; readonly detail: string }[]
}

const meanings: Readonly<Record<string, string>> = {
  unset: 'its own settings; nothing was changed from here',
  waiting: 'waits for the concentrator',
  'in-force': 'in force',
  refused: 'the concentrator has refused them',
}

/** `concentrator settings`: shows them, or changes those that are given. */
export async function concentratorSettings(id: string, flags: SettingFlags & AskOptions): Promise<void> {
  const door = new HeadEndDoor(flags.headEnd)
  const path = `/concentrators/${encodeURIComponent(id)}/settings`
  const changes = changesOf(flags)
  const state = (
    Object.keys(changes).length === 0
      ? await door.get(path, `the settings of ${id}`)
      : await door.patch(path, changes, `the settings of ${id}`)
  ) as State
  show(flags.json, state, () => describe(id, state))
}

function describe(id: string, { state, wanted, inForce, refused }: State): string {
  const names = Object.keys({ ...inForce, ...wanted })
  const lines = names.map(name => {
    const holds = text(inForce?.[name])
    const asked =
      name in wanted && text(wanted[name]) !== holds
        ? `  ${print.quiet('wanted:')} ${text(wanted[name])}`
        : ''
    return `  ${name.padEnd(22)} ${holds}${asked}`
  })
  const refusals = refused.map(({ field, detail }) => `  ${field} was refused: ${detail}`)
  return [`${print.name(id)}  ${meanings[state] ?? state}`, ...lines, ...refusals].join('\n')
}

function text(value: unknown): string {
  return value === undefined ? 'not known' : Array.isArray(value) ? value.join(', ') : String(value)
}
