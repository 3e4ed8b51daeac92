import { classes } from '@ferraris/cosem/classes'
import { Type } from 'typebox'
import { objectName as wholeName } from '../../objects/object-name.ts'
import { objectName } from '../forms/names.ts'
import { programme } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { isHarmlessTable } from './harmless-scripts.ts'

const { scriptTable } = classes

export const executeScript = programme({
  kind: 'execute-script',
  title: 'Execute a script of the meter',
  parameters: Type.Object(
    {
      table: objectName('Script table', 'Name of the table (class 9).'),
      script: Type.Integer({
        title: 'Script',
        description: 'Its number. A lost answer may execute it twice: scripts that count are not for orders.',
        minimum: 1,
        maximum: 65_535,
      }),
    },
    { additionalProperties: false },
  ),
  risk: ({ table }) => (isHarmlessTable(table) ? 'none' : 'disconnects'),
  subject: ({ table }) => `script ${table}`,
  async perform(meter, { table, script }) {
    const { classId, attributes } = scriptTable
    const found = await locate(meter, {
      classId,
      what: 'script table',
      usual: wholeName(table),
      given: table,
    })
    if (isStep(found)) return { steps: [found] }
    const { obis } = found
    const [answer] = await meter.answers({ classId, obis, attribute: attributes.scripts.id })
    // Where the table can be read, a script that it lacks is told by its number, not by a refusal.
    if (answer !== undefined && 'data' in answer) {
      const scripts = attributes.scripts.type.decode(answer.data).map(({ selector }) => selector)
      if (!scripts.includes(script))
        return { steps: [refused(`${obis} execute`, `it has no script ${script}`)] }
    }
    return { steps: [await invoke(meter, scriptTable, obis, 'execute', script)] }
  },
})
