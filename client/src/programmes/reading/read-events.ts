import { idisLogs } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { localDay, objectName } from '../forms/names.ts'
import { programme } from '../programme.ts'
import { refused } from '../steps/refusal.ts'
import { readProfiles } from './read-profile.ts'

export const readEvents = programme({
  kind: 'read-events',
  title: 'Read event logs',
  parameters: Type.Object(
    {
      from: localDay('From', 'First local day of the meter.'),
      to: localDay('To', 'Last local day, that day included.'),
      logs: Type.Optional(
        Type.Array(objectName('Log', 'Name of an event log.'), {
          title: 'Logs',
          description: 'Which to read; default: all that the meter has under their usual names.',
          minItems: 1,
          maxItems: 20,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  async perform(meter, { from, to, logs }) {
    const list = logs ?? (await logsOf(meter))
    if (list.length === 0) return { steps: [refused('event logs', 'the meter shows none')] }
    return await readProfiles(meter, list, { from, to })
  },
})

async function logsOf(meter: DlmsMeter): Promise<string[]> {
  const list = await meter.objects()
  const usual = new Set<string>(Object.values(idisLogs))
  return [...list.keys()].filter(name => usual.has(name))
}
