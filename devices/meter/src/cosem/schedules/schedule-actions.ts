import { classes } from '@ferraris/cosem/classes'
import { type Action, decoded, done } from '../model/action.ts'
import { execute } from './scripts.ts'

/** execute (IEC 62056-6-2, class 9, method 1). */
export const executeScript: Action = ({ automation, object, now }, parameter) => {
  const selector = parameter && decoded(classes.scriptTable.methods.execute.type, parameter)
  if (selector === undefined) return { result: 'type-unmatched' }
  return execute(automation, { scriptTable: object.obis, selector }, now)
    ? done
    : { result: 'object-unavailable' }
}

const { methods } = classes.schedule
/** Entries of a schedule at most. */
const mostEntries = 200

/** enable/disable (class 10, method 1): the first range is disabled, then the second enabled. */
export const enableDisable: Action = ({ automation, object, now }, parameter) => {
  const ranges = parameter && decoded(methods.enableDisable.type, parameter)
  if (ranges === undefined) return { result: 'type-unmatched' }
  const { firstDisabled, lastDisabled, firstEnabled, lastEnabled } = ranges
  const entries = automation.settings.get(classes.schedule, object.obis, 'entries').map(entry => {
    const enabled = firstEnabled <= entry.index && entry.index <= lastEnabled
    const disabled = firstDisabled <= entry.index && entry.index <= lastDisabled
    return { ...entry, enabled: enabled || (entry.enabled && !disabled) }
  })
  automation.change(now, () => automation.settings.put(classes.schedule, object.obis, 'entries', entries))
  return done
}

/** insert (method 2): an entry, or another one in the place of that index. */
export const insertEntry: Action = ({ automation, object, now }, parameter) => {
  const entry = parameter && decoded(methods.insert.type, parameter)
  if (entry === undefined) return { result: 'type-unmatched' }
  const kept = automation.settings.get(classes.schedule, object.obis, 'entries')
  const entries = [...kept.filter(({ index }) => index !== entry.index), entry].sort(
    (a, b) => a.index - b.index,
  )
  if (entries.length > mostEntries) return { result: 'other-reason' }
  automation.change(now, () => automation.settings.put(classes.schedule, object.obis, 'entries', entries))
  return done
}

/** delete (method 3): a range of entries. */
export const deleteEntries: Action = ({ automation, object, now }, parameter) => {
  const range = parameter && decoded(methods.delete.type, parameter)
  if (range === undefined) return { result: 'type-unmatched' }
  const entries = automation.settings
    .get(classes.schedule, object.obis, 'entries')
    .filter(({ index }) => index < range.first || index > range.last)
  automation.change(now, () => automation.settings.put(classes.schedule, object.obis, 'entries', entries))
  return done
}
