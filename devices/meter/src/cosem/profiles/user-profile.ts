import { type Data, data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type CaptureObject, captureObject } from '@ferraris/cosem/values'
import type { DataAccessResult } from '@ferraris/dlms'
import { type Action, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import { method, object, read, setting } from '../model/object.ts'
import type { ObjectEntry, ObjectTable } from '../model/object-table.ts'
import { readSelection } from '../model/selective-access.ts'
import { numberOf } from '../monitors/watched-value.ts'
import { partOf } from '../push/push-message.ts'
import { clock } from './capture-objects.ts'
import { captureRow, restartProfile, userCaptures, userProfileRows } from './user-captures.ts'

/** Sources that are functions of time: what they were at any instant can still be told. */
const computed = /^(energy|power|phase\d|grid|demand|tariff|status)\.|^clock\.(time|status)$/

/** Whether a column can be captured: its values are computed, so that none has to be kept. */
export function isComputed(objects: ObjectTable, { classId, obis, attribute }: CaptureObject): boolean {
  const object = objects.find(obis)
  const value = object?.classId === classId ? object.attributes[attribute]?.value : undefined
  return typeof value === 'string' && computed.test(value)
}

/** The rows of the free profile, or the part that the client selected. */
function rows(context: Context): Data | DataAccessResult {
  const { automation, object, now, selection, store } = context
  const captured = automation.settings.get(classes.profileGeneric, object.obis, 'captureObjects')
  const selected = readSelection(selection, captured, store.clock.zone)
  if (typeof selected === 'string') return selected
  const { by, from, to, columns } = selected
  const cell = (column: CaptureObject, at: number): Data =>
    partOf(automation.self.read(column, at), column.dataIndex)
  const found = userCaptures(automation, object.obis, now).filter(({ shown, at }, index) => {
    if (by === 'entry') return from <= index + 1 && index + 1 <= to
    const value = by === 'time' ? shown : (numberOf(cell(captured[by.column]!, at)) ?? Number.NaN)
    return from <= value && value <= to
  })
  return data.array(
    ...found.map(({ at }) => data.structure(...columns.map(place => cell(captured[place]!, at)))),
  )
}

export const userProfileSources = {
  'user.buffer': rows,
  'user.entriesInUse': ({ automation, object, now }: Context): Data =>
    data.doubleLongUnsigned(userCaptures(automation, object.obis, now).length),
}

/** reset (IEC 62056-6-2, class 7, method 1). */
export const resetProfile: Action = ({ automation, object, now }) => {
  automation.change(now, () => restartProfile(automation, object.obis, now))
  return done
}

/** capture (method 2). */
export const captureNow: Action = ({ automation, object, now }) => {
  captureRow(automation, object.obis, now)
  return done
}

const aPlus = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2, dataIndex: 0 }

/** One profile whose columns and period are the client's business; it captures nothing before it was told to. */
export const userProfile: ObjectEntry = object(
  classes.profileGeneric,
  '1.0.99.128.0.255',
  {
    buffer: { ...read('user.buffer'), selectors: [1, 2] },
    captureObjects: setting(data.array(captureObject.encode(clock), captureObject.encode(aPlus))),
    capturePeriod: setting(data.doubleLongUnsigned(0)),
    sortMethod: read(classes.sortMethod.encode('fifo')),
    sortObject: read(captureObject.encode(clock)),
    entriesInUse: read('user.entriesInUse'),
    profileEntries: read(data.doubleLongUnsigned(userProfileRows)),
  },
  { reset: method('user.reset'), capture: method('user.capture') },
)
