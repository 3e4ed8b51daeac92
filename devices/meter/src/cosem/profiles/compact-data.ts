import { fromHex, toHex } from '@ferraris/bytes'
import {
  type Data,
  data,
  decodeData,
  encodeData,
  obis,
  obisToOctets,
  scalerUnit,
  unitCode,
} from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type Action, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import { method, object, read, setting } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'
import { compactBuffer, snapshot, templateDescription } from './snapshot.ts'

const { compactData, registerTable } = classes

/** What a compact data object or a register table took when it was told to. */
function keyOf({ object }: Context): string {
  return `captured.${object.obis}`
}

function kept(context: Context): Data[] {
  const values = context.automation.memory.get<string | null>(keyOf(context))
  const found = typeof values === 'string' ? decodeData(fromHex(values)) : data.array()
  return found.type === 'structure' ? [...found.value] : []
}

function keep(context: Context, values: readonly Data[]): void {
  context.automation.memory.set(keyOf(context), toHex(encodeData(data.structure(...values))))
}

/** Of a compact data object: as they are now, or as they were when they were captured last. */
function compactValues(context: Context): Data[] {
  const { automation, object, now } = context
  const onReading = automation.settings.get(compactData, object.obis, 'captureMethod') === 'on-reading'
  return onReading ? snapshot(automation, captureList(context), now) : kept(context)
}

function captureList({ automation, object }: Context) {
  return automation.settings.get(compactData, object.obis, 'captureObjects')
}

/** The cells of a register table: objects whose names differ in group E. */
function cells({ automation, object }: Context) {
  const definition = automation.settings.get(registerTable, object.obis, 'tableCellDefinition')
  return definition.groupE.map(e => {
    const name = obisToOctets(definition.obis).with(4, e)
    return { classId: definition.classId, obis: obis(name.join('.')), attribute: definition.attribute }
  })
}

export const snapshotSources = {
  'compact.buffer': (context: Context): Data => {
    const template = context.automation.settings.get(compactData, context.object.obis, 'templateId')
    const values = compactValues(context)
    return data.octets(values.length === 0 ? new Uint8Array() : compactBuffer(template, values))
  },
  'compact.template': (context: Context): Data => {
    const values = compactValues(context)
    return data.octets(values.length === 0 ? new Uint8Array() : templateDescription(values))
  },
  'table.cells': (context: Context): Data => data.array(...kept(context)),
}

export const captureCompact: Action = context => {
  const { automation, now } = context
  if (automation.settings.get(compactData, context.object.obis, 'captureMethod') === 'on-reading')
    return { result: 'other-reason' }
  keep(context, snapshot(automation, captureList(context), now))
  return done
}

export const captureTable: Action = context => {
  keep(context, snapshot(context.automation, cells(context), context.now))
  return done
}

export const forgetCaptured: Action = context => {
  keep(context, [])
  return done
}

function column(classId: number, name: string, attribute = 2): Data {
  return data.structure(
    data.longUnsigned(classId),
    data.octets(obisToOctets(obis(name))),
    data.integer(attribute),
    data.longUnsigned(0),
    data.structure(data.enumeration(0), data.nothing()),
  )
}

const registers = ['1.8.0', '2.8.0', '3.8.0', '4.8.0'].map(name => column(3, `1.0.${name}.255`))

/** Values of many objects in one: compact data, and a table of the tariff registers. */
export const snapshots: readonly ObjectEntry[] = [
  object(
    compactData,
    '0.0.66.0.1.255',
    {
      compactBuffer: read('compact.buffer'),
      captureObjects: setting(
        data.array(column(8, '0.0.1.0.0.255'), column(1, '0.0.96.10.1.255'), ...registers),
      ),
      templateId: setting(data.unsigned(1)),
      templateDescription: read('compact.template'),
      captureMethod: setting(data.enumeration(1)),
    },
    { reset: method('captured.forget'), capture: method('compact.capture') },
  ),
  object(
    registerTable,
    '1.0.1.8.128.255',
    {
      tableCellValues: read('table.cells'),
      tableCellDefinition: setting(
        data.structure(
          data.longUnsigned(3),
          data.octets(obisToOctets(obis('1.0.1.8.0.255'))),
          data.array(...[1, 2, 3, 4].map(data.unsigned)),
          data.integer(2),
        ),
      ),
      scalerUnit: read(scalerUnit.encode({ scaler: 0, unit: unitCode.Wh })),
    },
    { reset: method('captured.forget'), capture: method('table.capture') },
  ),
]
