import { type Data, data, encodeDateTime, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { method, object, setting } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'

/** An action of a script: invokes a method of an object (service_id 2). */
export function executing(classId: number, name: string, index: number): Data {
  return action(2, classId, name, index, data.integer(0))
}

export function action(service: number, classId: number, name: string, index: number, parameter: Data): Data {
  return data.structure(
    data.enumeration(service),
    data.longUnsigned(classId),
    data.octets(obisToOctets(obis(name))),
    data.integer(index),
    parameter,
  )
}

/** A script table with scripts 1, 2, … of one action each. */
export function scriptTable(name: string, ...actions: readonly Data[]): ObjectEntry {
  return object(
    classes.scriptTable,
    name,
    {
      scripts: setting(
        data.array(
          ...actions.map((only, index) => data.structure(data.longUnsigned(index + 1), data.array(only))),
        ),
      ),
    },
    { execute: method('script.execute') },
  )
}

export function scriptReference(table: string, selector: number): Data {
  return data.structure(data.octets(obisToOctets(obis(table))), data.longUnsigned(selector))
}

export const noScript = scriptReference('0.0.0.0.0.0', 0)

/** A date-time that specifies nothing. */
export const never = data.octets(encodeDateTime({}))

/** A schedule of one script, that has no time yet. */
export function singleAction(name: string, table: string, selector: number): ObjectEntry {
  return object(classes.singleActionSchedule, name, {
    executedScript: setting(scriptReference(table, selector)),
    type: setting(data.enumeration(1)),
    executionTime: setting(data.array()),
  })
}
