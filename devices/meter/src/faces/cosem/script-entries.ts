import { classes, type Data, data, encodeDateTime, obis, obisToOctets } from '@ferraris/cosem'
import { method, object, setting } from './object-entries.ts'
import type { ObjectEntry } from './object-table.ts'

/** An action of a script: invokes a method of an object (service_id 2). */
export const executing = (classId: number, name: string, index: number): Data =>
  action(2, classId, name, index, data.integer(0))

export const action = (
  service: number,
  classId: number,
  name: string,
  index: number,
  parameter: Data,
): Data =>
  data.structure(
    data.enumeration(service),
    data.longUnsigned(classId),
    data.octets(obisToOctets(obis(name))),
    data.integer(index),
    parameter,
  )

/** A script table with scripts 1, 2, … of one action each. */
export const scriptTable = (name: string, ...actions: readonly Data[]): ObjectEntry =>
  object(
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

export const scriptReference = (table: string, selector: number): Data =>
  data.structure(data.octets(obisToOctets(obis(table))), data.longUnsigned(selector))

export const noScript = scriptReference('0.0.0.0.0.0', 0)

/** A date-time that specifies nothing. */
export const never = data.octets(encodeDateTime({}))

/** A schedule of one script, that has no time yet. */
export const singleAction = (name: string, table: string, selector: number): ObjectEntry =>
  object(classes.singleActionSchedule, name, {
    executedScript: setting(scriptReference(table, selector)),
    type: setting(data.enumeration(1)),
    executionTime: setting(data.array()),
  })
