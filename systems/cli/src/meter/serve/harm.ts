import { resolve } from 'node:path'
import { faultKindOf, type HarmKind, harmKinds } from '@ferraris/metering'
import { asked, detailOf, type HarmFlags, spanText } from '../../district/running/fault.ts'
import { InputError } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { table } from '../../terminal/table.ts'
import { askMeter } from './harm-door.ts'

interface MeterHarmFlags extends HarmFlags {
  readonly data: string
  readonly end?: boolean
  readonly json?: boolean
}

/** `meter harm`: does something to a virtual meter that runs, ends it, or tells what it feels. */
export async function harmMeter(name: string | undefined, flags: MeterHarmFlags): Promise<void> {
  const { data, end, json, ...parameters } = flags
  const folder = resolve(data)
  if (name === undefined) return await listHarms(folder, flags)
  if (end) {
    if (Object.keys(parameters).length > 0) throw new InputError('--end', 'ends it now', 'leave out the rest')
    const cleared = await asked(() => askMeter(folder, { ask: 'clear', kind: harmOf(name) }))
    return show(json, { cleared }, () => (cleared === 0 ? 'it does not feel that' : 'ended'))
  }
  const harm = await asked(() =>
    askMeter(folder, { ask: 'set', order: { ...parameters, kind: harmOf(name) } }),
  )
  show(json, harm, () => `${print.name(harm.kind)} at ${harm.target}${detailOf(harm)}`)
}

async function listHarms(folder: string, { json, end }: MeterHarmFlags): Promise<void> {
  if (end) throw new InputError('what', 'is to be named', `choose from ${harmKinds.join(', ')}`)
  const { serial, harms, now } = await askMeter(folder, { ask: 'list' })
  show(json, { serial, harms }, () =>
    harms.length === 0
      ? `${serial} feels nothing.`
      : table(
          ['harm', 'since', 'left', ''].map(title => ({ title })),
          harms.map(harm => [
            print.name(harm.kind),
            `${new Date(harm.since).toISOString().slice(0, 19)}Z`,
            harm.until === null ? '' : spanText(harm.until - now),
            detailOf({ ...harm, until: null }).replace(/^, /, ''),
          ]),
        ),
  )
}

function harmOf(name: string): HarmKind {
  return faultKindOf(name, harmKinds)
}
