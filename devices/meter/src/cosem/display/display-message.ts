import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { DataAccessResult } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { keepMessage, shownMessage } from '../../store/display-message.ts'
import { setting, writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { numberOf } from '../model/referenced-value.ts'
import { allowed } from '../model/setting.ts'

/**
 * A message on the meter's display: first its terms, priority and seconds, are set, then the text, which is shown from then on. After
 * its time it is gone. While one of higher priority is shown, another is refused.
 */

const longestText = 160
const highestPriority = 3

/** Priority 0 … 3 and seconds; 0 seconds: until another one comes. */
function termsOf(value: Data | undefined): { priority: number; seconds: number } | undefined {
  if (value?.type !== 'structure' || value.value.length !== 2) return undefined
  const [priority, seconds] = value.value.map(numberOf)
  if (priority === undefined || seconds === undefined) return undefined
  return priority >= 0 && priority <= highestPriority && seconds >= 0 ? { priority, seconds } : undefined
}

/** An empty text takes the message away. */
function show(context: Context, value: Data): DataAccessResult {
  const { store, now, automation } = context
  const text = textOf(value)
  if (text === undefined) return 'type-unmatched'
  if (text.length > longestText) return 'other-reason'
  const terms = termsOf(automation.settings.data(obisCodes.displayTerms, 2)) ?? { priority: 0, seconds: 0 }
  const before = shownMessage(store.memory, now)
  if (text !== '' && before !== undefined && before.priority > terms.priority) return 'temporary-failure'
  keepMessage(store.memory, { text, from: now, ...terms })
  return 'success'
}

function textOf(value: Data): string | undefined {
  if (value.type === 'visible-string' || value.type === 'utf8-string') return value.value
  return value.type === 'octet-string' ? new TextDecoder().decode(value.value) : undefined
}

export const displayObjects: readonly ObjectEntry[] = [
  object(classes.data, obisCodes.displayMessage, {
    value: writable(
      ({ store, now }) => data.octets(new TextEncoder().encode(shownMessage(store.memory, now)?.text ?? '')),
      show,
    ),
  }),
  object(classes.data, obisCodes.displayTerms, {
    value: setting(data.structure(data.unsigned(0), data.doubleLongUnsigned(0)), {
      rule: value => allowed(termsOf(value) !== undefined),
    }),
  }),
]
