import { fromHex } from '@ferraris/bytes'
import { type Data, data, dateTimeAt, decodeData, encodeDateTime, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type Action, decoded, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import { method, object, read, setting } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'
import { never } from '../schedules/script-entries.ts'
import {
  changedParameter,
  parameterDigest,
  parameterList,
  parameterMonitorName,
  parameterValues,
} from './parameter-monitor.ts'

const { parameterMonitor } = classes
/** Parameters watched at most. */
const mostParameters = 64

export const monitorSources = {
  'parameters.changed': ({ automation }: Context): Data => {
    const changed = changedParameter(automation)
    return data.structure(
      data.longUnsigned(changed?.classId ?? 0),
      data.octets(changed === undefined ? new Uint8Array(6) : obisToOctets(obis(changed.obis))),
      data.integer(changed?.attribute ?? 0),
      changed === undefined ? data.nothing() : decodeData(fromHex(changed.value)),
    )
  },
  'parameters.changedAt': ({ automation, store: { clock } }: Context): Data => {
    const changed = changedParameter(automation)
    return changed === undefined
      ? never
      : data.octets(encodeDateTime(dateTimeAt(clock.read(changed.at), clock.zone)))
  },
  'parameters.digest': ({ automation, now }: Context): Data => data.octets(parameterDigest(automation, now)),
  'parameters.values': ({ automation, now }: Context): Data => parameterValues(automation, now),
  // The status of the profiles, most significant bit first, as bits that a table explains.
  'status.bits': ({ store, now }: Context): Data => data.bits(store.status(now).toString(2).padStart(8, '0')),
}

function changeList(
  change: (list: ReturnType<typeof parameterList>, parameter: Parameter) => ReturnType<typeof parameterList>,
): Action {
  return ({ automation, now }, value) => {
    const parameter = value && decoded(parameterMonitor.methods.addParameter.type, value)
    if (parameter === undefined) return { result: 'type-unmatched' }
    const list = change(parameterList(automation), parameter)
    if (list.length > mostParameters || !isWatchable(parameter)) return { result: 'other-reason' }
    automation.change(now, () =>
      automation.settings.put(parameterMonitor, parameterMonitorName, 'parameterList', list),
    )
    return done
  }
}

type Parameter = ReturnType<typeof parameterList>[number]

/** A monitor that watched itself would never come to an end; buffers are no parameters. */
function isWatchable({ classId }: Parameter): boolean {
  return ![7, 61, 62, 65].includes(classId)
}

function isSame(a: Parameter, b: Parameter): boolean {
  return a.classId === b.classId && a.obis === b.obis && a.attribute === b.attribute
}

/** add_parameter, delete_parameter (IEC 62056-6-2, class 65). */
export const addParameter = changeList((list, parameter) => [
  ...list.filter(other => !isSame(other, parameter)),
  parameter,
])
export const deleteParameter = changeList((list, parameter) =>
  list.filter(other => !isSame(other, parameter)),
)

export const monitors: readonly ObjectEntry[] = [
  object(
    parameterMonitor,
    parameterMonitorName,
    {
      changedParameter: read('parameters.changed'),
      captureTime: read('parameters.changedAt'),
      parameterList: setting(data.array()),
      parameterListName: setting(data.octets(new Uint8Array())),
      hashAlgorithmId: setting(data.enumeration(3)),
      parameterValueDigest: read('parameters.digest'),
      parameterValues: read('parameters.values'),
    },
    { addParameter: method('parameters.add'), deleteParameter: method('parameters.delete') },
  ),
  object(classes.statusMapping, '0.0.96.5.0.255', {
    statusWord: read('status.bits'),
    // Table 1 of the README: an entry for each bit, from the highest.
    mappingTable: read(
      data.structure(data.unsigned(1), data.array(...[8, 7, 6, 5, 4, 3, 2, 1].map(data.longUnsigned))),
    ),
  }),
]
