import { at } from '@ferraris/bytes'
import { type Data, data, encodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type CaptureObject, profileSelector } from '@ferraris/cosem/values'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { read, readEncoded, setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { done } from '../model/method.ts'
import { object } from '../model/object.ts'
import { numberOf, referencedValue, snapshot } from '../model/referenced-value.ts'
import { clockColumn, readSelection } from '../model/selective-access.ts'
import { allowed } from '../model/setting.ts'
import { isPeriod } from '../registers/demand.ts'
import { mostColumns } from './capturable.ts'
import { captured } from './capture-objects.ts'
import { captureRow, restartProfile, userCaptures, userProfileRows } from './user-captures.ts'

const { profileGeneric } = classes

/** The rows of the free profile, or the part that the client selected. */
function rows(context: Context): EncodedData | DataAccessResult {
  const { automation, object, now, selection, store } = context
  const columns = automation.settings.get(profileGeneric, object.obis, 'captureObjects')
  const selected = readSelection(selection, columns, store.clock.zone)
  if (typeof selected === 'string') return selected
  const { by, from, to } = selected
  const found = userCaptures(automation, object.obis, now).filter((capture, index) => {
    if (by === 'entry') return from <= index + 1 && index + 1 <= to
    const value = by === 'time' ? capture.shown : valueIn(context, at(columns, by.column), capture.at)
    return from <= value && value <= to
  })
  const wanted = selected.columns.map(place => at(columns, place))
  const captures: Data[] = found.map(capture => data.structure(...snapshot(automation, wanted, capture.at)))
  return encodeData(data.array(...captures))
}

function valueIn({ automation }: Context, column: CaptureObject, instant: number): number {
  return numberOf(referencedValue(automation, column, instant)) ?? Number.NaN
}

function isColumnList(columns: readonly CaptureObject[], { objects }: Context): boolean {
  return (
    columns.length > 0 &&
    columns.length <= mostColumns &&
    columns.every(column => objects.isFunctionOfTime(column))
  )
}

function restart({ automation, object, now }: Context): void {
  restartProfile(automation, object.obis, now)
}

/** One profile with columns and period set by the client; it captures nothing before they are set. */
export const userProfile = object(
  profileGeneric,
  '1.0.99.128.0.255',
  {
    buffer: readEncoded(rows, { selectors: Object.values(profileSelector) }),
    // Functions of time: no value has to be kept.
    captureObjects: setting([clockColumn, captured(3, obisCodes.activeEnergyImport)], {
      rule: (columns, context) => allowed(isColumnList(columns, context)),
      after: restart,
    }),
    capturePeriod: setting(0, {
      rule: period => allowed(period === 0 || isPeriod(period)),
      after: restart,
    }),
    sortMethod: read('fifo'),
    sortObject: read(clockColumn),
    entriesInUse: read(({ automation, object, now }) => userCaptures(automation, object.obis, now).length),
    profileEntries: read(userProfileRows),
  },
  {
    reset: context => {
      context.automation.change(context.now, () => restart(context))
      return done
    },
    capture: ({ automation, object, now }) => {
      captureRow(automation, object.obis, now)
      return done
    },
  },
)
