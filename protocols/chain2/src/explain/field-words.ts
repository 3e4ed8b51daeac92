import { type FieldWords, isObject } from '@ferraris/codec/dissect'
import { type DateTime, dateTimeAt, formatDateTime, zone } from '@ferraris/cosem'
import { eventTypes, noCountdown } from '../frames/event-types.ts'
import type { LayoutField } from '../layouts/layout.ts'
import { framesOf } from '../profiles.ts'

const utc = zone('UTC')

/** An instant as readings and layers show it. */
export function instantText(instant: number): string {
  return formatDateTime(dateTimeAt(instant, utc))
}

const eventNames = new Map<number, string>(Object.entries(eventTypes).map(([name, type]) => [type, name]))

/** How the fields of a layout read for people. */
export function fieldWords(fields: readonly Pick<LayoutField, 'name' | 'unit'>[]): FieldWords {
  const units = new Map(fields.map(({ name, unit }) => [name, unit]))
  return {
    meaning(name, value) {
      if (typeof value !== 'number') return undefined
      if (name === 'eventType') return eventNames.get(value)
      if (name === 'countdown' && value === noCountdown) return 'the limiter will not open'
      if (name === 'profile') return `frames ${framesOf(value).join(', ')}`
      const unit = units.get(name)
      return unit === 'instant' ? instantText(value) : unit
    },
    text: value =>
      isObject(value) && !(value instanceof Uint8Array) ? formatDateTime(value as DateTime) : undefined,
  }
}
