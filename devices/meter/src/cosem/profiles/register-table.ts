import { obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { read, setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { done } from '../model/method.ts'
import { object } from '../model/object.ts'
import { snapshot } from '../model/referenced-value.ts'
import { allowed } from '../model/setting.ts'
import { inUnit } from '../registers/registers.ts'
import { mostColumns } from './capturable.ts'
import { forgetValues, keepValues, keptValues } from './captured-values.ts'

/** Classes of registers. */
const registerClasses = [1, 3, 4, 5]

/** The cells of a register table: objects with names that differ in group E. */
function cells({ automation, object }: Context) {
  const definition = automation.settings.get(classes.registerTable, object.obis, 'tableCellDefinition')
  return definition.groupE.map(e => {
    const name = obisToOctets(definition.obis).with(4, e)
    return { classId: definition.classId, obis: obis(name.join('.')), attribute: definition.attribute }
  })
}

/** The tariff registers in one table (IEC 62056-6-2, class 61). */
export const tariffTable = object(
  classes.registerTable,
  '1.0.1.8.128.255',
  {
    tableCellValues: read(keptValues),
    tableCellDefinition: setting(
      { classId: 3, obis: obisCodes.activeEnergyImport, groupE: [1, 2, 3, 4], attribute: 2 },
      {
        rule: ({ classId, groupE }) =>
          allowed(registerClasses.includes(classId) && groupE.length <= mostColumns),
      },
    ),
    scalerUnit: read(inUnit(0, 'Wh')),
  },
  {
    reset: forgetValues,
    capture: context => {
      keepValues(context, snapshot(context.automation, cells(context), context.now))
      return done
    },
  },
)
