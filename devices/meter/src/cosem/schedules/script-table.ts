import { type Data, data, type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf, values } from '@ferraris/cosem/values'
import { setting } from '../model/attribute.ts'
import { done } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import type { RulesOfAnyValue } from '../model/setting.ts'
import { execute } from './scripts.ts'

type ScriptAction = ValueTypeOf<typeof classes.scriptTable.attributes.scripts.type>[number]['actions'][number]

/** An action of a script that invokes a method of an object. */
export function invoking(classId: number, name: Obis | string, index: number): ScriptAction {
  return { service: 'execute', classId, obis: obis(name), index, parameter: data.integer(0) }
}

/** An action of a script that writes an attribute of an object. */
export function writing(classId: number, name: Obis | string, index: number, parameter: Data): ScriptAction {
  return { service: 'write', classId, obis: obis(name), index, parameter }
}

/** A script table with scripts 1, 2, … of one action each; `rules` are those of new scripts. */
export function scriptTable(
  name: Obis | string,
  actions: readonly ScriptAction[],
  rules?: RulesOfAnyValue,
): ObjectEntry {
  return object(
    classes.scriptTable,
    name,
    {
      scripts: setting(
        actions.map((action, index) => ({ selector: index + 1, actions: [action] })),
        rules,
      ),
    },
    {
      // IEC 62056-6-2, class 9, method 1.
      execute: ({ automation, object, now }, selector) =>
        execute(automation, { scriptTable: object.obis, selector }, now)
          ? done
          : { result: 'object-unavailable' },
    },
  )
}

export function scriptReference(table: Obis | string, selector: number): values.ScriptReference {
  return { scriptTable: obis(table), selector }
}

export const noScript = scriptReference('0.0.0.0.0.0', 0)
