import { counterNames, type MeterRole, meterRoles, toWord } from '@ferraris/chain2'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'
import { openSupportTool } from './support-tool.ts'

/** `customer-device support`. */
export async function showSupport(
  text: string,
  { meter, json }: { readonly meter: string; readonly json?: boolean },
): Promise<void> {
  const role = roleOf(meter)
  const tool = openSupportTool('tool', text)
  const days = await tool.counters(role)
  const versions = await tool.versions?.()
  const reception = await tool.reception?.()
  show(json, { meter: role, ...(versions && { versions }), ...(reception && { reception }), days }, () => {
    const heads = [
      { title: 'day' },
      ...counterNames.map(title => ({ title, align: 'right' as const })),
      { title: 'supply' },
    ]
    const rows = days.map(day => [
      day.day,
      ...counterNames.map(
        name => `${day[name]} (${hex(toWord({ count: day[name], powerLoss: day.powerLoss }))})`,
      ),
      day.powerLoss ? 'lost: void' : '',
    ])
    const about = versions ? [`hardware ${versions.hardware}, firmware ${versions.firmware}`] : []
    const heard = reception ? [`reception ${JSON.stringify(reception)}`] : []
    return [...about, ...heard, rows.length === 0 ? 'nothing counted yet' : table(heads, rows)].join('\n')
  })
}

function roleOf(text: string): MeterRole {
  const role = meterRoles.find(known => known === text)
  if (role !== undefined) return role
  throw new InputError('--meter', `${text} is not known`, `write one of ${meterRoles.join(', ')}`)
}

function hex(word: number): string {
  return word.toString(16).padStart(4, '0')
}
