import { toHex } from '@ferraris/bytes'
import { type Data, data, encodeData, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import type { ActionAnswer } from '@ferraris/dlms/server'
import {
  functionControlName,
  functionList,
  functionStatus,
  setFunctionStatus,
} from '../../automation/functions.ts'
import { type Action, decoded, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import { method, object, read, setting } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'
import { scriptReference } from '../schedules/script-entries.ts'
import { arbitration, requestAction, resetArbitration } from './arbitration.ts'

const { arbitrator, functionControl, arrayManager } = classes
const unmatched = { result: 'type-unmatched' } as const
const refused = { result: 'other-reason' } as const
const arbitratorName = '0.0.96.3.20.255'

export const controlSources = {
  'arbitrator.requests': ({ automation, object: { obis: name } }: Context): Data =>
    data.array(...arbitration(automation, name).requests.map(data.bits)),
  'arbitrator.outcome': ({ automation, object: { obis: name } }: Context): Data =>
    data.unsigned(arbitration(automation, name).outcome),
  'functions.status': ({ automation }: Context): Data =>
    functionControl.attributes.activationStatus.type.encode(functionStatus(automation)),
  // Standard table 1 of ANSI C12.19, general manufacturer identification: maker, model, four versions, serial.
  'utility.identification': ({ identity }: Context): Data => {
    const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(identity.firmware) ?? []
    const text = (value: string, length: number) => value.slice(0, length).padEnd(length)
    const versions = Uint8Array.of(1, 0, Number(major), Number(minor))
    return data.octets(
      Buffer.concat([
        Buffer.from(text(identity.serial, 3).padEnd(4) + text('FERRARIS', 8), 'latin1'),
        versions,
        Buffer.from(text(identity.serial, 16), 'latin1'),
      ]),
    )
  },
}

/** request_action (IEC 62056-6-2, class 68, method 1). */
export const request: Action = ({ automation, object: { obis: name }, now }, parameter) => {
  const wanted = parameter && decoded(arbitrator.methods.requestAction.type, parameter)
  if (wanted === undefined) return unmatched
  return requestAction(automation, name, wanted.actor, wanted.actions, now) ? done : refused
}

export const resetRequests: Action = ({ automation, object: { obis: name } }) => {
  resetArbitration(automation, name)
  return done
}

/** set_function_status (class 122, method 1). */
export const switchFunctions: Action = ({ automation, now }, parameter) => {
  const status = parameter && decoded(functionControl.methods.setFunctionStatus.type, parameter)
  if (status === undefined) return unmatched
  return setFunctionStatus(automation, status, now) ? done : refused
}

type Functions = ReturnType<typeof functionList>
type Function = Functions[number]

/** Classes that no function may hold: whoever switched them off could never switch anything on again. */
const essential = [8, 15, 17, 64, 122]
/** Functions, and objects of each, at most. */
const most = 32

function changeFunctions(change: (list: Functions, one: Function) => Functions): Action {
  return ({ automation, now }, parameter) => {
    const one = parameter && decoded(functionControl.methods.addFunction.type, parameter)
    if (one === undefined) return unmatched
    const list = change(functionList(automation), one)
    if (list.length > most || !isHarmless(one)) return refused
    automation.change(now, () =>
      automation.settings.put(functionControl, functionControlName, 'functionList', list),
    )
    return done
  }
}

/** Whether a function may be switched off. */
export function isHarmless({ objects }: Function): boolean {
  return objects.length <= most && objects.every(({ classId }) => !essential.includes(classId))
}

function others(list: Functions, { name }: Function): Functions {
  return list.filter(known => toHex(known.name) !== toHex(name))
}

export const addFunction = changeFunctions((list, one) => [...others(list, one), one])
export const removeFunction = changeFunctions(others)

function answer(value: Data): ActionAnswer {
  return { result: 'success', data: encodeData(value) }
}

/** The array that a number stands for, and how to write it back. */
function managed({ automation, object, now }: Context, id: number) {
  const { target } =
    automation.settings.get(arrayManager, object.obis, 'arrayObjectList').find(known => known.id === id) ?? {}
  const value = target && automation.self.read(target, now)
  if (target === undefined || value?.type !== 'array') return undefined
  return {
    entries: value.value,
    keep(entries: readonly Data[]): ActionAnswer {
      const result = automation.self.write(target, data.array(...entries), now)
      return result === 'success' || result === 'type-unmatched' ? { result } : refused
    },
  }
}

/** retrieve_number_of_entries (class 123, method 1). */
export const countEntries: Action = (context, parameter) => {
  const id = parameter && decoded(arrayManager.methods.retrieveNumberOfEntries.type, parameter)
  if (id === undefined) return unmatched
  const array = managed(context, id)
  return array === undefined ? refused : answer(data.longUnsigned(array.entries.length))
}

type Range = ValueTypeOf<typeof arrayManager.methods.retrieveEntries.type>
type Placed = ValueTypeOf<typeof arrayManager.methods.insertEntry.type>
type Managed = NonNullable<ReturnType<typeof managed>>

/** retrieve_entries, remove_entries (methods 2 and 5): a range, counted from 1. */
function withRange(act: (array: Managed, range: Range) => ActionAnswer): Action {
  return (context, parameter) => {
    const range = parameter && decoded(arrayManager.methods.retrieveEntries.type, parameter)
    if (range === undefined) return unmatched
    const array = managed(context, range.arrayId)
    const exists =
      array !== undefined && range.from >= 1 && range.from <= range.to && range.to <= array.entries.length
    return exists ? act(array, range) : refused
  }
}

export const readEntries = withRange(({ entries }, { from, to }) =>
  answer(data.array(...entries.slice(from - 1, to))),
)
export const removeEntries = withRange(({ entries, keep }, { from, to }) =>
  keep(entries.toSpliced(from - 1, to - from + 1)),
)

/** insert_entry, update_entry (methods 3 and 4): at a place, counted from 1. */
function withPlace(replaced: 0 | 1): Action {
  return (context, parameter) => {
    const placed: Placed | undefined = parameter && decoded(arrayManager.methods.insertEntry.type, parameter)
    if (placed === undefined) return unmatched
    const array = managed(context, placed.arrayId)
    const last = (array?.entries.length ?? 0) + 1 - replaced
    if (array === undefined || placed.at < 1 || placed.at > last) return refused
    return array.keep(array.entries.toSpliced(placed.at - 1, replaced, placed.entry))
  }
}

export const insertArrayEntry = withPlace(0)
export const updateArrayEntry = withPlace(1)

function name(text: string): Data {
  return data.octets(obisToOctets(obis(text)))
}
function target(id: number, classId: number, of: string, attribute: number): Data {
  return data.structure(
    data.unsigned(id),
    data.structure(data.longUnsigned(classId), name(of), data.integer(attribute)),
  )
}
function functionOf(called: string, ...objects: readonly (readonly [classId: number, of: string])[]): Data {
  return data.structure(
    data.octets(Buffer.from(called)),
    data.array(...objects.map(([classId, of]) => data.structure(data.longUnsigned(classId), name(of)))),
  )
}

const switchScripts = '0.0.10.0.106.255'

export const controls: readonly ObjectEntry[] = [
  object(
    arbitrator,
    arbitratorName,
    {
      // Remote control, the customer and the load management ask for the switch to be opened or closed.
      actions: setting(data.array(scriptReference(switchScripts, 1), scriptReference(switchScripts, 2))),
      permissionsTable: setting(data.array(data.bits('11'), data.bits('11'), data.bits('11'))),
      weightingsTable: setting(
        data.array(
          ...[4, 2, 1].map(weight => data.array(data.longUnsigned(weight), data.longUnsigned(weight))),
        ),
      ),
      mostRecentRequestsTable: read('arbitrator.requests'),
      lastOutcome: read('arbitrator.outcome'),
    },
    { requestAction: method('arbitrator.request'), reset: method('arbitrator.reset') },
  ),
  object(
    functionControl,
    functionControlName,
    {
      activationStatus: read('functions.status'),
      functionList: setting(
        data.array(
          functionOf('limiter', [71, '0.0.17.0.0.255']),
          functionOf('push', [40, '0.0.25.9.0.255'], [40, '0.1.25.9.0.255'], [40, '0.2.25.9.0.255']),
          functionOf('firmware', [18, '0.0.44.0.0.255']),
        ),
      ),
    },
    {
      setFunctionStatus: method('functions.set'),
      addFunction: method('functions.add'),
      removeFunction: method('functions.remove'),
    },
  ),
  object(
    arrayManager,
    '0.0.18.0.0.255',
    {
      arrayObjectList: setting(
        data.array(
          target(1, 11, '0.0.11.0.0.255', 2),
          target(2, 10, '0.0.12.0.0.255', 2),
          target(3, 20, '0.0.13.0.0.255', 9),
          target(4, 9, switchScripts, 2),
        ),
      ),
    },
    {
      retrieveNumberOfEntries: method('array.count'),
      retrieveEntries: method('array.read'),
      insertEntry: method('array.insert'),
      updateEntry: method('array.update'),
      removeEntries: method('array.remove'),
    },
  ),
  object(classes.utilityTables, '0.0.65.1.0.255', {
    tableId: read(data.longUnsigned(1)),
    length: read(data.doubleLongUnsigned(32)),
    buffer: read('utility.identification'),
  }),
]
